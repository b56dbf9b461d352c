import type { getTenantHealth } from '@crossdock/contracts/api/health'
import type { z } from 'zod'
import { type ConnectionFigures, type Figures, mostCounted } from './store.ts'

/** How the parts of a tenant fare, in sentences. Pure. */
export type Health = z.input<(typeof getTenantHealth)['answer']>
type Part = Health['parts'][number]

/** An order that waits longer tells that nobody carries it. */
const longWaitMs = 15 * 60_000
const dayMs = 86_400_000

export function healthOf(figures: Figures, connections: readonly ConnectionFigures[], now: Date): Health {
  const parts = [...connections.map((one) => connectionPart(one, now)), ...workParts(figures, now)]
  const worst = (['stopped', 'attention'] as const).find((status) => parts.some((part) => part.status === status))
  return { status: worst ?? 'fine', parts }
}

function connectionPart(connection: ConnectionFigures, now: Date): Part {
  const { id, name, kind, status, keyExpiresAt, hasErp, lastEventAt, stopped } = connection
  const since = lastEventAt?.toISOString() ?? null
  const part = (standing: Part['status'], say: string): Part => ({
    part: kind,
    connectionId: id,
    status: standing,
    say,
    since,
  })
  if (status !== 'active') return part('stopped', `${name} is ${status}.`)
  if (stopped !== null) {
    const say = `Nothing goes out from ${name}: ${stopped.why}. ${stopped.remedy}`
    return { ...part('stopped', say), since: stopped.since.toISOString() }
  }
  if (kind === 'channel' && !hasErp) return part('attention', `${name} is connected, but no ERP carries its orders.`)
  if (keyExpiresAt !== null) {
    const days = Math.floor((new Date(keyExpiresAt).getTime() - now.getTime()) / dayMs)
    if (days < 0) return part('stopped', `The key of ${name} has ended. Replace its credentials.`)
    if (days < 14) return part('attention', `The key of ${name} ends in ${days} days. Replace its credentials.`)
  }
  return part('fine', `${name} is connected.`)
}

function workParts(figures: Figures, now: Date): Part[] {
  const { waiting, waitingSince, parked, parkedSince, openTasks, tasksSince, privacy, privacyDueAt } = figures
  const isLate = waitingSince !== null && now.getTime() - waitingSince.getTime() > longWaitMs
  const isOverdue = privacyDueAt !== null && privacyDueAt < now
  return [
    {
      ...work('orders', waitingSince),
      status: isLate ? 'attention' : 'fine',
      say: waiting === 0 ? 'No order waits.' : `${counted(waiting)} on the way to the ERP.`,
    },
    {
      ...work('dead-letters', parkedSince),
      status: parked > 0 ? 'attention' : 'fine',
      say: parked === 0 ? 'Nothing is parked.' : `${counted(parked)} parked, waiting for a person.`,
    },
    {
      ...work('tasks', tasksSince),
      status: openTasks > 0 ? 'attention' : 'fine',
      say: openTasks === 0 ? 'No task is open.' : `Open tasks: ${counted(openTasks)}.`,
    },
    {
      ...work('privacy', privacyDueAt),
      status: isOverdue ? 'stopped' : privacy > 0 ? 'attention' : 'fine',
      say:
        privacy === 0
          ? 'No request for data or erasure waits.'
          : `Requests for data or erasure: ${counted(privacy)}${isOverdue ? ', and one is overdue' : ''}.`,
    },
  ]
}

const work = (part: Part['part'], since: Date | null) => ({
  part,
  connectionId: null,
  since: since?.toISOString() ?? null,
})

const counted = (n: number): string => (n === mostCounted ? `${mostCounted} or more` : String(n))
