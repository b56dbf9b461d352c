import type { HandedInOrderJson, OrderJson } from '@crossdock/contracts/api/orders'
import { freshRealOdoo, realOdooFrom, seedCatalogue } from '@crossdock/sandbox/odoo-real'
import { demoCatalogue } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { odooAccess } from '#main/provision.ts'
import { aHub, aShop } from '#test/harness/a-hub.ts'
import { aProcessStage } from '#test/harness/a-process-stage.ts'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { aDirectOrder, anOrderDesk } from '#test/harness/an-order-desk.ts'
import { everythingAtRest } from '#test/harness/at-rest.ts'
import { waitFor } from '#test/harness/wait-for.ts'

// Orders of one's own shop or chat: the same inbox, the same lane and the same exactly-once as every channel's.

const aDesk = async (stage: Stage) => anOrderDesk(stage.hub, stage.shop)
const json = async <T>(answer: Response): Promise<T> => (await answer.json()) as T

const recordedIn = async ({ hub }: Stage): Promise<unknown> =>
  (
    await hub.database.owner.query(
      `select (select count(*) from events)::int as events, (select count(*) from deliveries)::int as deliveries,
         (select count(*) from work where kind = 'orders.import')::int as imports`,
    )
  ).rows[0]

/** On top: 100.00 with 18 %, and 50.00 for the courier. */
const onTop = {
  taxesIncluded: false,
  lines: [
    {
      sku: 'DIY-BRS',
      title: 'Brass Diya',
      unitPrice: '10000',
      taxes: [{ title: 'IGST', rate: '0.18', amount: '1800' }],
    },
    { kind: 'shipping' as const, title: 'Courier', unitPrice: '5000' },
  ],
  totals: { total: '16800', tax: '1800' },
}

test('an order that is handed in again and again, at once and later, stands in Odoo once, to the smallest unit', async () => {
  await using stage = await aShopWithOdoo()
  const desk = await aDesk(stage)

  const at_once = await Promise.all(Array.from({ length: 6 }, () => desk.handIn({}, 'order-2001')))
  await stage.becomes('S-2001', 'confirmed')
  const later = await desk.handIn({}, 'order-2001')

  const answers = await Promise.all([...at_once, later].map((answer) => json<HandedInOrderJson>(answer)))
  expect([...at_once, later].map(({ status }) => status)).toEqual(Array(7).fill(202))
  expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1)
  expect(later.headers.get('location')).toBe(answers[0]?.links.event)
  expect(later.headers.get('idempotency-replayed')).toBe('true')
  expect(at_once.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1)
  expect(stage.odoo.saleOrders()).toMatchObject([
    { state: 'sale', client_order_ref: 'S-2001', amount_total: 236, amount_tax: 36 },
  ])
})

test('tax on top is carried to the smallest unit, and what is to be paid on delivery waits as a draft', async () => {
  await using stage = await aShopWithOdoo()
  const desk = await aDesk(stage)

  await desk.handIn({ ...onTop, name: 'paid' })
  await desk.handIn({
    ...onTop,
    name: 'cod',
    source: 'chat',
    payment: { status: 'pending', gateways: ['COD'], cashOnDelivery: true },
  })
  await stage.becomes('paid', 'confirmed')
  await stage.becomes('cod', 'held')

  const orders = stage.odoo.saleOrders().map(({ client_order_ref, state, amount_total, amount_tax }) => ({
    name: client_order_ref,
    state,
    amount_total,
    amount_tax,
  }))
  expect(orders).toEqual(
    expect.arrayContaining([
      { name: 'paid', state: 'sale', amount_total: 168, amount_tax: 18 },
      { name: 'cod', state: 'draft', amount_total: 168, amount_tax: 18 },
    ]),
  )
})

test('a later version has a key of its own and the same id: paid, then cancelled, in whatever order they come', async () => {
  await using stage = await aShopWithOdoo()
  const desk = await aDesk(stage)
  const pending = { sourceId: 'one', name: 'one', payment: { status: 'pending' as const } }
  const cancelled = { sourceId: 'two', name: 'two', cancelledAt: '2026-11-20T16:00:00+05:30' }

  await desk.handIn(pending)
  await stage.becomes('one', 'held')
  await desk.handIn({ ...pending, payment: { status: 'paid' }, updatedAt: '2026-11-20T15:05:00+05:30' })
  await desk.handIn(cancelled)
  await desk.handIn({ sourceId: 'two', name: 'two' })

  await stage.becomes('one', 'confirmed')
  await stage.becomes('two', 'cancelled')
  await stage.quiet()
  const states = stage.odoo.saleOrders().map(({ client_order_ref, state }) => [client_order_ref, state])
  expect(states).toEqual([['one', 'sale'], ...(states.length > 1 ? [['two', 'cancel']] : [])])
})

