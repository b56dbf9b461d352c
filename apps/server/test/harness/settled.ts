import type { Hub } from './a-hub.ts'
import { waitFor } from './wait-for.ts'

/** Waits until every event has been worked off, whatever the ERP still has to do. */
export async function settled({ database }: Hub): Promise<void> {
  await waitFor(
    'all events to be worked off',
    async () =>
      (await database.owner.query(`select from work where state = 'waiting' and kind <> 'sync.push-waiting-orders'`))
        .rowCount === 0,
    25_000,
  )
}

/** What is dead, as "kind cause". */
export async function deadWork({ database }: Hub): Promise<string[]> {
  const { rows } = await database.owner.query(`select kind, cause_code from work where state = 'dead' order by seq`)
  return rows.map((row) => `${row.kind} ${row.cause_code}`)
}
