import { anOrderBody, type OrderBody, paidBody, toJson, unpaidBody, updatedBody } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

// Draft orders, sales at the counter and pick-ups may begin without anybody: the customer is attached afterwards.

const prepaid = (): OrderBody => anOrderBody({ cashOnDelivery: false })
const after = (body: OrderBody, seconds: number): Date => new Date(Date.parse(body.created_at) + seconds * 1_000)

/** The same order before anybody was attached to it; it needs no address. */
function ofNobody(body: OrderBody): OrderBody {
  const nobody = { customer: null, email: '', contact_email: null, phone: null }
  return { ...body, ...nobody, billing_address: null, shipping_address: null }
}

/** And afterwards: there is still no address. */
function ofCustomer(body: OrderBody): OrderBody {
  return { ...ofNobody(body), customer: body.customer, email: body.email }
}

async function send({ shop }: Stage, topic: string, body: OrderBody): Promise<void> {
  expect((await sendWebhook(shop, toJson(body), { topic })).status).toBe(200)
}

function inOdoo({ odoo }: Stage): { state: string; customer: unknown }[] {
  return odoo.saleOrders().map(({ state, partner_id }) => {
    const partner = odoo.store.row('res.partner', partner_id as number)
    return { state, customer: partner?.name }
  })
}

const nameOf = ({ customer }: OrderBody): string => `${customer?.first_name} ${customer?.last_name}`

test('a draft of nobody is the customer’s once one is attached, and is confirmed so', async () => {
  await using stage = await aShopWithOdoo()
  const body = prepaid()
  const unpaid = unpaidBody(body)

  await send(stage, 'orders/create', ofNobody(unpaid))
  await stage.becomes(body.name, 'held')
  const before = inOdoo(stage)
  await send(stage, 'orders/updated', ofCustomer(updatedBody(unpaid, after(body, 60))))
  await stage.quiet()
  const attached = inOdoo(stage)
  await send(stage, 'orders/paid', ofCustomer(paidBody(unpaid, after(body, 120))))
  await stage.becomes(body.name, 'confirmed')

  expect(before).toEqual([{ state: 'draft', customer: 'Walk-in customer' }])
  expect(attached).toEqual([{ state: 'draft', customer: nameOf(body) }])
  expect(inOdoo(stage)).toEqual([{ state: 'sale', customer: nameOf(body) }])
  const { rows } = await stage.hub.database.owner.query(
    `select message from timeline where kind = 'changed' order by at`,
  )
  expect(rows[0]?.message).toBe('The channel changed the order (orders/updated): who it is for.')
})

test('a customer attached to an order that is confirmed already is a task', async () => {
  await using stage = await aShopWithOdoo()
  const body = prepaid()

  await send(stage, 'orders/create', ofNobody(body))
  await stage.becomes(body.name, 'confirmed')
  await send(stage, 'orders/updated', ofCustomer(updatedBody(body, after(body, 60))))
  await stage.quiet()

  expect(inOdoo(stage)).toEqual([{ state: 'sale', customer: 'Walk-in customer' }])
  const { rows } = await stage.hub.database.owner.query(`select kind from tasks where state = 'open'`)
  expect(rows).toEqual([{ kind: 'changed-after-confirmation' }])
})

test('one that does not name the customer any more changes nothing', async () => {
  await using stage = await aShopWithOdoo()
  const body = prepaid()

  await send(stage, 'orders/create', ofCustomer(body))
  await stage.becomes(body.name, 'confirmed')
  await send(stage, 'orders/updated', ofNobody(updatedBody(body, after(body, 60))))
  await send(stage, 'orders/updated', ofCustomer(updatedBody(body, after(body, 120))))
  await stage.quiet()

  expect(await stage.order(body.name)).toMatchObject({ erp_state: 'confirmed', revision: 1, reason_code: null })
})