test('an order is found by its own id, with its phone as the world writes it', async () => {
  await using stage = await aShopWithOdoo()
  const desk = await aDesk(stage)
  await desk.handIn({ sourceId: 'mine-1' })
  await stage.becomes('S-2001', 'confirmed')
  const find = async (sourceId: string, connectionId = desk.connectionId) =>
    json<{ items: { id: string }[] }>(await desk.ask(`/orders?${new URLSearchParams({ connectionId, sourceId })}`))

  const { items } = await find('mine-1')
  const order = await json<OrderJson>(await desk.ask(`/orders/${items[0]?.id}`))

  expect(items).toHaveLength(1)
  expect(order.document.customer?.phone).toBe('+919000000003')
  expect([(await find('mine')).items, (await find('mine-1', stage.shop.connectionId)).items]).toEqual([[], []])
})

test('without an id of the caller’s one is made of the key, the same each time, and it is nobody else’s', async () => {
  await using stage = await aShopWithOdoo()
  const [desk, other] = [await aDesk(stage), await aDesk(stage)]

  const ids = await Promise.all(
    [desk.handIn({}, 'key'), desk.handIn({}, 'key'), desk.handIn({}, 'another'), other.handIn({}, 'key')].map(
      async (answer) => (await json<HandedInOrderJson>(await answer)).sourceId,
    ),
  )

  expect(ids[0]).toMatch(/^k-[0-9a-f]{32}$/)
  expect(ids[1]).toBe(ids[0])
  expect(new Set(ids).size).toBe(3)
})

test('what does not add up is refused with the sentence, and nothing of it is kept', async () => {
  await using stage = await aShopWithOdoo()
  const desk = await aDesk(stage)
  const before = await recordedIn(stage)

  const refusals = [
    await desk.handIn({ totals: { total: '23601', tax: '3600' } }),
    await desk.handIn({ totals: { total: '23600', tax: '3599' } }),
    await desk.handIn({ currency: 'QQQ' }),
    await desk.handIn({ payment: { status: 'partially-paid' } }),
    await desk.handIn({ lines: [] }),
  ]

  const said = await Promise.all(refusals.map((one) => json<{ code: string; title: string; errors?: object[] }>(one)))
  expect(said).toMatchObject([
    {
      code: 'order-does-not-add-up',
      title: expect.stringContaining('S-2001 sum to 236.00 but the channel charged 236.01'),
    },
    { code: 'order-does-not-add-up' },
    { code: 'currency-unknown', title: expect.stringContaining('S-2001 is in QQQ') },
    { code: 'invalid-request', errors: [{ in: 'body', message: expect.stringContaining('payment.outstanding') }] },
    { code: 'invalid-request', errors: [{ in: 'body', pointer: '/lines' }] },
  ])
  expect(refusals.map(({ status }) => status)).toEqual([422, 422, 422, 400, 400])
  expect(await recordedIn(stage)).toEqual(before)
})

test('another order under the same key is refused, and the first one stands', async () => {
  await using stage = await aShopWithOdoo()
  const desk = await aDesk(stage)
  expect((await desk.handIn({}, 'order-2001')).status).toBe(202)
  const before = await recordedIn(stage)

  const other = await desk.handIn({ note: 'with a card, please' }, 'order-2001')
  const otherId = await desk.handIn({ sourceId: 'mine' }, 'order-2001')
  // The same order, written otherwise.
  const same = await desk.handIn({ note: null, name: ' S-2001 ', lines: aDirectOrder().lines }, 'order-2001')

  expect([other.status, otherId.status, same.status]).toEqual([422, 422, 202])
  expect((await json<{ code: string }>(other)).code).toBe('idempotency-key-reused')
  expect(await recordedIn(stage)).toEqual(before)
})

test.each([
  ['no key', undefined],
  ['a key with blanks', 'order 2001'],
  ['a key that is too long', 'x'.repeat(201)],
])('%s is refused beside whatever else is wrong', async (_, key) => {
  await using stage = await aShopWithOdoo()
  const desk = await aDesk(stage)

  const answer = await desk.ask('/orders', {
    method: 'POST',
    body: { ...aDirectOrder(), connectionId: desk.connectionId, currency: 'rupees' },
    headers: key === undefined ? {} : { 'idempotency-key': key },
  })

  expect(answer.status).toBe(400)
  const { errors } = await json<{ errors: { in: string; pointer: string }[] }>(answer)
  expect(errors.map((one) => `${one.in} ${one.pointer}`)).toEqual(['body /currency', 'header /Idempotency-Key'])
})

test('orders of a channel that sends them itself are not handed in, nor is anything for an ERP', async () => {
  await using stage = await aShopWithOdoo()
  const desk = await aDesk(stage)
  const into = async (connectionId: string) =>
    (
      await desk.ask('/orders', {
        method: 'POST',
        body: { ...aDirectOrder(), connectionId },
        headers: { 'idempotency-key': 'k' },
      })
    ).status

  expect([await into(stage.shop.connectionId), await into(stage.shop.erp?.connectionId ?? '')]).toEqual([409, 409])
})

