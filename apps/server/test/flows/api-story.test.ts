import { sample } from '@crossdock/contracts/api/samples'
import { startOdooSandbox } from '@crossdock/sandbox/odoo'
import { anOrderBody, demoCatalogue, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { type Ask, aWorld, type World } from '#test/api/world.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

// What a person does with the hub, over the API alone.

// biome-ignore lint/suspicious/noExplicitAny: whatever the API answers; what matters of it is asserted
type Answered = any

async function ask(world: World, path: string, options: Ask = {}): Promise<Answered> {
  const answer = await world.ask(path, options)
  const body = await answer.json()
  if (answer.status >= 300) throw new Error(`${options.method ?? 'GET'} ${path}: ${JSON.stringify(body)}`)
  return body
}

const post = (world: World, path: string, body: unknown): Promise<Answered> =>
  ask(world, path, { method: 'POST', body })

test('an Odoo and a shop are connected, and an order of the shop is seen from its bytes to the ERP', async () => {
  await using world = await aWorld()
  await using odoo = await startOdooSandbox({
    products: demoCatalogue.map(({ sku, title, stock }) => ({ sku, name: title, listPrice: 1, stock })),
  })
  const erp = await post(world, '/connections', {
    provider: 'odoo',
    name: 'Second Odoo',
    url: odoo.url,
    database: odoo.database,
    login: odoo.adminLogin,
    secret: odoo.adminPassword,
  })
  const shop = await post(world, '/connections', {
    provider: 'shopify',
    name: 'Second shop',
    shopDomain: 'second.myshopify.com',
    clientSecret: 'client-secret',
    cutOverAt: '2020-01-01T00:00:00Z',
    erpConnectionId: erp.connection.id,
  })
  const raw = toJson(anOrderBody({ cashOnDelivery: false, number: 5_001, seed: 5, catalogue: demoCatalogue }))

  const url = new URL(shop.endpoint.url, world.url).toString()
  const heard = await sendWebhook({ url, secret: 'client-secret', shopDomain: 'second.myshopify.com' }, raw)

  expect(heard.status).toBe(200)
  const order = await waitFor(
    'the order to be confirmed',
    async () => {
      const { items } = await ask(world, '/orders?text=5001')
      return items[0]?.erpState === 'confirmed' ? items[0] : undefined
    },
    25_000,
  )
  const whole = await ask(world, `/orders/${order.id}`)
  const timeline = await ask(world, `/orders/${order.id}/timeline`)
  const events = await ask(world, `/events?connectionId=${shop.connection.id}&subjectId=${order.sourceId}`)
  const event = await ask(world, `/events/${events.items[0].id}`)
  const bytes = await (await world.ask(`/deliveries/${event.deliveryId}/body`)).text()
  expect(whole.erpDocuments).toEqual([
    expect.objectContaining({
      connectionId: erp.connection.id,
      state: 'confirmed',
      erpName: odoo.saleOrders()[0]?.name,
    }),
  ])
  expect(whole.total.amount).toBe(whole.document.totals.total)
  expect(timeline.items.length).toBeGreaterThan(1)
  expect(events.items).toHaveLength(1)
  expect(event.work).toEqual([expect.objectContaining({ kind: 'orders.import', state: 'done', cause: null })])
  expect(bytes).toBe(raw)
})

test('a secret is rotated with two valid at once, and the old one is refused after it was retired', async () => {
  await using world = await aWorld()
  const { shop } = world.stage
  const path = `/endpoints/${shop.endpointId}`
  const send = async (secret: string): Promise<number> =>
    (await sendWebhook({ ...shop, secret }, toJson(anOrderBody()))).status
  const becomes = (secret: string, status: number): Promise<unknown> =>
    waitFor(`${secret} to be answered ${status}`, async () => (await send(secret)) === status, 15_000)

  const both = await post(world, `${path}/secrets`, { secret: 'the-new-one' })
  await becomes('the-new-one', 200)
  const old = await send(shop.secret)
  const again = await post(world, `${path}/secrets`, { secret: 'the-new-one' })
  const alone = await post(world, `${path}/secrets`, { secret: 'the-new-one', keepPrevious: false })
  await becomes(shop.secret, 401)

  expect([both.validSecrets, old, again.validSecrets, alone.validSecrets]).toEqual([2, 200, 2, 1])
  expect(await send('the-new-one')).toBe(200)
})

test('what waits for a mapping is found, mapped and carried', async () => {
  await using world = await aWorld()
  const erp = `/connections/${world.real.get(sample.erp)}`
  const needs = await ask(world, `${erp}/mapping-needs`)
  const need = needs.items.find(({ kind }: { kind: string }) => kind === 'product')
  const skusBefore = await ask(world, '/skus?startsWith=NO-SUCH')
  const causes = await ask(world, '/dead-letters/causes')
  const tried = await post(world, '/dead-letters/dry-run', { select: { cause: 'sku-unknown' } })
  const choices = await ask(world, `${erp}/mapping-choices?kind=product&search=Brass`)

  const saved = await ask(world, `${erp}/mappings`, {
    method: 'PUT',
    body: { kind: 'product', key: need.key, targetId: choices.items[0].id },
  })

  await world.stage.becomes('#1043', 'confirmed')
  const skusAfter = await ask(world, '/skus?startsWith=NO-SUCH')
  const left = await ask(world, '/dead-letters')
  expect(need).toMatchObject({ key: 'sku:NO-SUCH-SKU', orders: 1, examples: ['#1043'] })
  expect(causes.items[0]).toMatchObject({ cause: 'sku-unknown', letters: 1, orders: ['#1043'] })
  expect(tried.items[0]).toMatchObject({ orderName: '#1043', would: 'refuse', toSend: null, there: null })
  expect(saved).toMatchObject({ mapping: { targetLabel: choices.items[0].label }, replayed: 1 })
  expect(skusBefore.items[0]).toMatchObject({ sku: 'NO-SUCH-SKU', mappedTo: null, waiting: true })
  expect(skusAfter.items[0]).toMatchObject({ mappedTo: { targetId: choices.items[0].id }, waiting: false })
  expect(left.items).toEqual([])
})

test('what is let go is told in the timeline and stands so', async () => {
  await using world = await aWorld()
  const orderId = world.real.get(sample.parkedOrder)
  const letters = await ask(world, '/dead-letters?cause=sku-unknown')

  const gone = await post(world, '/dead-letters/dismiss', { select: { orderId }, reason: 'booked by hand' })

  const timeline = await ask(world, `/orders/${orderId}/timeline`)
  const order = await ask(world, `/orders/${orderId}`)
  expect(letters.items).toEqual([expect.objectContaining({ orderId, orderName: '#1043' })])
  expect(gone).toEqual({ dismissed: 1, closedTasks: 0 })
  expect(timeline.items.at(-1)).toMatchObject({ kind: 'dismissed', message: 'Somebody let it go: booked by hand' })
  expect([order.erpState, order.reason]).toEqual(['recorded', { code: 'dismissed', say: 'Somebody let it go.' }])
})

test('credentials that do not work are told as such, and are not stored', async () => {
  await using world = await aWorld()
  const erp = `/connections/${world.real.get(sample.erp)}`
  const shop = `/connections/${world.real.get(sample.shop)}`
  const fine = await post(world, `${erp}/check`, undefined)

  const refused = await world.ask(`${erp}/credentials`, {
    method: 'PUT',
    body: { provider: 'odoo', login: 'admin', secret: 'wrong' },
  })
  const misfit = await world.ask(`${shop}/credentials`, {
    method: 'PUT',
    body: { provider: 'odoo', login: 'admin', secret: 'admin' },
  })
  const still = await post(world, `${erp}/check`, undefined)
  const noToken = await post(world, `${shop}/check`, undefined)

  expect(fine).toMatchObject({ ok: true, problem: null })
  expect(fine.says[0]).toMatch(/^Odoo \(19\.0\) answers as company ".+" \(INR\)/)
  expect([refused.status, ((await refused.json()) as Answered).code]).toEqual([409, 'credentials-rejected'])
  expect([misfit.status, ((await misfit.json()) as Answered).code]).toEqual([409, 'conflict'])
  expect(still.ok).toBe(true)
  expect(noToken).toMatchObject({ ok: false, problem: { code: 'credentials-rejected' }, remedy: expect.any(String) })
})

test('an ERP that is away is a finding, not an error', async () => {
  await using world = await aWorld()
  await world.stage.odoo.stop()

  const check = await post(world, `/connections/${world.real.get(sample.erp)}/check`, undefined)

  expect(check).toMatchObject({ ok: false, problem: { code: 'provider-unreachable' } })
})

test('what is missing before a shop can go live is told, and it is ready once it is there', async () => {
  await using world = await aWorld({ PUBLIC_URL: 'https://hub.example.com' })
  const made = await post(world, '/connections', {
    provider: 'shopify',
    name: 'Bare shop',
    shopDomain: 'bare.myshopify.com',
    clientSecret: 'client-secret',
  })
  const path = `/connections/${made.connection.id}`
  const before = await ask(world, `${path}/preflight`)

  await ask(world, path, {
    method: 'PATCH',
    body: { erpConnectionId: world.real.get(sample.erp) },
    headers: { 'if-match': '*' },
  })

  const after = await ask(world, `${path}/preflight`)
  const missing = (preflight: Answered): string[] =>
    preflight.checks.flatMap((one: Answered) => (one.ok || !one.blocking ? [] : one.id))
  expect(made.endpoint.url).toBe(`https://hub.example.com/hooks/${made.endpoint.id}`)
  expect([before.ready, missing(before)]).toEqual([false, ['erp']])
  expect([after.ready, missing(after)]).toEqual([true, []])
})

test('the same account, and the same company of an Odoo, are not connected twice', async () => {
  await using world = await aWorld()
  const { shop, odoo } = world.stage
  const attempts = [
    { provider: 'shopify', name: 'Again', shopDomain: shop.shopDomain, clientSecret: 'client-secret' },
    {
      provider: 'odoo',
      name: 'Again',
      url: odoo.url,
      database: odoo.database,
      login: odoo.adminLogin,
      secret: odoo.adminPassword,
    },
  ]
  const before = await ask(world, '/connections')

  for (const body of attempts) {
    const answer = await world.ask('/connections', { method: 'POST', body })
    expect([answer.status, ((await answer.json()) as Answered).code]).toEqual([409, 'conflict'])
  }

  expect(await ask(world, '/connections')).toEqual(before)
})

test('the health of a tenant names what wants attention', async () => {
  await using world = await aWorld()

  const health = await ask(world, '/health')

  const status = Object.fromEntries(health.parts.map((one: Answered) => [one.part, one.status]))
  expect(health.status).toBe('attention')
  expect(status).toEqual({
    channel: 'fine',
    erp: 'fine',
    messaging: 'fine',
    orders: 'fine',
    'dead-letters': 'attention',
    tasks: 'attention',
    privacy: 'attention',
  })
})
