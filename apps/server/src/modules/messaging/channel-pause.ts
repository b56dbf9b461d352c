import { type AppError, sentence } from '@crossdock/contracts/errors'
import { setPaused, tellOfConnection } from '#modules/tenants/index.ts'
import type { Tx } from '#platform/db/database.ts'
import { scrubText } from '#platform/log.ts'
import { type ChannelState, clearPause, findPause, lockChannel, type Pause, setPause } from './channel-store.ts'

/** Nothing more is tried from a number that may not send. What waits goes on when it may again, or has had its time. */

export interface OwnNumber {
  tenantId: string
  connectionId: string
  correlationId: string
}

export async function pauseNumber(
  tx: Tx,
  { tenantId, connectionId, correlationId }: OwnNumber,
  error: Pick<AppError, 'code' | 'facts' | 'say'>,
  at: Date,
  access: string | null = null,
): Promise<void> {
  const facts = Object.fromEntries(Object.entries(error.facts).map(([name, value]) => [name, scrubText(value)]))
  if (!(await setPause(tx, tenantId, connectionId, { at, code: error.code, facts, access }))) return
  const message = `Nothing more is sent from this number. ${scrubText(error.say)} Messages wait until it is settled.`
  await tellOfConnection(tx, tenantId, connectionId, correlationId, { kind: 'messaging-paused', message })
}

/** A person wants nothing sent for now. */
export async function pauseByHand(tx: Tx, number: OwnNumber, reason: string): Promise<void> {
  const { tenantId, connectionId, correlationId } = number
  if (!(await setPaused(tx, tenantId, connectionId, true))) return
  const message = `Nothing is sent from this number for now: ${withoutStop(scrubText(reason))}.`
  await tellOfConnection(tx, tenantId, connectionId, correlationId, { kind: 'messaging-paused', message })
}

/** A person ends a pause, whoever or whatever began it. */
export async function resumeByHand(tx: Tx, number: OwnNumber, reason: string): Promise<void> {
  const { tenantId, connectionId, correlationId } = number
  const why = withoutStop(scrubText(reason))
  const resumed = await resumeNumber(tx, number, why)
  if (!(await setPaused(tx, tenantId, connectionId, false)) || resumed) return
  const message = `Messages are sent from this number again: ${why}.`
  await tellOfConnection(tx, tenantId, connectionId, correlationId, { kind: 'messaging-resumed', message })
}

const withoutStop = (text: string): string => text.trim().replace(/\.$/, '')

/** A person says that it is settled. @returns whether anything stood against it */
export async function resumeNumber(tx: Tx, number: OwnNumber, reason: string): Promise<boolean> {
  const { tenantId, connectionId, correlationId } = number
  if (!(await clearPause(tx, tenantId, connectionId))) return false
  const message = `Messages are sent from this number again: ${reason}.`
  await tellOfConnection(tx, tenantId, connectionId, correlationId, { kind: 'messaging-resumed', message })
  return true
}

/**
 * What stands against it now, held until the transaction ends. A person may have put other credentials in the place of those
 * that were refused: then it goes on by itself.
 */
export async function channelNow(tx: Tx, number: OwnNumber, { access }: { access: string }): Promise<ChannelState> {
  const channel = await lockChannel(tx, number.tenantId, number.connectionId)
  const { paused } = channel
  if (paused === null || paused.access === null || paused.access === access) return channel
  await resumeNumber(tx, number, 'it was connected with other credentials')
  return { ...channel, paused: null }
}

/** Since when and why nothing is sent from a number; null while it may send. */
export async function whyPaused(
  tx: Tx,
  tenantId: string,
  connectionId: string,
): Promise<{ at: Date; say: string } | null> {
  const pause = await findPause(tx, tenantId, connectionId)
  return pause && { at: pause.at, say: pauseInWords(pause) }
}

export function pauseInWords({ code, facts }: Pick<Pause, 'code' | 'facts'>): string {
  return sentence(code as AppError['code'], facts)
}