test('nothing can be posted where handed-in orders are recorded, and no secret opens it', async () => {
  await using stage = await aShopWithOdoo()
  const desk = await aDesk(stage)
  const { items } = await json<{ items: { id: string; provider: string }[] }>(await desk.ask('/endpoints'))
  const endpoint = items.find(({ provider }) => provider === 'direct')

  const posted = await fetch(`${stage.hub.url}/hooks/${endpoint?.id}`, { method: 'POST', body: '{}' })
  const challenged = await fetch(`${stage.hub.url}/hooks/${endpoint?.id}?hub.mode=subscribe`)
  const opened = await desk.ask(`/endpoints/${endpoint?.id}/secrets`, { method: 'POST', body: { secret: 'x' } })

  expect([posted.status, challenged.status, opened.status]).toEqual([401, 403, 409])
})

test('with the database away an order is 503, and the same request goes through when it is back', async () => {
  await using stage = await aShopWithOdoo()
  const desk = await aDesk(stage)
  const { database } = stage.hub
  const name = new URL(database.url).pathname.slice(1)

  await database.outside(`alter database ${name} with allow_connections false`)
  await database.outside(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
  const away = await desk.handIn({}, 'order-2001')
  await database.outside(`alter database ${name} with allow_connections true`)
  const back = await waitFor('the order to be taken', async () => {
    const answer = await desk.handIn({}, 'order-2001')
    return answer.status === 202 && answer
  })

  expect([away.status, (await json<{ code: string }>(away)).code]).toEqual([503, 'database-unavailable'])
  expect(back.headers.get('idempotency-replayed')).toBeNull()
  await stage.becomes('S-2001', 'confirmed')
  expect(stage.odoo.saleOrders()).toHaveLength(1)
})

test('the hub killed before its answer goes out: asked again it gives the answer that was due, and there is one order', async () => {
  await using stage = await aProcessStage()
  const dying = `import http from 'node:http'
    const { end } = http.ServerResponse.prototype
    http.ServerResponse.prototype.end = function (...all) {
      if (this.statusCode === 202) process.kill(process.pid, 'SIGKILL')
      return end.apply(this, all)
    }`
  let hub = await stage.hub()
  await using floor = stage.floor()
  const desk = await anOrderDesk({ floor, url: () => hub.url }, stage.shop)
  hub = await stage.hub({ ROLE: 'api' }, { preload: dying })

  await expect(desk.handIn({}, 'order-2001')).rejects.toThrow()
  await hub.ended
  hub = await stage.hub({ ROLE: 'api' })
  const again = await desk.handIn({}, 'order-2001')

  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true'])
  expect(await stage.settled()).toEqual(['sale'])
})

test('a phone in the key or in the order is nowhere at rest', async () => {
  await using stage = await aShopWithOdoo()
  const desk = await aDesk(stage)

  expect((await desk.handIn({ note: 'call 9000000007' }, '+919000000003')).status).toBe(202)
  await stage.becomes('S-2001', 'confirmed')

  const { owner } = stage.hub.database
  const atRest = await everythingAtRest((sql) => owner.query(sql))
  expect(atRest).toContain('direct/order')
  for (const plain of ['9000000003', '9000000007', 'Asha', 'Example Road']) expect(atRest).not.toContain(plain)
})

const source = realOdooFrom(process.env)

test.skipIf(!source && process.env.CI !== 'true')(
  'in a real Odoo: twice at once, tax included and on top, to the paisa',
  { timeout: 300_000 },
  async () => {
    if (!source) throw new Error('CROSSDOCK_TEST_ODOO_URL and CROSSDOCK_TEST_ODOO_PG must be set in CI')
    await using odoo = await freshRealOdoo(source)
    await seedCatalogue(
      odoo.admin,
      demoCatalogue.map(({ sku, title, stock }) => ({ sku, name: title, listPrice: 1, stock })),
    )
    const { url, database, login, password: secret } = odoo
    await using hub = await aHub()
    const shop = await aShop(hub, { erp: { name: 'Odoo', ...(await odooAccess({ url, database, login, secret })) } })
    const desk = await anOrderDesk(hub, shop)

    const answers = await Promise.all([
      ...Array.from({ length: 3 }, () => desk.handIn({ sourceId: 'a' }, 'a')),
      desk.handIn({ ...onTop, sourceId: 'b', name: 'S-2002' }, 'b'),
    ])
    await waitFor(
      'both orders to be confirmed',
      async () => {
        const { rows } = await hub.database.owner.query(`select name, erp_state, reason_code from orders order by name`)
        if (rows.length === 2 && rows.every(({ erp_state }) => erp_state === 'confirmed')) return true
        throw new Error(JSON.stringify(rows))
      },
      120_000,
    )

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202])
    const columns = z.object({
      client_order_ref: z.string(),
      state: z.string(),
      amount_total: z.number(),
      amount_tax: z.number(),
    })
    const orders = await odoo.admin.searchRead('sale.order', [], Object.keys(columns.shape), columns)
    expect(
      orders
        .map(({ client_order_ref, state, amount_total, amount_tax }) => [
          client_order_ref,
          state,
          amount_total,
          amount_tax,
        ])
        .sort(),
    ).toEqual([
      ['S-2001', 'sale', 236, 36],
      ['S-2002', 'sale', 168, 18],
    ])
  },
)
