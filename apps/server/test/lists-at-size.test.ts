import { operations } from '@crossdock/contracts/api/operations'
import { expect, inject, test } from 'vitest'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { openDatabase } from '#platform/db/database.ts'
import { urlForRole } from '#platform/db/roles.ts'
import { createLog } from '#platform/log.ts'
import { testDatabase } from '#test/harness/test-database.ts'
import { everyList } from '#test/lists/every-list.ts'
import { manyRows } from '#test/lists/many-rows.ts'
import { planOf } from '#test/lists/plan-of.ts'

// A list is proved by the rows that were really read for a page of it, as the application's own role with its policies.
// `npm run bench -- lists` does the same with a million.

const orders = 40_000
const pageSize = 50
/**
 * Of filters that go together (a state, an ERP state, a shop) one leads the way and the others are looked at row by row: for
 * fifty that are one in fifty, some thousands. Never as many as the table has, and no more when it has a million.
 */
const mostRead = 4_000

test('a page of any list, by any filter and sort, reads about a page of rows', { timeout: 240_000 }, async () => {
  await using database = await testDatabase()
  const rows = await manyRows(database.owner, orders)
  const url = urlForRole(database.url, 'crossdock_app', new MasterKey(inject('masterKey')))
  const app = openDatabase({ url, name: 'lists', maxConnections: 1, log: createLog('silent') })
  const lists = everyList(rows)
  const findings: unknown[] = []
  let inspected = 0

  await app.withTenant(rows.tenantId, async (tx) => {
    for (const list of lists)
      for (const position of list.positions) {
        const { read, whole } = await planOf(tx, list, { limit: pageSize, after: position })
        inspected += 1
        if (read > mostRead || whole.length > 0) findings.push({ list: list.name, position, read, whole })
      }
  })
  await app.close()

  expect(findings).toEqual([])
  expect(inspected).toBeGreaterThan(600)
})

test('every list of the API is among those that are proved', () => {
  const listed = Object.values(operations).filter(({ query }) => 'cursor' in query.shape)
  const ids = ['tenantId', 'shop', 'smallShop', 'erp', 'endpoint', 'number', 'smallNumber', 'conversation'] as const
  const nothing = Object.fromEntries(ids.map((id) => [id, ''])) as Record<(typeof ids)[number], string>
  const proved = new Set(everyList({ ...nothing, order: { id: '', sourceId: '' } }).map(({ operation }) => operation))

  expect([...proved].sort()).toEqual(listed.map(({ id }) => id).sort())
})
