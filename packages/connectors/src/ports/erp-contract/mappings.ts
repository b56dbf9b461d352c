import { expect } from 'vitest'
import { anErpOrder, gst } from '../an-erp-order.ts'
import type { ErpPort } from '../erp.ts'
import type { MappingKind } from '../mapping-keys.ts'
import { aMug, carried, on, planned, type Start, written } from './steps.ts'

const vat: [string, string, string][] = [['VAT', '0.05', '5.00']]

export function mappings(start: Start): void {
  on(start, 'a refused order names the mappings that would mend it', async (erp, port) => {
    const order = anErpOrder({
      lines: [
        { sku: 'NOWHERE', title: 'Lamp', net: '10.00' },
        { sku: null, title: 'Gift wrap', kind: 'custom', net: '10.00', requiresShipping: true },
        { sku: erp.sku('twin'), title: 'Twin', net: '10.00' },
        { sku: erp.sku('mug'), net: '105.00', taxes: vat },
      ],
    })

    const [outcome] = await port.plan([order])

    expect(outcome?.ok === false && outcome.refusals.map(({ need }) => need)).toEqual([
      { kind: 'product', key: 'sku:NOWHERE', label: 'NOWHERE (Lamp)' },
      { kind: 'product', key: 'title:Gift wrap', label: 'Gift wrap' },
      { kind: 'product', key: `sku:${erp.sku('twin')}`, label: `${erp.sku('twin')} (Twin)` },
      { kind: 'tax', key: 'VAT 0.05, included', label: 'VAT 5 % (prices include tax)' },
    ])
  })

  on(
    start,
    'mapped SKUs, titles, taxes and two of one SKU are carried to what they are mapped to',
    async (erp, port) => {
      const mug = await choice(port, 'product', erp.sku('mug'))
      const cushion = await choice(port, 'product', erp.sku('cushion'))
      const gst5 = await choice(port, 'tax', '5%')
      const saved = [
        { kind: 'product' as const, key: 'sku:NOWHERE', targetId: mug },
        { kind: 'product' as const, key: 'title:Gift wrap', targetId: cushion },
        { kind: 'product' as const, key: `sku:${erp.sku('twin')}`, targetId: cushion },
        { kind: 'tax' as const, key: 'VAT 0.05, included', targetId: gst5 },
      ]
      const order = anErpOrder({
        lines: [
          { sku: 'NOWHERE', net: '105.00', taxes: vat },
          { sku: null, title: 'Gift wrap', kind: 'custom', net: '10.00', requiresShipping: true },
          { sku: erp.sku('twin'), quantity: 3, net: '100.00', taxes: [['VAT', '0.05', '4.77']] },
        ],
      })

      const state = await carried(mapping(port, saved), order)

      expect(state.amounts).toEqual({ currency: 'INR', untaxed: '20523', tax: '977', total: '21500' })
      expect(new Set(state.lines.map(({ productId }) => productId))).toEqual(new Set([mug, cushion]))
    },
  )

  on(start, 'a line without a product that is not shipped is a fee, unless its title is mapped', async (erp, port) => {
    const cushion = await choice(port, 'product', erp.sku('cushion'))
    const saved = [{ kind: 'product' as const, key: 'title:Pattern (PDF)', targetId: cushion }]
    const line = { sku: null, kind: 'fee' as const, requiresShipping: false }
    const order = anErpOrder({
      lines: [
        { ...line, title: 'Pattern (PDF)', net: '10.00' },
        { ...line, title: 'Gift wrap', net: '11.00' },
      ],
    })

    const state = await carried(mapping(port, saved), order)

    const [mapped, fee] = ['1000', '1100'].map((total) => state.lines.find((one) => one.total === total)?.productId)
    expect(mapped).toBe(cushion)
    expect(fee).toBe(await choice(port, 'product', 'CROSSDOCK-FEE'))
  })

  on(start, 'the fall-back product takes what nothing else takes, and only that', async (erp, port) => {
    const cushion = await choice(port, 'product', erp.sku('cushion'))
    const mug = await choice(port, 'product', erp.sku('mug'))
    const saved = [{ kind: 'fallback-product' as const, key: '*', targetId: cushion }]
    const order = anErpOrder({
      lines: [
        { sku: 'NOWHERE', net: '10.00' },
        { sku: null, net: '11.00' },
        { sku: erp.sku('mug'), net: '12.00' },
      ],
    })

    const state = await carried(mapping(port, saved), order)

    expect(state.lines.map(({ productId, total }) => [productId, total]).sort()).toEqual(
      [
        [cushion, '1000'],
        [cushion, '1100'],
        [mug, '1200'],
      ].sort(),
    )
  })

  on(start, 'a mapping to what was deleted by hand is a question, not a broken order', async (erp, port) => {
    const lamp = await choice(port, 'product', erp.sku('lamp'))
    await erp.deleteProduct(erp.sku('lamp'))
    const saved = [{ kind: 'product' as const, key: 'sku:NOWHERE', targetId: lamp }]

    const [outcome] = await port.plan([anErpOrder({ lines: [{ sku: 'NOWHERE', net: '10.00' }] })], { mappings: saved })

    expect(outcome).toMatchObject({
      ok: false,
      refusals: [{ code: 'mapping-broken', need: { kind: 'product', key: 'sku:NOWHERE' } }],
    })
    expect(await port.choices('product', { id: lamp })).toEqual([])
  })

  on(start, 'places are mapped to warehouses, and a warehouse that is not there is a question', async (erp, port) => {
    const [warehouse] = await port.choices('location', { search: '' })
    const counter = aMug(erp)
    counter.order.locationSourceId = '81200000001'
    const at = (targetId: string): { mappings: { kind: 'location'; key: string; targetId: string }[] } => ({
      mappings: [{ kind: 'location', key: '81200000001', targetId }],
    })

    const [there] = await port.plan([counter], at(warehouse?.id ?? ''))
    const [nowhere] = await port.plan([counter], at('999999'))

    expect(there?.ok).toBe(true)
    expect(nowhere).toMatchObject({ ok: false, refusals: [{ code: 'mapping-broken', need: { kind: 'location' } }] })
  })

  on(start, 'each kind of mapping has something to choose, found by id and by text', async (erp, port) => {
    for (const kind of ['product', 'fallback-product', 'tax', 'gateway', 'location'] as const) {
      const [first] = await port.choices(kind, { search: '' })
      expect(first, kind).toBeDefined()
      expect(await port.choices(kind, { id: first?.id ?? '' })).toEqual([first])
      expect(await port.choices(kind, { id: 'DROP' })).toEqual([])
    }
    expect(await port.choices('product', { search: erp.sku('mug') })).toHaveLength(1)
    expect(await port.choices('product', { search: 'NOTHING LIKE IT' })).toEqual([])
  })

  on(start, 'what was sent and never answered is found by its external id', async (erp, port) => {
    const documents = await planned(port, [aMug(erp), aMug(erp)])
    expect(await port.findOrders(documents)).toEqual([])

    const [erpId] = await written(port, documents.slice(0, 1))

    expect((await port.findOrders(documents)).map((state) => state.erpId)).toEqual([erpId])
  })

  on(start, 'tax names in any order are one mapping', async (erp, port) => {
    const taxes = [...gst('0.03', '3.00')]
    const [one] = await port.plan([anErpOrder({ lines: [{ sku: erp.sku('mug'), net: '106.00', taxes }] })])
    const [other] = await port.plan([
      anErpOrder({ lines: [{ sku: erp.sku('mug'), net: '106.00', taxes: taxes.toReversed() }] }),
    ])

    const key = (outcome: typeof one): string | undefined =>
      outcome?.ok === false ? outcome.refusals[0]?.need?.key : undefined
    expect(key(one)).toBe('CGST 0.03 + SGST 0.03, included')
    expect(key(other)).toBe(key(one))
  })
}

async function choice(port: ErpPort, kind: MappingKind, search: string): Promise<string> {
  const [first] = await port.choices(kind, { search })
  if (!first) throw new Error(`nothing to choose for ${kind} "${search}"`)
  return first.id
}

/** The port as the hub uses it for a connection with saved mappings. */
function mapping(port: ErpPort, mappings: { kind: MappingKind; key: string; targetId: string }[]): ErpPort {
  return { ...port, plan: (orders, call) => port.plan(orders, { ...call, mappings }) }
}
