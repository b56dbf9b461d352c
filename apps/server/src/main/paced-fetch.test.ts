import { AppError } from '@crossdock/contracts/errors'
import { expect, inject, test } from 'vitest'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { urlForRole } from '#platform/db/roles.ts'
import { newId } from '#platform/ids.ts'
import { createLog } from '#platform/log.ts'
import { type TestDatabase, testDatabase } from '#test/harness/test-database.ts'
import { paced, spaced } from './paced-fetch.ts'

/** A log-in as each process of the hub has one. */
function aProcess(database: TestDatabase): Database & AsyncDisposable {
  const app = openDatabase({
    url: urlForRole(database.url, 'crossdock_app', new MasterKey(inject('masterKey'))),
    name: 'process',
    maxConnections: 4,
    log: createLog('silent'),
  })
  return { ...app, [Symbol.asyncDispose]: () => app.close() }
}

async function anErp(app: Database, minIntervalMs: number): Promise<string> {
  const id = newId()
  await app.call('select ensure_erp_database($1, $2, $3)', [id, [`name-${id}`], minIntervalMs])
  return id
}

/** An ERP that notes who was inside together and when each call began. */
function anErpServer(callMs: number): { fetch: typeof fetch; begun: number[]; mostAtOnce: () => number } {
  const begun: number[] = []
  let inside = 0
  let most = 0
  return {
    begun,
    mostAtOnce: () => most,
    fetch: async () => {
      begun.push(performance.now())
      inside += 1
      most = Math.max(most, inside)
      await new Promise((resolve) => setTimeout(resolve, callMs))
      inside -= 1
      return new Response('{}')
    },
  }
}

test('two processes call a database with limits one at a time, and no faster than it allows', async () => {
  await using database = await testDatabase()
  await using one = aProcess(database)
  await using two = aProcess(database)
  const erp = await anErp(one, 60)
  const server = anErpServer(90)
  const lines = [one, two].map((app) => paced(app, 5_000, server.fetch)(erp, 60))

  await Promise.all([0, 1, 2].flatMap(() => lines.map((line) => line('http://erp.test'))))

  expect(server.begun).toHaveLength(6)
  expect(server.mostAtOnce()).toBe(1)
  const gaps = server.begun.slice(1).map((at, index) => at - (server.begun[index] ?? 0))
  // From start to start, less what the two clocks may differ.
  expect(Math.min(...gaps)).toBeGreaterThan(55)
})

test('a turn whose holder died ends by itself', async () => {
  await using database = await testDatabase()
  await using app = aProcess(database)
  const erp = await anErp(app, 10)
  const [taken] = await app.call('select take_erp_turn($1, $2, 200) as wait_ms', [erp, newId()])
  const server = anErpServer(1)

  await paced(app, 5_000, server.fetch)(erp, 10)('http://erp.test')

  expect(taken).toEqual({ wait_ms: 0 })
  expect(server.begun).toHaveLength(1)
})

test('what is given up while it waits was never sent, and says why', async () => {
  await using database = await testDatabase()
  await using app = aProcess(database)
  const erp = await anErp(app, 60_000)
  const server = anErpServer(1)
  const line = paced(app, 5_000, server.fetch)(erp, 60_000)
  await line('http://erp.test')
  const giveUp = new AbortController()

  const waiting = line('http://erp.test', { signal: giveUp.signal })
  giveUp.abort(new AppError('lease-lost', 'taken over'))

  await expect(waiting).rejects.toMatchObject({ code: 'lease-lost' })
  await expect(line('http://erp.test', { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({
    code: 'provider-busy',
  })
  expect(server.begun).toHaveLength(1)
})

test('each turn is told, with how long it was waited for, also one that was given up', async () => {
  await using database = await testDatabase()
  await using app = aProcess(database)
  const erp = await anErp(app, 300)
  const turns: { outcome: string; waited: boolean }[] = []
  const line = paced(app, 5_000, anErpServer(0).fetch, (databaseId, outcome, ms) => {
    if (databaseId === erp) turns.push({ outcome, waited: ms >= 100 })
  })(erp, 300)

  await line('http://erp.test')
  await line('http://erp.test')
  const giveUp = AbortSignal.timeout(150)
  await line('http://erp.test', { signal: giveUp }).catch(() => undefined)

  expect(turns).toEqual([
    { outcome: 'taken', waited: false },
    { outcome: 'taken', waited: true },
    { outcome: 'given-up', waited: true },
  ])
})

test('a database without limits is called as it is', async () => {
  await using database = await testDatabase()
  await using app = aProcess(database)

  expect(paced(app, 5_000, fetch)(newId(), 0)).toBe(fetch)
  expect(spaced(0, fetch)).toBe(fetch)
})

test('before the database is known, calls of a process are spaced all the same', async () => {
  const server = anErpServer(5)
  const line = spaced(40, server.fetch)

  await Promise.all([1, 2, 3].map(() => line('http://erp.test')))

  expect(server.mostAtOnce()).toBe(1)
  const [first = 0, second = 0, third = 0] = server.begun
  expect(Math.min(second - first, third - second)).toBeGreaterThan(35)
})
