import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { aCluster } from '#test/harness/a-cluster.ts'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

const bodies = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    toJson(
      anOrderBody({
        seed: from + index,
        number: from + index + 1,
        firstId: BigInt(7_000_000 + (from + index) * 1_000),
        cashOnDelivery: false,
      }),
    ),
  )

/** As a channel does: again until it is acknowledged. */
async function deliver(stage: Stage, body: string): Promise<void> {
  const webhookId = crypto.randomUUID()
  await waitFor(
    'a webhook to be acknowledged',
    async () => (await sendWebhook(stage.shop, body, { webhookId })).status === 200,
    60_000,
  )
}

test('PostgreSQL killed and shut down while orders come in: each acknowledged order is carried once', async () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(line) })
  await using cluster = await aCluster()
  await using stage = await aShopWithOdoo({
    database: cluster,
    log,
    env: { LANE_LEASE_MS: '3000', ERP_FENCE_MS: '1000' },
  })

  for (const [round, signal] of (['SIGKILL', 'SIGQUIT'] as const).entries()) {
    await Promise.all(bodies(round * 12, 6).map((body) => deliver(stage, body)))
    const again = cluster.end(signal)
    await Promise.all(bodies(round * 12 + 6, 6).map((body) => deliver(stage, body)))
    await again
  }
  await waitFor('all work to be done', async () => stage.quiet().then(() => true), 90_000)
  await waitFor('the bell to answer', async () => stage.hub.floor.bell.condition().away === null)

  expect(stage.odoo.saleOrders().map((order) => order.state)).toEqual(bodies(0, 24).map(() => 'sale'))
  expect(cluster.mishaps).toEqual(['ended', 'runs again', 'ended', 'runs again'])
  const said = (what: string): number => lines.filter((line) => line.includes(what)).length
  expect(said('the bell does not answer'), 'one an outage; a slow machine may see one more').toBeLessThanOrEqual(4)
  expect(said('a database connection was lost'), 'two pools, two outages').toBeLessThanOrEqual(8)
  expect(said('sweeping failed')).toBeLessThanOrEqual(4)
  expect(said('a lane was left')).toBe(0)
})

test('every connection of every role cut while orders come in: nothing is lost or doubled', async () => {
  await using stage = await aShopWithOdoo({ env: { LANE_LEASE_MS: '3000', ERP_FENCE_MS: '1000' } })
  const name = new URL(stage.hub.database.url).pathname.slice(1)

  for (let round = 0; round < 4; round++) {
    const sent = Promise.all(bodies(round * 4, 4).map((body) => deliver(stage, body)))
    await stage.hub.database.outside(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and usename like 'crossdock_%' and usename != 'crossdock_owner'`,
    )
    await sent
  }
  await waitFor('all work to be done', async () => stage.quiet().then(() => true), 90_000)

  expect(stage.odoo.saleOrders().map((order) => order.state)).toEqual(bodies(0, 16).map(() => 'sale'))
})
