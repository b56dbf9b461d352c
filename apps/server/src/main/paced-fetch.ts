import { setTimeout } from 'node:timers/promises'
import { NotSent } from '@crossdock/connectors/odoo'
import { AppError } from '@crossdock/contracts/errors'
import type { Database } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'

/**
 * Limits belong to an ERP database, however many connections, processes and kinds of work share it. One without a least
 * interval is left alone: its writer's lane already is one caller at a time. One with an interval (Odoo Online) gets one call at
 * a time, whoever makes it: the turn is a row in our database, and ends by itself when its holder dies.
 *
 * @param longestMs longest a call may last; a turn is kept a little longer
 * @param turn told of each turn, and how long it was waited for
 */
export function paced(
  database: Database,
  longestMs: number,
  fetcher: typeof fetch = fetch,
  turn: (databaseId: string, outcome: 'taken' | 'given-up', ms: number) => void = () => undefined,
): (databaseId: string, minIntervalMs: number) => typeof fetch {
  return (databaseId, minIntervalMs) => {
    if (minIntervalMs <= 0) return fetcher
    return async (input, init) => {
      const holder = newId()
      const askedMs = performance.now()
      await myTurn(database, [databaseId, holder, longestMs + 5_000], init?.signal).catch((thrown: unknown) => {
        turn(databaseId, 'given-up', performance.now() - askedMs)
        throw thrown
      })
      turn(databaseId, 'taken', performance.now() - askedMs)
      try {
        return await fetcher(input, init)
      } finally {
        // Left open it would end by itself; a call that was answered must not fail because of it.
        await database.call('select end_erp_turn($1)', [holder]).catch(() => undefined)
      }
    }
  }
}

async function myTurn(database: Database, turn: unknown[], signal: AbortSignal | null | undefined): Promise<void> {
  for (;;) {
    const [row] = await database
      .call<{ wait_ms: number }>('select take_erp_turn($1, $2, $3) as wait_ms', turn)
      .catch((thrown: unknown) => {
        throw new NotSent('database-unavailable', 'no turn can be taken', { cause: thrown })
      })
    if (!row || row.wait_ms === 0) return
    await setTimeout(row.wait_ms, undefined, signal ? { signal } : {}).catch(() => {
      throw givenUp(signal?.reason)
    })
  }
}

/** The lease or the server ended, or others had the turn for as long as a call may last. */
function givenUp(reason: unknown): NotSent {
  if (reason instanceof AppError) return new NotSent(reason.code, reason.message, { cause: reason })
  return new NotSent('provider-busy', 'its turn did not come', { facts: { provider: 'The ERP' } })
}

/** For calls to a database that we do not know yet: one at a time and spaced, in this process. */
export function spaced(minIntervalMs: number, fetcher: typeof fetch = fetch): typeof fetch {
  if (minIntervalMs <= 0) return fetcher
  let last: Promise<unknown> = Promise.resolve()
  return (input, init) => {
    const mine = last.then(() => fetcher(input, init))
    last = Promise.all([mine.catch(() => undefined), last.then(() => setTimeout(minIntervalMs))])
    return mine
  }
}
