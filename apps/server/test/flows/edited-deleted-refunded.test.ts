import {
  anOrderBody,
  cancelledBody,
  deletionNotice,
  demoCatalogue,
  editedBody,
  editNotice,
  type OrderBody,
  partiallyRefundedBody,
  refundOf,
  toJson,
  unpaidBody,
  updatedBody,
  withGiftCard,
  withoutPeople,
  withTip,
} from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { deadWork } from '#test/harness/settled.ts'

const add = demoCatalogue[4] as (typeof demoCatalogue)[number]
const after = (body: OrderBody, seconds: number): Date => new Date(Date.parse(body.created_at) + seconds * 1_000)

async function send(stage: Stage, topic: string, body: object, triggeredAt?: Date): Promise<void> {
  const options = { topic, ...(triggeredAt && { triggeredAt: triggeredAt.toISOString() }) }
  expect((await sendWebhook(stage.shop, toJson(body), options)).status).toBe(200)
}

interface Marks {
  erp_state: string
  reason_code: string | null
  needs_refetch: boolean
  deleted_at: Date | null
}

async function marks({ hub, shop }: Stage): Promise<Marks | undefined> {
  const { rows } = await hub.database.owner.query<Marks>(
    'select erp_state, reason_code, needs_refetch, deleted_at from orders where tenant_id = $1',
    [shop.tenantId],
  )
  return rows[0]
}

async function told({ hub }: Stage): Promise<{ kind: string; message: string }[]> {
  return (await hub.database.owner.query('select kind, message from timeline order by at, id')).rows
}

async function tasks({ hub }: Stage): Promise<{ kind: string; message: string }[]> {
  return (await hub.database.owner.query(`select kind, message from tasks where state = 'open'`)).rows
}

const drafted = { cashOnDelivery: true, lineCount: 2 } as const
const paid = { cashOnDelivery: false, lineCount: 2 } as const

test('an edited draft holds what was added, and no more what was removed', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody({ ...drafted, catalogue: demoCatalogue.slice(0, 3) })
  const edited = editedBody(body, after(body, 60), { add, removeFirst: true, totalCountsAdded: false })

  await send(stage, 'orders/create', body, after(body, 0))
  await stage.becomes(body.name, 'held')
  await send(stage, 'orders/edited', editNotice(body, edited), after(body, 60))
  await stage.quiet()
  expect(await marks(stage)).toMatchObject({ needs_refetch: true, erp_state: 'held' })
  await send(stage, 'orders/updated', edited, after(body, 61))
  await stage.quiet()

  expect(await marks(stage)).toMatchObject({ needs_refetch: false, erp_state: 'held' })
  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'draft', amount_total: Number(edited.current_total_price) }])
  const messages = (await told(stage)).map(({ message }) => message)
  expect(messages).toContainEqual(
    expect.stringMatching(/edited this order in the channel \(lines added: 1, removed: 1\)/),
  )
  expect(messages).toContainEqual(
    expect.stringMatching(new RegExp(`removed \\d+ × .*added 1 × ${add.sku}|added 1 × ${add.sku}`)),
  )
})

/** Nothing was paid, so the refund that takes the pieces out moves no money. */
function emptiedBody(body: OrderBody, at: Date): OrderBody {
  const open = { cancelled_at: null, closed_at: null, cancel_reason: null, financial_status: 'pending' } as const
  return { ...cancelledBody(body, at), ...open }
}

test('a draft of which the merchant removed everything waits, and goes when the order is cancelled', async () => {
  await using stage = await aShopWithOdoo()
  const body = unpaidBody(anOrderBody({ cashOnDelivery: false, lineCount: 1, shipping: 0n }))

  await send(stage, 'orders/create', body)
  await stage.becomes(body.name, 'held')
  await send(stage, 'orders/updated', emptiedBody(body, after(body, 60)))
  const parked = await stage.becomes(body.name, 'parked')
  const before = stage.odoo.saleOrders()
  await send(stage, 'orders/cancelled', cancelledBody(body, after(body, 120)))
  await stage.becomes(body.name, 'cancelled')

  expect(parked.reason_code).toBe('order-empty')
  expect((await told(stage)).map(({ message }) => message)).toContainEqual(
    expect.stringContaining(`Nothing is left of ${body.name}`),
  )
  expect(before).toMatchObject([{ state: 'draft', amount_total: Number(body.total_price) }])
  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'cancel' }])
  expect(await deadWork(stage.hub)).toEqual([])
})

test('an order edited after it was confirmed is a task, and stays as it is', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody(paid)

  await send(stage, 'orders/create', body)
  await stage.becomes(body.name, 'confirmed')
  await send(stage, 'orders/updated', editedBody(body, after(body, 60), { add, removeFirst: true }))
  await stage.quiet()

  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'sale', amount_total: Number(body.total_price) }])
  expect((await tasks(stage)).map(({ kind }) => kind)).toContain('changed-after-confirmation')
})

test('an edit that does not add up is parked with the sentence that says why', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody(drafted)
  const edited = editedBody(body, after(body, 60), { removeFirst: true })
  Object.assign(edited, { current_total_price: '1.00', current_total_price_set: null })

  await send(stage, 'orders/updated', edited)
  await stage.quiet()

  expect(await deadWork(stage.hub)).toEqual(['orders.import edited-order-does-not-add-up'])
  // The next version is right: what was wrong with the one before is nobody's business any more.
  await send(stage, 'orders/updated', editedBody(body, after(body, 120), { removeFirst: true }))
  await stage.becomes(body.name, 'held')
  expect(await deadWork(stage.hub)).toEqual([])
})

