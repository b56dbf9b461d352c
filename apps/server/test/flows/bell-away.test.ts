import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { describe, expect, test } from 'vitest'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { type BellServer, bellKinds } from '#test/harness/bell-servers.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { testDatabase } from '#test/harness/test-database.ts'
import { waitFor } from '#test/harness/wait-for.ts'

/** Far below any time limit of the bell: whoever waited for it would be later. */
const atOnceMs = 4_000
let sent = 0

/** Posts orders one after the other. @returns the statuses, and how long the slowest took */
async function post(stage: Stage, count: number): Promise<{ statuses: number[]; slowestMs: number }> {
  const statuses: number[] = []
  let slowestMs = 0
  for (let index = 0; index < count; index++) {
    const n = ++sent
    const body = anOrderBody({ seed: n, number: n, firstId: BigInt(7_000_000 + n * 1_000), cashOnDelivery: false })
    const startedMs = performance.now()
    statuses.push((await sendWebhook(stage.shop, toJson(body))).status)
    slowestMs = Math.max(slowestMs, performance.now() - startedMs)
  }
  return { statuses, slowestMs }
}

async function readyz(stage: Stage): Promise<{ code: number; status: string; problems: string[] }> {
  const answer = await fetch(`${stage.hub.url}/readyz`)
  return { code: answer.status, ...((await answer.json()) as { status: string; problems: string[] }) }
}

const becomesReady = (stage: Stage): Promise<unknown> =>
  waitFor('the hub to be ready', async () => (await readyz(stage)).status === 'ready', 60_000)

describe.each(bellKinds)('with the bell on $name', (kind) => {
  test.each([
    ['refuses', (server: BellServer) => server.line.refuse()],
    ['hangs', (server: BellServer) => server.line.hang()],
  ])('that %s, webhooks are answered at once and their orders carried, degraded in words', async (_, break_) => {
    await using database = await testDatabase()
    await using server = await kind.serve(database)
    await using stage = await aShopWithOdoo({ database, env: server.env })
    await becomesReady(stage)

    break_(server)
    const away = await post(stage, 6)
    await stage.quiet()
    const told = await waitFor('the hub to notice', async () => {
      const answer = await readyz(stage)
      return answer.status !== 'ready' && answer
    })
    server.line.pass()
    await becomesReady(stage)
    const back = await post(stage, 2)
    await stage.quiet()

    expect([...away.statuses, ...back.statuses]).toEqual(Array(8).fill(200))
    expect(away.slowestMs).toBeLessThan(atOnceMs)
    expect(told).toMatchObject({ code: 200, status: 'degraded' })
    expect(told.problems).toEqual([expect.stringContaining('the bell does not answer')])
    expect(stage.odoo.saleOrders().map((order) => order.state)).toEqual(Array(8).fill('sale'))
  })

  test('that is absent at the start, the hub starts, serves, and hears it once it comes', async () => {
    await using database = await testDatabase()
    await using server = await kind.serve(database)
    server.line.refuse()
    await using stage = await aShopWithOdoo({ database, env: server.env })

    const absent = await post(stage, 3)
    const told = await readyz(stage)
    await stage.quiet()
    server.line.pass()
    await becomesReady(stage)

    expect(absent.statuses).toEqual([200, 200, 200])
    expect(told).toMatchObject({ code: 200, status: 'degraded' })
    expect(stage.odoo.saleOrders()).toHaveLength(3)
  })

  test('that hangs, the hub stops all the same', async () => {
    await using database = await testDatabase()
    await using server = await kind.serve(database)
    await using stage = await aShopWithOdoo({ database, env: server.env })
    await becomesReady(stage)
    await post(stage, 2)

    server.line.hang()
    const startedMs = performance.now()
    await stage.hub.stop()

    // Not what it takes, which is a second or two: far below the time that a hanging server would be waited for.
    expect(performance.now() - startedMs).toBeLessThan(15_000)
  })

  test('whose queue is paused, the hub says so at /readyz', async () => {
    await using database = await testDatabase()
    await using server = await kind.serve(database)
    await using stage = await aShopWithOdoo({ database, env: server.env })
    await becomesReady(stage)
    await stage.hub.floor.bell.pause('erp')
    const told = await waitFor('the hub to see the pause', async () => {
      const answer = await readyz(stage)
      return answer.problems.length > 0 && answer
    })

    await post(stage, 2)
    await stage.hub.floor.bell.resume('erp')
    await stage.quiet()

    expect(told).toMatchObject({
      code: 200,
      status: 'degraded',
      problems: [expect.stringContaining('"erp" is paused')],
    })
    expect(stage.odoo.saleOrders()).toHaveLength(2)
  })
})
