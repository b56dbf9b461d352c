import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { labelNames } from '#platform/telemetry/metrics.ts'
import { aHub, aShop } from '#test/harness/a-hub.ts'
import { aShopWithOdoo } from '#test/harness/a-shop-with-odoo.ts'
import { sampleOf, samples, scrape } from '#test/harness/scrape.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

const paid = { cashOnDelivery: false } as const
const open = { METRICS_PORT: '0' }

test('an order that was carried, one that was parked, a repetition and a forgery stand in the numbers', async () => {
  await using stage = await aShopWithOdoo({ env: open })
  const [good, poison] = [
    anOrderBody({ ...paid, seed: 1, number: 1 }),
    anOrderBody({ ...paid, seed: 2, number: 2, sku: 'NOT-THERE' }),
  ]

  await sendWebhook(stage.shop, toJson(good), { webhookId: 'one' })
  await sendWebhook(stage.shop, toJson(good), { webhookId: 'one' })
  await sendWebhook(stage.shop, toJson(poison))
  await sendWebhook({ ...stage.shop, secret: 'wrong' }, toJson(good))
  await stage.becomes(good.name, 'confirmed')
  await stage.becomes(poison.name, 'parked')
  await stage.quiet()

  const text = await scrape(stage.hub)
  const value = (name: string, labels: Record<string, string>): number => sampleOf(text, name, labels)
  expect(value('crossdock_events_total', { provider: 'shopify', outcome: 'recorded' })).toBe(2)
  expect(value('crossdock_events_total', { provider: 'shopify', outcome: 'duplicate' })).toBe(1)
  expect(value('crossdock_webhook_refusals_total', { provider: 'shopify', reason: 'signature-wrong' })).toBe(1)
  expect(value('crossdock_webhook_seconds_count', { provider: 'shopify', outcome: 'recorded' })).toBe(3)
  expect(value('crossdock_webhook_bytes_total', { provider: 'shopify' })).toBeGreaterThan(1_000)
  expect(value('crossdock_work_settled_total', { kind: 'orders.import', outcome: 'done' })).toBe(2)
  expect(
    value('crossdock_work_settled_total', { kind: 'sync.push-waiting-orders', outcome: 'dead', code: 'sku-unknown' }),
  ).toBe(1)
  expect(value('crossdock_work_dead', { kind: 'sync.push-waiting-orders' })).toBe(1)
  expect(
    value('crossdock_provider_call_seconds_count', { provider: 'odoo', operation: 'confirm', outcome: 'ok' }),
  ).toBe(1)
  expect(value('crossdock_provider_requests_total', { provider: 'odoo', status: '200' })).toBeGreaterThan(5)
  expect(value('crossdock_recording_group_size_count', {})).toBeGreaterThan(0)
  expect(
    value('crossdock_db_statement_seconds_count', { pool: 'intake', statement: 'record_deliveries' }),
  ).toBeGreaterThan(0)
  expect(value('crossdock_db_statement_seconds_count', { pool: 'app', statement: 'take_lane' })).toBeGreaterThan(0)
  expect(value('crossdock_workers', { state: 'alive' })).toBe(1)
  expect(value('crossdock_lag_seconds', { lane_kind: 'erp' })).toBe(0)
  expect(value('crossdock_http_request_seconds_count', { route: '/hooks/:endpointId', status: '401' })).toBe(1)
  for (const cache of ['endpoint', 'data-keys', 'erp-port'])
    expect(value('crossdock_cache_lookups_total', { cache, result: 'miss' })).toBeGreaterThan(0)
  expect(value('crossdock_cache_lookups_total', { cache: 'endpoint', result: 'hit' })).toBe(3)
  expect(value('process_cpu_seconds_total', {})).toBeGreaterThan(0)
})

