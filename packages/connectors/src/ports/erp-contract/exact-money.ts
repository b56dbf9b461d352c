import { expect } from 'vitest'
import { anErpOrder, gst, igst, manyOrders } from '../an-erp-order.ts'
import { aMug, bag, carried, on, planned, type Start, written } from './steps.ts'

export function exactMoney(start: Start): void {
  on(start, 'CGST and SGST within the price, discounts that do not divide, shipping', async (erp, port) => {
    const order = anErpOrder({
      lines: [
        { sku: erp.sku('saree'), net: '2082.30', taxes: gst('0.025', '49.58') },
        { sku: erp.sku('cushion'), quantity: 4, net: '1662.80', taxes: gst('0.025', '39.59') },
        { kind: 'shipping', net: '99.00', taxes: gst('0.09', '7.55') },
      ],
    })

    const state = await carried(port, order)

    expect(state.amounts).toEqual({ currency: 'INR', untaxed: '365066', tax: '19344', total: '384410' })
  })

  on(start, 'IGST within the price, a fee without a product, shipping for free', async (erp, port) => {
    const order = anErpOrder({
      lines: [
        { sku: erp.sku('saree'), net: '1199.00', taxes: igst('0.05', '57.10') },
        { kind: 'custom', title: 'COD fee', net: '49.00', taxes: igst('0.18', '7.47'), requiresShipping: false },
        { kind: 'shipping', net: '0.00' },
      ],
    })

    const state = await carried(port, order)

    expect(state.amounts).toEqual({ currency: 'INR', untaxed: '118343', tax: '6457', total: '124800' })
    expect(state.lines).toHaveLength(2)
  })

  on(start, 'a tax whose name in the chart is incomplete', async (erp, port) => {
    // India's 28 % group of Odoo 19.0 has the parts "14% CGST S" and "14% GST S".
    const state = await carried(
      port,
      anErpOrder({ lines: [{ sku: erp.sku('saree'), quantity: 3, net: '1000.00', taxes: gst('0.14', '109.38') }] }),
    )

    expect(state.amounts).toEqual({ currency: 'INR', untaxed: '78124', tax: '21876', total: '100000' })
  })

  on(start, 'tax on top of prices that do not divide', async (erp, port) => {
    const order = anErpOrder({
      taxesIncluded: false,
      lines: [
        { sku: erp.sku('saree'), quantity: 5, net: '1545.71', taxes: igst('0.05', '77.29') },
        { sku: erp.sku('cushion'), quantity: 3, net: '100.00', taxes: gst('0.09', '9.00') },
      ],
    })

    const state = await carried(port, order)

    expect(state.amounts).toEqual({ currency: 'INR', untaxed: '164571', tax: '9529', total: '174100' })
  })

  on(start, 'prices with tax where the ERP only knows the tax on top', async (erp, port) => {
    const order = anErpOrder({
      lines: [{ sku: erp.sku('saree'), quantity: 3, net: '1000.00', taxes: gst('0.06', '53.57') }],
    })

    const state = await carried(port, order)

    expect(state.amounts).toEqual({ currency: 'INR', untaxed: '89286', tax: '10714', total: '100000' })
  })

  on(start, 'lines without tax that do not divide, a tip, a gift card, something for free', async (erp, port) => {
    const order = anErpOrder({
      lines: [
        { sku: erp.sku('cushion'), quantity: 3, net: '100.00' },
        { sku: erp.sku('saree'), net: '0.00', taxes: gst('0.025', '0.00') },
        { kind: 'tip', net: '20.00' },
        { kind: 'gift-card', quantity: 1, net: '500.00' },
        { kind: 'fee', net: '10.00', taxes: igst('0.18', '1.53') },
      ],
    })

    const state = await carried(port, order)

    expect(state.amounts).toEqual({ currency: 'INR', untaxed: '62847', tax: '153', total: '63000' })
  })

  on(start, 'an order of nothing but something for free', async (_, port) => {
    const free = { kind: 'fee' as const, title: 'Free consultation', net: '0.00', requiresShipping: false }

    const state = await carried(port, anErpOrder({ lines: [free, { kind: 'shipping', net: '0.00' }] }))

    expect(state.amounts).toEqual({ currency: 'INR', untaxed: '0', tax: '0', total: '0' })
    expect(state.lines).toMatchObject([{ quantity: 1, total: '0' }])
    expect(await port.confirm([state.erpId])).toEqual({ outcome: 'confirmed' })
  })

  on(start, 'an order of which nothing is left is refused, and the others are planned', async (erp, port) => {
    const removed = { sku: erp.sku('saree'), quantity: 0, net: '0.00' }
    const orders = [
      anErpOrder({ lines: [removed] }),
      anErpOrder({ lines: [removed, { kind: 'shipping', net: '0.00' }] }),
      aMug(erp),
    ]

    const outcomes = await port.plan(orders)

    const codes = outcomes.map((outcome) => (outcome.ok ? 'planned' : outcome.refusals.map(({ code }) => code).join()))
    expect(codes).toEqual(['order-empty', 'order-empty', 'planned'])
  })

  on(start, 'forty orders as channels round them, to the smallest unit in each line', async (erp, port) => {
    const documents = await planned(port, manyOrders(40, [erp.sku('saree'), erp.sku('cushion')]))

    const states = await port.readOrders(await written(port, documents))

    for (const [index, state] of states.entries()) {
      expect(state.amounts).toEqual(documents[index]?.expected)
      expect(bag(state.lines)).toEqual(bag(documents[index]?.lines ?? []))
    }
    expect(states).toHaveLength(40)
  })
}
