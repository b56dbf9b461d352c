import { expect } from 'vitest'
import { anErpOrder } from '../an-erp-order.ts'
import { aMug, on, planned, type Start } from './steps.ts'

export function refusals(start: Start): void {
  on(start, 'each refusal names its cause, and the others are planned', async (erp, port) => {
    const orders = [
      anErpOrder({ lines: [{ sku: 'NOWHERE', net: '10.00' }] }),
      anErpOrder({ lines: [{ sku: null, net: '10.00' }] }),
      anErpOrder({ lines: [{ sku: erp.sku('twin'), net: '10.00' }] }),
      anErpOrder({ lines: [{ sku: erp.sku('mug'), net: '120.00', taxes: [['VAT', '0.2', '20.00']] }] }),
      anErpOrder({ lines: [{ kind: 'custom', sku: null, net: '10.00', requiresShipping: true }] }),
      anErpOrder({ currency: 'EUR', lines: [{ sku: erp.sku('mug'), net: '10.00' }] }),
      aMug(erp),
    ]

    const outcomes = await port.plan(orders)

    const codes = outcomes.map((outcome) => (outcome.ok ? 'planned' : outcome.refusals.map(({ code }) => code).join()))
    expect(codes).toEqual([
      'sku-unknown',
      'sku-missing',
      'sku-ambiguous',
      'tax-unmapped',
      'sku-missing',
      'currency-not-in-erp',
      'planned',
    ])
    expect(outcomes.map(({ orderId }) => orderId)).toEqual(orders.map(({ orderId }) => orderId))
  })

  on(start, 'an order says everything that is wrong with it at once', async (erp, port) => {
    const lines = [
      { sku: 'NOWHERE', title: 'Lamp', net: '10.00' },
      {
        sku: erp.sku('mug'),
        title: 'Mug',
        net: '120.00',
        taxes: [['VAT', '0.2', '20.00']] as [string, string, string][],
      },
    ]

    const [outcome] = await port.plan([anErpOrder({ lines })])

    expect(outcome).toMatchObject({
      ok: false,
      refusals: [
        { code: 'sku-unknown', facts: { sku: 'NOWHERE', title: 'Lamp' } },
        { code: 'tax-unmapped', facts: { title: 'Mug' } },
      ],
    })
  })

  on(start, 'a row that went bad after planning is refused alone', async (erp, port) => {
    const orders = [aMug(erp), aMug(erp), anErpOrder({ lines: [{ sku: erp.sku('lamp'), net: '5.00' }] }), aMug(erp)]
    const documents = await planned(port, orders)
    await erp.deleteProduct(erp.sku('lamp'))

    const outcomes = await port.writeDrafts(documents)

    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false, true])
    expect(outcomes[2]).toMatchObject({ orderId: orders[2]?.orderId, refusals: [{ code: 'rows-outdated' }] })
    expect(await erp.countOrders(orders[2]?.order.sourceId ?? '')).toBe(0)
    expect(await erp.countOrders(orders[3]?.order.sourceId ?? '')).toBe(1)
  })
}
