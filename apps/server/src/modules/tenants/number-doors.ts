import type { MessagingAccess } from '@crossdock/connectors/ports/messaging'
import { type ChannelAccess, keyEnd } from './connections-store.ts'

/** How a number of a provider is reached, and how its endpoint's secrets are written. */

/** What a person has been given by the provider. */
export interface NumberLogIn {
  wabaId: string
  phoneNumberId: string
  accessToken: string
  appSecret: string
  appId?: string | undefined
  apiVersion?: string | undefined
  marketingPath?: MarketingPath | undefined
}

export type MarketingPath = 'messages' | 'marketing_messages'

/** How it is written through. Null: as this hub was made; left out: as it was. */
export interface NumberSettings {
  apiVersion?: string | null | undefined
  marketingPath?: MarketingPath | undefined
}

/** What an endpoint has to know: which signatures hold, and what verifies its address. Newest first. */
export interface NumberSecrets {
  appSecrets: readonly string[]
  verifyTokens: readonly string[]
}

export interface NumberReached extends ChannelAccess {
  /** What it has in common with other numbers of the tenant. */
  commonKeys: string[]
}

export interface NumberDoor {
  bodyLimitBytes: number
  reached(logIn: NumberLogIn): NumberReached
  /** In the place of what it is reached with now. */
  renewed(
    access: ChannelAccess,
    given: { accessToken?: string | undefined; appSecret?: string | undefined },
  ): ChannelAccess
  adjusted(access: ChannelAccess, settings: NumberSettings): ChannelAccess
  /** Asks the provider. Throws when what it is reached with does not work; what else stands against it, it says. */
  ask(access: ChannelAccess): Promise<MessagingAccess>
  written(secrets: NumberSecrets): string[]
  read(secrets: readonly string[]): NumberSecrets
}

/** An issued token's end is fixed: it is asked for when the token is stored, not again and again. Null: none is known. */
export function withKeyEnd<Access extends Pick<ChannelAccess, 'config'>>(
  access: Access,
  { expiresAt }: Pick<MessagingAccess, 'expiresAt'>,
): Access {
  return { ...access, config: { ...access.config, [keyEnd]: expiresAt } }
}

/** By provider; only `main/` knows how. */
export type NumberDoors = ReadonlyMap<string, NumberDoor>

/** While the provider changes over two are valid. */
export function beside(newest: string, before: readonly string[], keepPrevious = true): string[] {
  const [previous] = before.filter((one) => one !== newest)
  return previous === undefined || !keepPrevious ? [newest] : [newest, previous]
}