// The rule of platform/telemetry/metrics.ts, held against what a busy hub really shows.
test('no label names anybody: its name is of the list, its values are few and no ids, phones, addresses or hosts', async () => {
  await using stage = await aShopWithOdoo({ env: open })
  const bodies = Array.from({ length: 6 }, (_, index) =>
    anOrderBody({ seed: index, number: index + 1, cashOnDelivery: index % 2 === 0 }),
  )

  for (const body of bodies) await sendWebhook(stage.shop, toJson(body))
  await fetch(`${stage.hub.url}/hooks/0190a000-0000-7000-8000-00000000abcd`, { method: 'POST' })
  await fetch(`${stage.hub.url}/+919000000009/asha@example.com`)
  await stage.quiet()

  const found = samples(await scrape(stage.hub)).filter(({ name }) => name.startsWith('crossdock_'))
  expect(found.length).toBeGreaterThan(200)
  const ours: readonly string[] = labelNames
  for (const { name, labels } of found) {
    for (const [label, value] of Object.entries(labels)) {
      if (label === 'le') continue
      expect({ name, label, known: ours.includes(label) }).toEqual({ name, label, known: true })
      const suspicious = /[0-9a-f]{8}-[0-9a-f]{4}|@|\+|\d{5,}|myshopify|\$\d|'/i.test(value) || value.length > 60
      expect({ name, label, value, suspicious }).toEqual({ name, label, value, suspicious: false })
    }
  }
  const personal = bodies.flatMap(({ customer }) => [customer?.phone, customer?.email, customer?.first_name])
  const text = await scrape(stage.hub)
  for (const word of [stage.shop.tenantId, stage.shop.shopDomain, stage.shop.endpointId, ...personal])
    if (word) expect(text).not.toContain(word)
})

test('work that is due and not done shows as lag of its kind of lane', async () => {
  await using hub = await aHub({ ...open, ROLE: 'api' })
  const shop = await aShop(hub)
  await sendWebhook(shop, toJson(anOrderBody({ seed: 1 })))
  await hub.database.owner.query(`update work set next_at = now() - interval '10 minutes'`)

  const text = await scrape(hub)

  expect(sampleOf(text, 'crossdock_lag_seconds', { lane_kind: 'order' })).toBeGreaterThanOrEqual(600)
  expect(sampleOf(text, 'crossdock_work_waiting', { kind: 'orders.import' })).toBe(1)
  expect(sampleOf(text, 'crossdock_workers', { state: 'alive' })).toBe(0)
})

test('nothing of it is public: no port unless one is asked for, no numbers on the hub’s own port without the token', async () => {
  await using closed = await aHub()
  await using guarded = await aHub({ ...open, METRICS_TOKEN: 'a-token-that-is-not-real' })
  const right = { headers: { authorization: 'Bearer a-token-that-is-not-real' } }
  const wrong = { headers: { authorization: 'Bearer a-token-that-is-wrong-x' } }

  expect(closed.internalUrl).toBe('')
  expect((await fetch(`${closed.url}/metrics`)).status).toBe(404)
  expect(await (await fetch(`${closed.url}/health`)).json()).toEqual({ status: expect.any(String) })
  for (const url of [guarded.url, guarded.internalUrl]) {
    expect((await fetch(`${url}/metrics`)).status).toBe(401)
    expect((await fetch(`${url}/metrics`, wrong)).status).toBe(401)
    expect((await fetch(`${url}/metrics`, right)).status).toBe(200)
    expect(await (await fetch(`${url}/health`, wrong)).json()).not.toHaveProperty('parts')
    expect(await (await fetch(`${url}/health`, right)).json()).toHaveProperty('parts')
  }
})

test('a worker alone answers on its own port', async () => {
  await using worker = await aHub({ ...open, ROLE: 'worker' })

  expect(worker.url).toBe('')
  expect((await fetch(`${worker.internalUrl}/livez`)).status).toBe(200)
  await waitFor(
    'its first heartbeat',
    async () => (await worker.database.owner.query('select from worker_beats')).rowCount === 1,
  )
  expect(sampleOf(await scrape(worker), 'crossdock_workers', { state: 'alive' })).toBe(1)
})

test('a database that is away keeps the other numbers readable', async () => {
  await using hub = await aHub({ ...open, ROLE: 'api' })
  await hub.database.outside(`alter database "${new URL(hub.database.url).pathname.slice(1)}" allow_connections false`)
  await hub.database.outside(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${new URL(hub.database.url).pathname.slice(1)}'`,
  )

  const text = await scrape(hub)

  expect(sampleOf(text, 'crossdock_scrape_part_ok', { part: 'backlog' })).toBe(0)
  expect(sampleOf(text, 'crossdock_scrape_part_ok', { part: 'bell' })).toBe(1)
})