test('a confirmed order that the merchant deletes stays in Odoo, and a task says to archive it', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody(paid)

  await send(stage, 'orders/create', body)
  await stage.becomes(body.name, 'confirmed')
  await send(stage, 'orders/delete', deletionNotice(body))
  await send(stage, 'orders/updated', updatedBody(body, after(body, 3_600)))
  await send(stage, 'orders/delete', deletionNotice(body))
  await stage.quiet()

  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'sale' }])
  expect(await marks(stage)).toMatchObject({ erp_state: 'confirmed', reason_code: 'deleted-in-channel' })
  expect((await marks(stage))?.deleted_at).not.toBeNull()
  expect(await tasks(stage)).toEqual([
    { kind: 'deleted-in-channel', message: expect.stringContaining('archive it there, never delete it') },
  ])
  expect((await told(stage)).filter(({ kind }) => kind === 'deleted')).toHaveLength(1)
})

test('a draft whose order was deleted is never confirmed, also when it is paid late', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody(drafted)

  await send(stage, 'orders/create', body)
  await stage.becomes(body.name, 'held')
  await send(stage, 'orders/delete', deletionNotice(body))
  const late = { ...updatedBody(body, after(body, 3_600)), financial_status: 'paid', total_outstanding: '0.00' }
  await send(stage, 'orders/paid', late)
  await stage.quiet()

  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'draft' }])
  expect(await tasks(stage)).toEqual([{ kind: 'deleted-in-channel', message: expect.stringContaining('as a draft') }])
})

test('an order deleted before it came never reaches Odoo', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody(paid)

  await send(stage, 'orders/delete', deletionNotice(body))
  await send(stage, 'orders/create', body)
  await send(stage, 'orders/updated', updatedBody(body, after(body, 60)))
  await stage.quiet()

  expect(stage.odoo.saleOrders()).toEqual([])
  expect(await marks(stage)).toMatchObject({ erp_state: 'recorded', reason_code: 'deleted-in-channel' })
  expect(await tasks(stage)).toEqual([])
  expect(await deadWork(stage.hub)).toEqual([])
})

test('a deleted order that waited for a person waits no more', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody({ ...paid, sku: 'NOT-THERE' })

  await send(stage, 'orders/create', body)
  await stage.becomes(body.name, 'parked')
  await send(stage, 'orders/delete', deletionNotice(body))
  await stage.quiet()

  expect(await marks(stage)).toMatchObject({ erp_state: 'recorded', reason_code: 'deleted-in-channel' })
  expect(await deadWork(stage.hub)).toEqual([])
})

test('a cancellation still reaches Odoo when the order is deleted after it', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody(paid)

  await send(stage, 'orders/create', body)
  await stage.becomes(body.name, 'confirmed')
  await send(stage, 'orders/cancelled', cancelledBody(body, after(body, 60)))
  await send(stage, 'orders/delete', deletionNotice(body))

  await stage.becomes(body.name, 'cancelled')
  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'cancel' }])
})

test('a refund is one row and told once, on its own and inside its order, before it and after', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody({ ...paid, number: 1077 })
  const refunded = partiallyRefundedBody(body, after(body, 60))
  const { amount } = refundOf(refunded).transactions[0] as { amount: string }

  await send(stage, 'refunds/create', refundOf(refunded), after(body, 60))
  await stage.quiet()
  const before = await stage.hub.database.owner.query('select amount, order_source_id from order_refunds')
  await send(stage, 'orders/create', body, after(body, 0))
  await send(stage, 'orders/updated', refunded, after(body, 61))
  await send(stage, 'refunds/create', refundOf(refunded), after(body, 60))
  await stage.quiet()

  expect(before.rows).toEqual([{ amount: amount.replace('.', ''), order_source_id: String(body.id) }])
  expect((await stage.hub.database.owner.query('select from order_refunds')).rowCount).toBe(1)
  const refunds = (await told(stage)).filter(({ kind }) => kind === 'refund')
  expect(refunds).toEqual([{ kind: 'refund', message: expect.stringContaining(`${amount} INR paid back, 1 piece`) }])
})

test('a version that withholds the people changes nothing about whom Odoo delivers to', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody(drafted)

  await send(stage, 'orders/create', body)
  await stage.becomes(body.name, 'held')
  const { revision } = (await stage.order(body.name)) ?? {}
  await send(stage, 'orders/updated', withoutPeople(updatedBody(body, after(body, 60))))
  await stage.quiet()

  expect(await stage.order(body.name)).toMatchObject({ revision, erp_state: 'held' })
  expect((await told(stage)).map(({ kind }) => kind)).toContain('withheld')
})

test('tips and gift cards are carried to the smallest unit', async () => {
  await using stage = await aShopWithOdoo()
  const body = withTip(withGiftCard(anOrderBody(paid), 100_000n), 5_100n)

  await send(stage, 'orders/create', body)

  await stage.becomes(body.name, 'confirmed')
  expect(stage.odoo.saleOrders()).toMatchObject([{ amount_total: Number(body.total_price) }])
})
