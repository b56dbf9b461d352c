import { logsAtRest, redisAtRest, tablesAtRest } from '../harness/at-rest.ts'
import { type KeptText, PhoneScan } from '../harness/plain-phones.ts'
import type { HubDatabase } from './hub-database.ts'
import type { Plan } from './plan.ts'

export interface Kept {
  database: HubDatabase
  /** Of the hub's processes. */
  hubEnv: Readonly<Record<string, string>>
  /** Where its API processes listen. */
  ports: readonly number[]
}

/** What each API process shows to whoever runs it. */
const shownPaths = ['/readyz']

/**
 * Looks for every buyer's phone in all that the hub keeps and shows: its database, what it logged, its Redis, its pages for
 * those who run it. `further`: whatever else it sends anywhere.
 */
export async function lookForPhones(
  { database, hubEnv, ports }: Kept,
  { orders }: Plan,
  folder: string,
  further: Iterable<KeptText> = [],
): Promise<PhoneScan> {
  const scan = new PhoneScan(orders.map(({ phone }) => phone))
  const query = async (sql: string) => ({ rows: await database.query<Record<string, unknown>>(sql) })
  for await (const text of tablesAtRest(query)) scan.look(text)
  for (const text of logsAtRest(folder, /^(api|worker)-\d+\.log$/)) scan.look(text)
  if (hubEnv.REDIS_URL) for await (const text of redisAtRest(hubEnv.REDIS_URL)) scan.look(text)
  for (const port of ports)
    for (const path of shownPaths) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`)
      scan.look({ where: `${path} of the API on ${port}`, text: await answer.text() })
    }
  for (const text of further) scan.look(text)
  return scan
}
