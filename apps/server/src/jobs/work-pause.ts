import type { Tx } from '#platform/db/database.ts'

/** All work of the installation waits while there is a row (migration 000017). As the owner; lanes in hand end first. */

/** @returns whether that is news */
export async function pauseWork(owner: Pick<Tx, 'query'>): Promise<boolean> {
  return (await owner.query('insert into work_paused default values on conflict do nothing returning 1')).length > 0
}

/** @returns whether that is news */
export async function resumeWork(owner: Pick<Tx, 'query'>): Promise<boolean> {
  return (await owner.query('delete from work_paused returning 1')).length > 0
}

/** Null while work goes on. Also for the application's role. */
export async function workPausedSince(tx: Pick<Tx, 'query'>): Promise<Date | null> {
  const [row] = await tx.query<{ since: Date | null }>('select work_paused_since() as since')
  return row?.since ?? null
}
