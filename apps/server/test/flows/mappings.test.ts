import type { MappingKind } from '@crossdock/connectors/ports/mapping-keys'
import { AppError } from '@crossdock/contracts/errors'
import { anOrderBody, demoCatalogue, type OrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { erpFactories } from '#main/erp-factories.ts'
import { mappedMeanwhile, mappingsOf, noteNeeds, openNeeds, saveMapping } from '#modules/mappings/index.ts'
import { takeTurns, upsertMapping } from '#modules/mappings/store.ts'
import { ErpRegistry } from '#modules/sync/index.ts'
import { listErpConnections } from '#modules/tenants/index.ts'
import { systemClock } from '#platform/clock.ts'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

async function send({ shop }: Stage, body: object): Promise<void> {
  expect((await sendWebhook(shop, toJson(body))).status).toBe(200)
}

/** Paid orders of one line that nobody else touches. */
function ordersOf(count: number, line: Partial<OrderBody['line_items'][number]>): OrderBody[] {
  return Array.from({ length: count }, (_, index) => {
    const body = anOrderBody({
      cashOnDelivery: false,
      seed: index,
      number: index + 1,
      firstId: BigInt(6_000_000 + index * 1_000),
    })
    return { ...body, line_items: body.line_items.map((one, at) => (at === 0 ? { ...one, ...line } : one)) }
  })
}

async function needs({ hub, shop }: Stage): Promise<[string, string, number][]> {
  const open = await hub.floor.app.withTenant(shop.tenantId, (tx) => openNeeds(tx, shop.tenantId, 50))
  return open.filter(({ kind }) => kind !== 'gateway').map(({ kind, key, orders }) => [kind, key, orders])
}

/** As a person does it: to the first record of the ERP that the text finds. */
async function mapTo(stage: Stage, kind: MappingKind, key: string, text: string): Promise<number> {
  const { floor } = stage.hub
  const { tenantId } = stage.shop
  const [erp] = await floor.app.withTenant(tenantId, (tx) => listErpConnections(tx, tenantId))
  const erpConnectionId = erp?.connectionId ?? ''
  const erps = new ErpRegistry(floor.app, floor.vault, systemClock, erpFactories(floor.config, floor.app))
  const port = await erps.port(tenantId, erpConnectionId)
  const [choice] = await port.choices(kind, { search: text })
  const { replayed } = await saveMapping(
    { tenantId, erpConnectionId, kind, key, targetId: choice?.id ?? text },
    { database: floor.app, ringer: floor.bell, erp: port },
  )
  return replayed
}

test('a mapped SKU carries every order that waited for it, exactly, and the next one without a question', async () => {
  await using stage = await aShopWithOdoo()
  const waiting = ordersOf(3, { sku: 'OLD-SKU', variant_id: null })
  for (const body of waiting) await send(stage, body)
  for (const body of waiting) expect((await stage.becomes(body.name, 'parked')).reason_code).toBe('sku-unknown')
  expect(await needs(stage)).toEqual([['product', 'sku:OLD-SKU', 3]])

  expect(await mapTo(stage, 'product', 'sku:OLD-SKU', demoCatalogue[0]?.sku ?? '')).toBe(3)

  for (const body of waiting) await stage.becomes(body.name, 'confirmed')
  expect(await needs(stage)).toEqual([])
  const [later] = ordersOf(1, { sku: 'OLD-SKU', variant_id: null })
  await send(stage, { ...later, id: 99_000_001, name: '#later' })
  await stage.becomes('#later', 'confirmed')
  expect(stage.odoo.saleOrders().map((order) => order.amount_total)).toEqual(
    expect.arrayContaining(waiting.map((body) => Number(body.total_price))),
  )
})

test('an order that waits for two words is carried when both are mapped, and says which one is left', async () => {
  await using stage = await aShopWithOdoo()
  const [body] = ordersOf(1, { sku: 'ONE' }) as [OrderBody]
  const second = {
    ...(body.line_items[0] as OrderBody['line_items'][number]),
    id: 77_001,
    sku: 'TWO',
    variant_id: null,
  }
  const added = Number(body.total_price) + Number(second.price) * second.quantity
  // Twice the first line, so that it still adds up: the same price, and no discount of its own.
  const both = {
    ...body,
    line_items: [...body.line_items, { ...second, discount_allocations: [], tax_lines: [] }],
    total_price: added.toFixed(2),
    total_price_set: undefined,
  }
  await send(stage, both)
  await stage.becomes(body.name, 'parked')
  expect((await needs(stage)).map(([, key]) => key).sort()).toEqual(['sku:ONE', 'sku:TWO'])

  await mapTo(stage, 'product', 'sku:ONE', demoCatalogue[0]?.sku ?? '')
  await stage.quiet()
  expect((await stage.order(body.name))?.erp_state).toBe('parked')
  expect(await needs(stage)).toEqual([['product', 'sku:TWO', 1]])

  await mapTo(stage, 'product', 'sku:TWO', demoCatalogue[1]?.sku ?? '')
  await stage.becomes(body.name, 'confirmed')
})

test('a fall-back product frees everything that has none', async () => {
  await using stage = await aShopWithOdoo()
  const [unknown, nameless] = [...ordersOf(1, { sku: 'GONE' }), ...ordersOf(2, { sku: null }).slice(1)] as [
    OrderBody,
    OrderBody,
  ]
  await send(stage, unknown)
  await send(stage, nameless)
  await stage.becomes(unknown.name, 'parked')
  await stage.becomes(nameless.name, 'parked')

  expect(await mapTo(stage, 'fallback-product', '*', demoCatalogue[0]?.sku ?? '')).toBe(2)

  await stage.becomes(unknown.name, 'confirmed')
  await stage.becomes(nameless.name, 'confirmed')
})

test('a tax that the chart does not have is mapped to one that it has, to the smallest unit', async () => {
  await using stage = await aShopWithOdoo()
  const [body] = ordersOf(1, {}) as [OrderBody]
  const renamed = JSON.parse(
    toJson(body)
      .replaceAll('"CGST"', '"State levy"')
      .replaceAll('"SGST"', '"Town levy"')
      .replaceAll('"IGST"', '"Levy"'),
  )
  await send(stage, renamed)
  expect((await stage.becomes(body.name, 'parked')).reason_code).toBe('tax-unmapped')
  const keys = (await needs(stage)).map(([, key]) => key)
  expect(keys.length).toBeGreaterThan(0)

  for (const key of keys) {
    const percent = key
      .split(/[+,]/)
      .reduce((sum, part) => sum + Number(/([\d.]+)$/.exec(part.trim())?.[1] ?? 0) * 100, 0)
    await mapTo(stage, 'tax', key, `${Math.round(percent)}%`)
  }

  await stage.becomes(body.name, 'confirmed')
  expect(stage.odoo.saleOrders()).toMatchObject([{ amount_total: Number(body.total_price) }])
})

test('what is not there cannot be mapped to, and nothing is carried', async () => {
  await using stage = await aShopWithOdoo()
  const [body] = ordersOf(1, { sku: 'OLD-SKU' }) as [OrderBody]
  await send(stage, body)
  await stage.becomes(body.name, 'parked')

  await expect(mapTo(stage, 'product', 'sku:OLD-SKU', '999999')).rejects.toBeInstanceOf(AppError)

  await stage.quiet()
  expect((await stage.order(body.name))?.erp_state).toBe('parked')
})

test('a payment method nobody has mapped is noted once, and holds up nothing', async () => {
  await using stage = await aShopWithOdoo()
  const bodies = ordersOf(3, {})
  for (const body of bodies) await send(stage, body)
  for (const body of bodies) await stage.becomes(body.name, 'confirmed')

  const { rows } = await stage.hub.database.owner.query(`select source_key from mapping_needs where kind = 'gateway'`)
  expect(new Set(rows.map((row) => row.source_key)).size).toBe(rows.length)
  expect(rows.length).toBeGreaterThan(0)
  expect(await mapTo(stage, 'gateway', rows[0].source_key, 'Bank')).toBe(0)
})

test('what is mapped while an order is on its way is not waited for, what is not mapped is', async () => {
  await using stage = await aShopWithOdoo()
  const [body] = ordersOf(1, { sku: 'ONE' }) as [OrderBody]
  await send(stage, body)
  const { id } = await stage.becomes(body.name, 'parked')
  const { app } = stage.hub.floor
  const { tenantId } = stage.shop
  const [erp] = await app.withTenant(tenantId, (tx) => listErpConnections(tx, tenantId))
  const erpConnectionId = erp?.connectionId ?? ''
  const need = (sku: string) => ({ kind: 'product' as const, key: `sku:${sku}`, label: sku })

  const { at } = await app.withTenant(tenantId, (tx) => mappingsOf(tx, tenantId, erpConnectionId))
  await mapTo(stage, 'product', 'sku:TWO', demoCatalogue[1]?.sku ?? '')
  const parked = (skus: string[]): Promise<boolean> =>
    app.withTenant(tenantId, async (tx) => {
      await noteNeeds(tx, tenantId, erpConnectionId, id, skus.map(need), at)
      return !(await mappedMeanwhile(tx, tenantId, id))
    })

  expect(await parked(['TWO'])).toBe(false)
  expect(await parked(['TWO', 'THREE'])).toBe(true)
  expect(await needs(stage)).toEqual([['product', 'sku:THREE', 1]])
})

// Else an order that was being planned meanwhile would be noted to wait for it, and nobody would carry it again.
test('a mapping that had to wait for a plan is newer than that plan, whichever transaction began first', async () => {
  await using stage = await aShopWithOdoo()
  const { app, database } = { app: stage.hub.floor.app, database: stage.hub.database }
  const { tenantId, erp } = stage.shop
  const erpConnectionId = erp?.connectionId ?? ''
  const begun = Promise.withResolvers<void>()
  const planning = Promise.withResolvers<void>()
  const saving = app.withTenant(tenantId, async (tx) => {
    await tx.query('select 1')
    begun.resolve()
    await planning.promise
    await takeTurns(tx, tenantId)
    await upsertMapping(tx, tenantId, erpConnectionId, {
      kind: 'product',
      key: 'sku:A',
      targetId: '1',
      targetLabel: 'A',
    })
  })
  await begun.promise

  const { at } = await app.withTenant(tenantId, async (tx) => {
    const known = await mappingsOf(tx, tenantId, erpConnectionId)
    planning.resolve()
    return known
  })
  await saving

  const { rows } = await database.owner.query<{ updated_at: Date }>('select updated_at from mappings')
  expect(rows[0]?.updated_at.getTime()).toBeGreaterThanOrEqual(at.getTime())
})
