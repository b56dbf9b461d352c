import { anOrderBody, type OrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { erpFactories } from '#main/erp-factories.ts'
import {
  dismissLetters,
  dryRun,
  ErpRegistry,
  parkedByCause,
  parkedLetters,
  replayLetters,
} from '#modules/sync/index.ts'
import { systemClock } from '#platform/clock.ts'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

async function send({ shop }: Stage, body: object | string): Promise<void> {
  expect((await sendWebhook(shop, typeof body === 'string' ? body : toJson(body))).status).toBe(200)
}

const orders = (count: number, sku?: string): OrderBody[] =>
  Array.from({ length: count }, (_, index) => {
    const body = anOrderBody({
      cashOnDelivery: false,
      seed: index,
      number: index + 1,
      firstId: BigInt(6_000_000 + index * 1_000),
    })
    return sku === undefined ? body : { ...body, line_items: body.line_items.map((line) => ({ ...line, sku })) }
  })

const inTenant = ({ hub, shop }: Stage) => ({ app: hub.floor.app, tenantId: shop.tenantId, ringer: hub.floor.bell })

test('they are grouped by cause, with a remedy in words and an example', async () => {
  await using stage = await aShopWithOdoo()
  const { app, tenantId } = inTenant(stage)
  const bodies = orders(3, 'NOWHERE')
  for (const body of bodies) await send(stage, body)
  for (const body of bodies) await stage.becomes(body.name, 'parked')
  await send(stage, '{"id": 5}')
  await stage.quiet()

  const groups = await app.withTenant(tenantId, (tx) => parkedByCause(tx, tenantId))

  expect(groups).toMatchObject([
    { cause: 'sku-unknown', letters: 3, title: 'SKUs the ERP does not have' },
    { cause: 'payload-unreadable', letters: 1, orders: [] },
  ])
  expect(groups[0]?.orders.toSorted()).toEqual(bodies.map(({ name }) => name).sort())
  expect(groups[0]?.remedy).toMatch(/Map each SKU/)
  expect(groups[0]?.example).toMatch(/NOWHERE/)
})

test('one is replayed, or all of a cause at the asked speed and the longest dead first', async () => {
  await using stage = await aShopWithOdoo({ env: { SWEEP_INTERVAL_MS: '100' } })
  const { app, tenantId, ringer } = inTenant(stage)
  const bodies = orders(4, 'LATE')
  for (const body of bodies) {
    await send(stage, body)
    await stage.becomes(body.name, 'parked')
  }
  stage.odoo.seedProducts([{ sku: 'LATE', name: 'Late', listPrice: 1, stock: 1_000 }])

  const [first] = bodies as [OrderBody]
  const { id } = (await stage.order(first.name)) as { id: string }
  expect(await replayLetters(app, ringer, tenantId, { orderId: id })).toBe(1)
  await stage.becomes(first.name, 'confirmed')

  // A second between two: three are spread over two seconds.
  expect(await replayLetters(app, ringer, tenantId, { cause: 'sku-unknown' }, 60)).toBe(3)
  const { rows } = await stage.hub.database.owner.query(
    `select extract(epoch from w.next_at - min(w.next_at) over ())::float8 as after, o.name from work w
     join orders o on o.id::text = w.subject_id where w.state = 'waiting' or w.finished_at > now() - interval '1 minute' and w.payload ? 'replayed' and o.name <> $1
     order by w.next_at`,
    [first.name],
  )
  expect(rows.map((row) => [row.name, Math.round(row.after)])).toEqual(
    bodies.slice(1).map(({ name }, at) => [name, at]),
  )
  for (const body of bodies) await stage.becomes(body.name, 'confirmed')
  expect(stage.odoo.saleOrders()).toHaveLength(4)
})

test('a dry run says what would be sent and what stands there, and changes nothing', async () => {
  await using stage = await aShopWithOdoo()
  const { app, tenantId } = inTenant(stage)
  const [unknown] = orders(1, 'NOWHERE') as [OrderBody]
  const [poison] = orders(2).slice(1) as [OrderBody]
  const name = '#2 SANDBOX-500-CONFIRM'
  await send(stage, unknown)
  await send(stage, { ...poison, name })
  const refused = await stage.becomes(unknown.name, 'parked')
  const drafted = await stage.becomes(name, 'parked')
  const before = await snapshot(stage)
  const erps = new ErpRegistry(app, stage.hub.floor.vault, systemClock, erpFactories(stage.hub.floor.config, app))

  const runs = await dryRun(tenantId, [refused.id, drafted.id], {
    database: app,
    vault: stage.hub.floor.vault,
    port: (tenant, connection) => erps.port(tenant, connection),
  })

  expect(runs.find(({ order }) => order.orderId === refused.id)).toMatchObject({
    would: 'refuse',
    document: null,
    now: null,
    refusals: expect.arrayContaining([expect.objectContaining({ code: 'sku-unknown' })]),
  })
  expect(runs.find(({ order }) => order.orderId === drafted.id)).toMatchObject({
    would: 'confirm',
    refusals: [],
    now: { state: 'draft' },
    document: { expected: { total: String(Math.round(Number(poison.total_price) * 100)) } },
  })
  expect(await snapshot(stage)).toEqual(before)
})

test('what is dismissed stays away, with its reason, until the channel changes the order', async () => {
  await using stage = await aShopWithOdoo()
  const { app, tenantId, ringer } = inTenant(stage)
  const [body] = orders(1, 'NOWHERE') as [OrderBody]
  await send(stage, body)
  const { id } = await stage.becomes(body.name, 'parked')

  expect(await dismissLetters(app, tenantId, { orderId: id }, 'booked by hand')).toBe(1)

  expect(await stage.order(body.name)).toMatchObject({ erp_state: 'recorded', reason_code: 'dismissed' })
  expect(await app.withTenant(tenantId, (tx) => parkedLetters(tx, tenantId, {}, 10))).toEqual([])
  expect(await replayLetters(app, ringer, tenantId, {})).toBe(0)
  const later = new Date(Date.parse(body.created_at) + 60_000).toISOString()
  const mended = { ...anOrderBody({ cashOnDelivery: false, number: 1, firstId: 6_000_000n }), updated_at: later }
  await send(stage, mended)
  await stage.becomes(body.name, 'confirmed')
})

async function snapshot(stage: Stage): Promise<unknown> {
  const { owner } = stage.hub.database
  const ask = async (sql: string): Promise<unknown> => (await owner.query(sql)).rows
  return {
    orders: stage.odoo.saleOrders(),
    work: await ask('select id, state, attempts from work order by seq'),
    documents: await ask('select id, state, document from erp_documents order by id'),
    timeline: await ask('select id from timeline order by id'),
  }
}
