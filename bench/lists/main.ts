import pg from 'pg'
import { MasterKey } from '#server/platform/crypto/master-key.ts'
import { openDatabase } from '#server/platform/db/database.ts'
import { urlForRole } from '#server/platform/db/roles.ts'
import { createLog } from '#server/platform/log.ts'
import { everyList, type List } from '#server-test/lists/every-list.ts'
import { manyRows } from '#server-test/lists/many-rows.ts'
import { planOf } from '#server-test/lists/plan-of.ts'
import { describeMachine, load } from '../machine.ts'
import { median } from '../statistics.ts'
import { throwawayDatabase } from '../throwaway-database.ts'

interface Cost {
  list: List
  read: number
  ms: number
}

const pageSize = 50
const timesEach = 5

/** `npm run bench -- lists`: what a page of every list costs, by every filter and sort, with so many rows of each thing. */
export async function benchLists({ rows }: { rows: number }): Promise<void> {
  await using database = await throwawayDatabase()
  console.log(`${await describeMachine(database.url)}; load ${load()}`)
  const owner = new pg.Pool({ connectionString: database.url, max: 2, options: '-c search_path=crossdock' })
  const startedMs = performance.now()
  const filled = await manyRows(owner, rows, Math.ceil(rows / 10))
  console.log(
    `filled in ${((performance.now() - startedMs) / 1_000).toFixed(0)} s: ${rows} orders, and as many of the rest\n`,
  )
  await owner.end()

  const url = urlForRole(database.url, 'crossdock_app', new MasterKey(database.masterKey))
  const app = openDatabase({
    url,
    name: 'lists',
    maxConnections: 1,
    log: createLog('silent'),
    statementTimeoutMs: 120_000,
  })
  const costs: Cost[] = []
  await app.withTenant(filled.tenantId, async (tx) => {
    for (const list of everyList(filled))
      for (const after of list.positions) {
        const seen = []
        for (let time = 0; time < timesEach; time++) seen.push(await planOf(tx, list, { limit: pageSize, after }))
        costs.push({ list, read: seen[0]?.read ?? 0, ms: median(seen.map(({ ms }) => ms)) })
      }
  })
  await app.close()
  print(costs)
}

function print(costs: readonly Cost[]): void {
  console.log('list                       ways   rows read   worst    ms   worst   of')
  for (const [operation, mine] of Map.groupBy(costs, ({ list }) => list.operation)) {
    const mostRead = Math.round(Math.max(...mine.map(({ read }) => read)))
    const slowest = mine.reduce((one, other) => (other.ms > one.ms ? other : one))
    console.log(
      [
        operation.padEnd(26),
        String(mine.length).padStart(4),
        String(Math.round(median(mine.map(({ read }) => read)))).padStart(11),
        String(mostRead).padStart(7),
        median(mine.map(({ ms }) => ms))
          .toFixed(1)
          .padStart(6),
        slowest.ms.toFixed(1).padStart(7),
        `  ${slowest.list.name.replace(operation, '').trim()}`,
      ].join(' '),
    )
  }
}
