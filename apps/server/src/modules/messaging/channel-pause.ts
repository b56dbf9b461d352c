import { type AppError, sentence } from '@crossdock/contracts/errors'
import { lastHappened, setPaused, tellOfConnection } from '#modules/tenants/index.ts'
import type { Tx } from '#platform/db/database.ts'
import { scrubText } from '#platform/log.ts'
import {
  type ChannelState,
  clearPause,
  findPause,
  listPauses,
  lockChannel,
  type Pause,
  setPause,
} from './channel-store.ts'

/** Nothing more is tried from a number that may not send. What waits goes on when it may again, or has had its time. */

export interface OwnNumber {
  tenantId: string
  connectionId: string
  correlationId: string
}

/**
 * @param at when what shows it was sent or told. Both come late, and come again for a week: what is older than the moment at
 * which it was settled says nothing of today.
 */
export async function pauseNumber(
  tx: Tx,
  { tenantId, connectionId, correlationId }: OwnNumber,
  error: Pick<AppError, 'code' | 'facts' | 'say'>,
  at: Date,
  access: string | null = null,
): Promise<void> {
  const settledAt = await lastHappened(tx, tenantId, connectionId, 'messaging-resumed')
  if (settledAt !== null && at <= settledAt) return
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

/** The provider lets an account in again that it had shut out. Another block, or a later ban, stays. */
export async function endBan(tx: Tx, number: OwnNumber, at: Date): Promise<void> {
  const { paused } = await lockChannel(tx, number.tenantId, number.connectionId)
  if (paused?.facts.ban !== undefined && paused.at <= at)
    await resumeNumber(tx, number, 'the provider allows the account again')
}

/**
 * What stands against it now, held until the transaction ends. A person may have put other credentials in the place of those
 * that were refused, or the time of a restriction is over: then it goes on by itself.
 */
export async function channelNow(
  tx: Tx,
  number: OwnNumber,
  { access }: { access: string },
  now: Date,
): Promise<ChannelState> {
  const channel = await lockChannel(tx, number.tenantId, number.connectionId)
  const { paused } = channel
  const why = paused && whyOver(paused, access, now)
  if (why === null) return channel
  await resumeNumber(tx, number, why)
  return { ...channel, paused: null }
}

function whyOver({ access: refused, facts: { until } }: Pause, access: string, now: Date): string | null {
  if (refused !== null && refused !== access) return 'it was connected with other credentials'
  return until !== undefined && new Date(until) <= now ? 'the time of the restriction is over' : null
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

export interface StoppedNumber {
  connectionId: string
  name: string
  since: Date
  /** Why, as the end of a sentence; and what a person has to do. */
  why: string
  remedy: string
}

/** Numbers that nothing goes out from until somebody has settled something. Those that a person stopped are none. */
export async function stoppedNumbers(tx: Tx, tenantId: string): Promise<StoppedNumber[]> {
  return (await listPauses(tx, tenantId)).map(({ connectionId, name, at, ...pause }) => ({
    connectionId,
    name,
    since: at,
    ...stopInWords(pause),
  }))
}

const newToken =
  'Make a new access token over there and give it to the number (crossdock connections rotate NUMBER); what waits then goes out by itself.'
const settleIt =
  'Open the account over there and settle what it shows: payment, review, registration. Then let the number send again (crossdock connections resume NUMBER --reason "…").'

function stopInWords({ code, facts }: Pick<Pause, 'code' | 'facts'>): Pick<StoppedNumber, 'why' | 'remedy'> {
  if (code === 'credentials-rejected') return { why: 'the provider refuses its access token', remedy: newToken }
  if (code === 'rights-missing')
    return {
      why: `its access token may not do this: ${facts.detail ?? 'the provider does not say what'}`,
      remedy: newToken,
    }
  const why = (facts.detail ?? 'the provider does not let it send').replace(/\.$/, '')
  if (facts.until === undefined) return { why, remedy: settleIt }
  return { why, remedy: `It goes on by itself at ${facts.until}. ${settleIt}` }
}

export function pauseInWords({ code, facts }: Pick<Pause, 'code' | 'facts'>): string {
  return sentence(code as AppError['code'], facts)
}
