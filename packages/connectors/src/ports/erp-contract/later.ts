import { expect } from 'vitest'
import { anAddress, anErpOrder, gst, revised } from '../an-erp-order.ts'
import { aMug, bag, on, planned, type Start, written } from './steps.ts'

export function later(start: Start): void {
  on(start, 'a later revision replaces the draft, and doing it twice changes nothing more', async (erp, port) => {
    const before = anErpOrder({ lines: [{ sku: erp.sku('saree'), net: '1050.00', taxes: gst('0.025', '25.00') }] })
    const [id] = await written(port, await planned(port, [before]))
    const after = revised(before, [
      { sku: erp.sku('cushion'), quantity: 4, net: '1662.80', taxes: gst('0.025', '39.59') },
      { kind: 'shipping', net: '99.00', taxes: gst('0.09', '7.55') },
    ])
    const moved = anAddress({ city: 'Mumbai', postalCode: '400001', regionCode: 'MH', regionName: 'Maharashtra' })
    const order = { ...after.order, shippingAddress: moved }
    const [document] = await planned(port, [{ ...after, order, shippingKey: `${before.shippingKey}-moved` }])

    await port.rewriteDraft(id, document)
    await port.rewriteDraft(id, document)

    const [state] = await port.readOrders([id])
    expect(state).toMatchObject({ state: 'draft', amounts: document.expected })
    expect(bag(state?.lines ?? [])).toEqual(bag(document.lines))
    const { billing, shipping } = await erp.contacts(id)
    expect([billing.state, shipping.state]).toEqual(['Karnataka', 'Maharashtra'])
    expect(await erp.countOrders(before.order.sourceId)).toBe(1)
  })

  on(start, 'a confirmed or deleted order is not rewritten', async (erp, port) => {
    const documents = await planned(port, [aMug(erp), aMug(erp)])
    const [confirmed, deleted] = await written(port, documents)
    await port.confirm([confirmed])
    await erp.deleteOrder(deleted as string)

    const changed = await port.rewriteDraft(confirmed, documents[0]).catch((thrown: unknown) => thrown)
    const vanished = await port.rewriteDraft(deleted as string, documents[0]).catch((thrown: unknown) => thrown)

    expect(changed).toMatchObject({ code: 'changed-after-confirmation' })
    expect(vanished).toMatchObject({ code: 'erp-order-vanished' })
  })

  on(start, 'an id the ERP no longer has is absent, and cancelling it is harmless', async (erp, port) => {
    const [id, kept] = await written(port, await planned(port, [aMug(erp), aMug(erp)]))
    await erp.deleteOrder(id)

    expect((await port.readOrders([id, kept as string])).map(({ erpId }) => erpId)).toEqual([kept])
    expect((await port.readReservations([id, kept as string])).map(({ erpId }) => erpId)).toEqual([kept])
    await port.cancel([id, kept as string])
    expect((await port.readOrders([kept as string]))[0]?.state).toBe('cancelled')
  })

  on(start, 'nothing asked is nothing done', async (_, port) => {
    expect(await port.plan([])).toEqual([])
    expect(await port.writeDrafts([])).toEqual([])
    expect(await port.readOrders([])).toEqual([])
    expect(await port.readReservations([])).toEqual([])
    expect(await port.confirm([])).toEqual({ outcome: 'confirmed' })
    await port.cancel([])
  })
}
