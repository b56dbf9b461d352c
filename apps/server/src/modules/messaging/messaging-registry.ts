import type { MessagingPort } from '@crossdock/connectors/ports/messaging'
import { AppError } from '@crossdock/contracts/errors'
import { type ChannelAccess, findChannelAccess, keyEnd } from '#modules/tenants/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'

/** What `main/`, which knows the providers, says of one of them. */
export interface MessagingProvider {
  port(access: ChannelAccess): MessagingPort
  /** The account whose templates a number uses, where several numbers share one; else the number itself. */
  account(access: ChannelAccess): string | null
}

/** A number as it can be written from now. */
export interface KnownNumber {
  port: MessagingPort
  account: string
  /** Keyed hash of what it is reached with: tells whether the credentials have changed. */
  access: string
}

/** Credentials may change, so a port is not believed for ever. */
const believedMs = 60_000

/** The messaging port of a connection, made with its decrypted secrets. */
export class MessagingRegistry {
  readonly #database: Database
  readonly #vault: Vault
  readonly #clock: Clock
  readonly #providers: ReadonlyMap<string, MessagingProvider>
  readonly #numbers = new Map<string, { number: KnownNumber; until: number }>()

  constructor(database: Database, vault: Vault, clock: Clock, providers: ReadonlyMap<string, MessagingProvider>) {
    this.#database = database
    this.#vault = vault
    this.#clock = clock
    this.#providers = providers
  }

  async number(tenantId: string, connectionId: string): Promise<KnownNumber> {
    const key = `${tenantId}|${connectionId}`
    const known = this.#numbers.get(key)
    if (known && known.until > this.#clock.monotonicMs()) return known.number
    const { access, provider } = await this.#access(tenantId, connectionId)
    const number = {
      port: portOf(provider, access),
      account: accountOf(provider, access, connectionId),
      access: await this.#vault.hash(tenantId, 'messaging-access', reachedWith(access)),
    }
    this.#numbers.set(key, { number, until: this.#clock.monotonicMs() + believedMs })
    return number
  }

  /** Needs no working credentials: what the provider tells of templates is noted all the same. */
  async account(tenantId: string, connectionId: string): Promise<string> {
    const { access, provider } = await this.#access(tenantId, connectionId)
    return accountOf(provider, access, connectionId)
  }

  /** After rejected credentials: the next call reads them anew. */
  forget(tenantId: string, connectionId: string): void {
    this.#numbers.delete(`${tenantId}|${connectionId}`)
  }

  async #access(
    tenantId: string,
    connectionId: string,
  ): Promise<{ access: ChannelAccess; provider: MessagingProvider }> {
    const access = await this.#database.withTenant(tenantId, (tx) =>
      findChannelAccess(tx, this.#vault, tenantId, connectionId),
    )
    const provider = this.#providers.get(access.provider)
    if (!provider) throw new AppError('internal', `no messaging connector for ${access.provider}`)
    return { access, provider }
  }
}

/** That the end of its token was learnt makes it no other token: nothing that was refused goes on because of it. */
function reachedWith({ config: { [keyEnd]: _, ...config }, secrets }: ChannelAccess): string {
  return JSON.stringify([config, secrets])
}

function accountOf(provider: MessagingProvider, access: ChannelAccess, connectionId: string): string {
  return provider.account(access) ?? connectionId
}

function portOf(provider: MessagingProvider, access: ChannelAccess): MessagingPort {
  try {
    return provider.port(access)
  } catch (cause) {
    // Whatever is missing or malformed there, a person has to connect the number anew; values are never repeated.
    throw new AppError('credentials-rejected', `the settings of this ${access.provider} connection cannot be used`, {
      cause,
      facts: { provider: access.provider },
    })
  }
}
