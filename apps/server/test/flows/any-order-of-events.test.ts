import {
  anOrderBody,
  cancelledBody,
  deletionNotice,
  demoCatalogue,
  editedBody,
  editNotice,
  paidBody,
  partiallyRefundedBody,
  refundOf,
  toJson,
  updatedBody,
  withoutPeople,
} from '@crossdock/sandbox/shopify'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aHub, aShop, type Hub, type Shop } from '#test/harness/a-hub.ts'
import { aShopWithOdoo } from '#test/harness/a-shop-with-odoo.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { deadWork, settled } from '#test/harness/settled.ts'

// The pure rules have a test of their own (modules/orders/order-story.test.ts); here they run through the database.

const placedAt = new Date('2026-11-20T04:30:00Z')
const at = (seconds: number): Date => new Date(placedAt.getTime() + seconds * 1_000)

const body = anOrderBody({ seed: 11, firstId: 7_000_000_000_000n, number: 1077, placedAt, cashOnDelivery: true })
const add = demoCatalogue[5] as (typeof demoCatalogue)[number]
const edited = editedBody(body, at(60), { add, removeFirst: true })
const paid = { ...updatedBody(edited, at(90)), financial_status: 'paid', total_outstanding: '0.00' } as typeof body
const refunded = partiallyRefundedBody({ ...paid, line_items: paid.line_items.slice().reverse() }, at(120))

interface Event {
  topic: string
  body: object
  seconds: number | null
}

const events: Event[] = [
  { topic: 'orders/create', body, seconds: 0 },
  // The same second, other content, and nobody says which came first.
  { topic: 'orders/updated', body: { ...updatedBody(body, at(30)), tags: 'one' }, seconds: null },
  { topic: 'orders/updated', body: { ...updatedBody(body, at(30)), tags: 'other' }, seconds: null },
  { topic: 'orders/edited', body: editNotice(body, edited), seconds: 60 },
  { topic: 'orders/updated', body: edited, seconds: 61 },
  { topic: 'orders/paid', body: withoutPeople(paid), seconds: 90 },
  { topic: 'refunds/create', body: refundOf(refunded), seconds: 120 },
  { topic: 'orders/updated', body: withoutPeople(refunded), seconds: 121 },
]
const nobody = {
  customer: null,
  email: '',
  contact_email: null,
  phone: null,
  billing_address: null,
  shipping_address: null,
}
const ofNobody = { ...body, ...nobody }
const attached = { ...updatedBody(body, at(30)), billing_address: null, shipping_address: null }
const ends: Record<string, Event[]> = {
  'a customer attached': [
    { topic: 'orders/create', body: ofNobody, seconds: 0 },
    { topic: 'orders/updated', body: { ...updatedBody(ofNobody, at(15)), tags: 'pick-up' }, seconds: 15 },
    { topic: 'orders/updated', body: attached, seconds: 30 },
    { topic: 'orders/paid', body: { ...paidBody(attached, at(90)), ...nobody }, seconds: 90 },
  ],
  'refunded at last': events,
  'unclear at last': events.slice(0, 4),
  'cancelled at last': [...events, { topic: 'orders/cancelled', body: cancelledBody(refunded, at(180)), seconds: 180 }],
  'deleted at last': [
    ...events,
    { topic: 'orders/delete', body: deletionNotice(body), seconds: 200 },
    { topic: 'orders/updated', body: updatedBody(refunded, at(240)), seconds: 240 },
  ],
}

/** Everything an order's events decide; ids and moments of our own left out. */
async function stateOf(hub: Hub, shop: Shop): Promise<unknown> {
  const { owner } = hub.database
  const rows = async (sql: string): Promise<unknown[]> => (await owner.query(sql, [shop.tenantId])).rows
  const [order] = (await rows(
    `select id, document, name, state, payment_status, erp_state, wanted, reason_code, total, tax, test, needs_refetch,
       content_digest, source_occurred_at, source_triggered_at, source_digest, source_rivals, people_version, edited_at, deleted_at
     from orders where tenant_id = $1`,
  )) as { id: string; document: string }[]
  if (!order) throw new Error('no order came of it')
  const { id, document, ...facts } = order
  const place = { table: 'orders', column: 'document', id } as const
  return {
    facts,
    document: await hub.floor.vault.unseal(shop.tenantId, place, document),
    tasks: await rows('select kind, message, state from tasks where tenant_id = $1 order by kind'),
    notices: await rows('select source_id, edited_at, deleted_at from order_notices where tenant_id = $1'),
    refunds: await rows(
      `select source_id, order_source_id, refunded_at, currency, amount, presentment_amount, pending_amount, lines, shipping,
         source_at, source_digest from order_refunds where tenant_id = $1 order by source_id`,
    ),
  }
}

/** An ERP that never answers: what it would have done is another test's. */
const silentErp = {
  name: 'Odoo',
  url: 'http://127.0.0.1:9',
  database: 'x',
  companyId: '1',
  warehouseId: '1',
  apiKey: 'x',
}

test.each(Object.entries(ends))('%s: every order and repetition of its events ends alike', async (_, all) => {
  await using hub = await aHub()
  // In every order of arrival some of the events come again, under another delivery id as well.
  const arrivals = fc.sample(
    fc.tuple(
      fc.shuffledSubarray(all, { minLength: all.length }),
      fc.shuffledSubarray(all, { maxLength: 4 }),
      fc.shuffledSubarray(all, { maxLength: 3 }),
    ),
    7,
  )
  const shops: Shop[] = []

  for (const [first, again, once] of [[all, [], []], [all.toReversed(), [], []], ...arrivals]) {
    const shop = await aShop(hub, { erp: { ...silentErp, database: `x${shops.length}` } })
    shops.push(shop)
    for (const event of [...(once ?? []), ...(first ?? []), ...(again ?? [])]) {
      const answer = await sendWebhook(shop, toJson(event.body), {
        topic: event.topic,
        triggeredAt: event.seconds === null ? '' : at(event.seconds).toISOString(),
      })
      expect(answer.status).toBe(200)
    }
  }
  await settled(hub)

  const [expected, ...states] = await Promise.all(shops.map((shop) => stateOf(hub, shop)))
  expect(await deadWork(hub)).toEqual([])
  for (const state of states) expect(state).toEqual(expected)
})

test.each(['before', 'after'])(
  'a version that cannot be read, told %s a later one that can, waits for nobody',
  async (when) => {
    await using stage = await aShopWithOdoo()
    const body = anOrderBody({ cashOnDelivery: false, number: 7, firstId: 7_000_000n })
    const unreadable = { ...body, total_price: 'much' }
    const later = { ...body, updated_at: new Date(Date.parse(body.updated_at) + 60_000).toISOString() }
    const tell = [unreadable, later]
    if (when === 'after') tell.reverse()

    for (const one of tell) {
      expect((await sendWebhook(stage.shop, toJson(one), { topic: 'orders/updated' })).status).toBe(200)
      await stage.quiet()
    }

    await stage.becomes(body.name, 'confirmed')
    expect((await stage.hub.database.owner.query(`select from work where state = 'dead'`)).rowCount).toBe(0)
  },
)
