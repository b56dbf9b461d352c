import {
  anOrderBody,
  dataRequestBody,
  redactBody,
  shopRedactBody,
  toJson,
  uninstalledBody,
} from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { listRequests, markSeenTo } from '#modules/privacy/index.ts'
import { connectAgain } from '#modules/tenants/index.ts'
import { newId } from '#platform/ids.ts'
import { aHub, aShop, type Hub, type Shop } from '#test/harness/a-hub.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { deadWork, settled } from '#test/harness/settled.ts'

const hour = 3_600_000
const fromNow = (ms: number): Date => new Date(Date.now() + ms)

async function tell(hub: Hub, shop: Shop, topic: string, body: object, triggeredAt: Date): Promise<void> {
  const answer = await sendWebhook(shop, toJson(body), { topic, triggeredAt: triggeredAt.toISOString() })
  expect(answer.status).toBe(200)
  await settled(hub)
}

const uninstall = (hub: Hub, shop: Shop, at: Date): Promise<void> =>
  tell(hub, shop, 'app/uninstalled', uninstalledBody(shop.shopDomain, at), at)

async function access({ database }: Hub, shop: Shop): Promise<{ status: string; disconnected_at: Date | null }> {
  const { rows } = await database.owner.query('select status, disconnected_at from connections where id = $1', [
    shop.connectionId,
  ])
  return rows[0]
}

async function reinstall(hub: Hub, shop: Shop, at: Date): Promise<void> {
  const where = { tenantId: shop.tenantId, connectionId: shop.connectionId, correlationId: newId() }
  await hub.floor.app.withTenant(shop.tenantId, (tx) => connectAgain(tx, where, at))
}

async function requests(hub: Hub, shop: Shop, settled = true) {
  const { app, vault } = hub.floor
  return app.withTenant(shop.tenantId, (tx) => listRequests(tx, vault, shop.tenantId, { settled }))
}

test('an uninstall disconnects the shop, says so, and stops nothing that is recorded', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub)

  await uninstall(hub, shop, fromNow(1_000))
  expect((await sendWebhook(shop, toJson(anOrderBody()))).status).toBe(200)
  await settled(hub)

  expect((await access(hub, shop)).status).toBe('disconnected')
  const { rows } = await hub.database.owner.query('select kind, message from connection_timeline')
  expect(rows).toEqual([
    { kind: 'disconnected', message: expect.stringMatching(/was uninstalled .* goes on to the ERP/) },
  ])
  expect((await hub.database.owner.query('select from orders')).rowCount).toBe(1)
})

test('a late uninstall after a reinstall changes nothing, whichever comes first', async () => {
  await using hub = await aHub()
  const [first, second] = [await aShop(hub), await aShop(hub)]

  await uninstall(hub, first, fromNow(hour))
  await reinstall(hub, first, fromNow(2 * hour))
  await uninstall(hub, first, fromNow(hour))
  await reinstall(hub, second, fromNow(2 * hour))
  await uninstall(hub, second, fromNow(hour))

  for (const shop of [first, second])
    expect(await access(hub, shop)).toEqual({ status: 'active', disconnected_at: null })
})

test('an uninstall after the reinstall counts, also when it is heard before', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub)

  await uninstall(hub, shop, fromNow(hour))
  await uninstall(hub, shop, fromNow(3 * hour))
  await uninstall(hub, shop, fromNow(hour))
  await reinstall(hub, shop, fromNow(2 * hour))

  expect((await access(hub, shop)).status).toBe('disconnected')
})

test('requests are recorded once, with thirty days to see to them and nobody in the clear', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub)
  const orders = [anOrderBody({ seed: 3 }), anOrderBody({ seed: 4 })]
  const [asked, later] = [fromNow(-2 * hour), fromNow(-hour)]

  for (let i = 0; i < 2; i++) {
    await tell(hub, shop, 'customers/redact', redactBody(shop.shopDomain, orders), later)
    await tell(hub, shop, 'customers/data_request', dataRequestBody(shop.shopDomain, orders, 3_300_001n), asked)
  }

  const open = await requests(hub, shop)
  expect(open.map(({ kind, state }) => [kind, state])).toEqual([
    ['hand-over', 'open'],
    ['erase-person', 'open'],
  ])
  expect(open[0]?.dueAt).toEqual(new Date(asked.getTime() + 30 * 24 * hour))
  expect(open[0]?.subject).toMatchObject({
    person: { sourceId: String(orders[0]?.customer?.id), phone: orders[0]?.customer?.phone },
    orders: orders.map(({ id }) => String(id)),
  })
  const { rows } = await hub.database.owner.query('select subject from privacy_requests')
  expect(rows.every(({ subject }) => subject.startsWith('v1.'))).toBe(true)
})

test('a request cannot put off its own deadline', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub)

  await tell(hub, shop, 'customers/redact', redactBody(shop.shopDomain, [anOrderBody()]), fromNow(1_000 * 24 * hour))

  expect((await requests(hub, shop))[0]?.dueAt.getTime()).toBeLessThan(fromNow(31 * 24 * hour).getTime())
})

test('what has been seen to is listed no more, and only its own tenant can say so', async () => {
  await using hub = await aHub()
  const [shop, other] = [await aShop(hub), await aShop(hub)]
  await tell(hub, shop, 'customers/redact', redactBody(shop.shopDomain, [anOrderBody()]), fromNow(0))
  const id = (await requests(hub, shop))[0]?.id ?? ''
  const done = (by: Shop) => hub.floor.app.withTenant(by.tenantId, (tx) => markSeenTo(tx, by.tenantId, id))

  expect(await done(other)).toBe(false)
  expect(await done(shop)).toBe(true)
  expect(await done(shop)).toBe(false)
  expect(await requests(hub, shop, false)).toEqual([])
})

test('the request to erase a shop is open when the shop is gone, and set aside when it is back', async () => {
  await using hub = await aHub()
  const [gone, back, unheard] = [await aShop(hub), await aShop(hub), await aShop(hub)]
  const erase = (shop: Shop) => tell(hub, shop, 'shop/redact', shopRedactBody(shop.shopDomain), fromNow(49 * hour))

  await uninstall(hub, gone, fromNow(hour))
  await uninstall(hub, back, fromNow(hour))
  await reinstall(hub, back, fromNow(2 * hour))
  await hub.database.owner.query(`update connections set installed_at = now() - interval '90 days' where id = $1`, [
    unheard.connectionId,
  ])
  for (const shop of [gone, back, unheard]) await erase(shop)

  expect(await requests(hub, gone)).toMatchObject([{ kind: 'erase-shop', state: 'open', note: null }])
  expect(await requests(hub, back)).toMatchObject([{ state: 'set-aside', note: expect.stringContaining('it is live') }])
  expect(await requests(hub, unheard)).toMatchObject([{ state: 'open', note: expect.stringContaining('no uninstall') }])
  expect((await hub.database.owner.query('select from tenants')).rowCount).toBe(3)
})

test.each(['{}', '{"customer":null}', '<html>'])('a request that names nobody waits for a person: %s', async (body) => {
  await using hub = await aHub()
  const shop = await aShop(hub)

  expect((await sendWebhook(shop, body, { topic: 'customers/redact' })).status).toBe(200)
  await settled(hub)

  expect(await deadWork(hub)).toEqual(['privacy.record-request payload-unreadable'])
})
