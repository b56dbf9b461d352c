import type { ErpPort } from '@crossdock/connectors/ports/erp'
import { AppError, asAppError } from '@crossdock/contracts/errors'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { countUnanswered, type Fence, openFences, putFence, removeFence } from './store.ts'

/**
 * An abandoned confirmation goes on in the ERP and reserves stock while a successor does the same: that oversells. So
 * before each confirmation its ids and time are written down, and whoever finds such a note confirms nothing more in
 * that database until those ids read confirmed, or the server's longest call has passed.
 */
export interface FenceDeps {
  database: Database
  clock: Clock
  databaseId: string
  /** Of the database's lane. */
  token: string
  signal: AbortSignal
  /** The server's longest call, milliseconds (Odoo: limit_time_real 120 s and time in its queue). */
  fenceMs: number
}

export type ConfirmOutcome = { outcome: 'confirmed' } | { outcome: 'refused'; detail: string }

/** @throws `outcome-unknown` with the fence left standing, when there was no answer */
export async function confirmBehindFence(
  erp: ErpPort,
  where: { tenantId: string; connectionId: string },
  erpIds: string[],
  deps: FenceDeps,
): Promise<ConfirmOutcome> {
  const fence = { fenceId: newId(), tenantId: where.tenantId, connectionId: where.connectionId, erpIds }
  await putFence(deps.database, deps.token, deps.databaseId, fence)
  const result = await erp.confirm(erpIds, { signal: deps.signal }).catch((thrown: unknown) => asAppError(thrown))
  // Only an answer takes the fence away; whatever may still be running over there keeps it standing.
  if (result instanceof AppError && (result.retry === 'settle' || deps.signal.aborted)) throw result
  await removeFence(deps.database, deps.token, deps.databaseId, fence.fenceId)
  if (result instanceof AppError) throw result
  return result
}

/**
 * Waits until nothing of ours can still be running in that database. Polls 50 → 500 ms. What never arrived is left as it
 * is, and counted: its order is read again by whoever carries it next, and may not be wanted any more.
 */
export async function settleFences(erpOf: (fence: Fence) => Promise<ErpPort>, deps: FenceDeps): Promise<void> {
  for (const fence of await openFences(deps.database, deps.token, deps.databaseId)) {
    const foundAt = deps.clock.monotonicMs()
    let pauseMs = 50
    let drafts = await draftsOf(erpOf, fence, deps.signal)
    while (drafts.length > 0 && fence.ageMs + (deps.clock.monotonicMs() - foundAt) < deps.fenceMs) {
      deps.signal.throwIfAborted()
      await pause(pauseMs, deps.signal)
      pauseMs = Math.min(500, pauseMs * 2)
      drafts = await draftsOf(erpOf, fence, deps.signal)
    }
    const { tenantId, connectionId } = fence
    if (drafts.length > 0)
      await deps.database.withTenant(tenantId, (tx) => countUnanswered(tx, tenantId, connectionId, drafts))
    await removeFence(deps.database, deps.token, deps.databaseId, fence.fenceId)
  }
}

/** An id the ERP no longer has is settled too. Whose credentials have died cannot be asked: its time is waited out. */
async function draftsOf(
  erpOf: (fence: Fence) => Promise<ErpPort>,
  fence: Fence,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    const states = await (await erpOf(fence)).readOrders(fence.erpIds, { signal })
    return states.flatMap(({ state, erpId }) => (state === 'draft' ? erpId : []))
  } catch (thrown) {
    const { retry } = asAppError(thrown)
    if (retry === 'after-fix' || retry === 'never') return fence.erpIds
    throw thrown
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms)
    function done(): void {
      signal.removeEventListener('abort', stop)
      resolve()
    }
    function stop(): void {
      clearTimeout(timer)
      reject(asAppError(signal.reason))
    }
    signal.addEventListener('abort', stop, { once: true })
  })
}
