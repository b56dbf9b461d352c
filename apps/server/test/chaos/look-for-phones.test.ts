import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { HubProcess } from '../harness/hub-processes.ts'
import { testDatabase } from '../harness/test-database.ts'
import { LookForPhones, type Outlets } from './look-for-phones.ts'
import { makePlan } from './plan.ts'

const plan = makePlan({ seed: 2, events: 100, minutes: 0.5, shops: ['one.myshopify.com'] })
const [phone = ''] = plan.orders.map((order) => order.phone)
const leak = `{"to":"${Buffer.from(`x${phone}`).toString('base64')}"}`

interface Planted {
  metrics?: string
  health?: string
  trace?: string
  report?: string
  log?: string
  row?: string
}

/** A hub that says these things, everywhere else what is harmless. */
async function lookedAt(planted: Planted): Promise<string[]> {
  await using database = await testDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-look-'))
  writeFileSync(join(folder, 'worker-1.log'), planted.log ?? 'fine')
  await database.owner.query('create table crossdock.said as select $1::text as said', [planted.row ?? 'fine'])
  const pages = createServer((request, response) => {
    response.end((request.url === '/metrics' ? planted.metrics : planted.health) ?? 'fine')
  })
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve))
  const current = { internalUrl: `http://127.0.0.1:${(pages.address() as AddressInfo).port}` } as HubProcess
  const outlets: Outlets = {
    database: { query: async (sql: string) => (await database.owner.query(sql)).rows } as Outlets['database'],
    hubEnv: {},
    apis: [{ current }],
    workers: [{ current: null }],
    receiver: {
      received: [
        { path: '/v1/traces', headers: {}, body: planted.trace ?? 'fine' },
        { path: '/api/1/envelope/?sentry_key=key', headers: {}, body: planted.report ?? 'fine' },
      ],
    },
  }
  const look = new LookForPhones(plan)
  try {
    await look.kept(outlets, folder)
    return look.problems()
  } finally {
    pages.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

test('where nothing leaks nothing is found', async () => {
  expect(await lookedAt({})).toEqual([])
})

test.each<[keyof Planted, string]>([
  ['metrics', 'in /metrics'],
  ['health', 'in /health'],
  ['trace', 'in what was sent to /v1/traces'],
  ['report', 'in what was sent to /api/1/envelope/'],
  ['log', 'in worker-1.log'],
  ['row', 'in crossdock.said'],
])('a phone in the %s is found', async (where, words) => {
  expect(await lookedAt({ [where]: leak })).toEqual([expect.stringContaining(words)])
})

test('that nothing was shown is said: then nothing was proved', () => {
  const look = new LookForPhones(plan)

  expect(look.problems().join()).toMatch(/nothing was proved.*in \/metrics, \/health, traces: nothing came from there/)
})
