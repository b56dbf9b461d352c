import { expect } from 'vitest'
import { anAddress, anErpOrder } from '../an-erp-order.ts'
import { aMug, on, planned, type Start, written } from './steps.ts'

export function people(start: Start): void {
  on(start, 'person, billing and delivery address are three records, with country and state', async (erp, port) => {
    const order = anErpOrder({
      lines: [{ sku: erp.sku('mug'), net: '10.00' }],
      shippingAddress: anAddress({ name: 'Farhan Shaikh', city: 'Hyderabad', regionCode: 'TG', regionName: null }),
    })

    const [id] = await written(port, await planned(port, [order]))

    const { customer, billing, shipping } = await erp.contacts(id)
    expect(customer).toMatchObject({ name: 'Ananya Rao', email: 'ananya.rao@example.com', phone: '+919000000001' })
    expect(billing).toMatchObject({ street: '14 Example Layout, 3rd Cross', zip: '560001', state: 'Karnataka' })
    expect(shipping).toMatchObject({ name: 'Farhan Shaikh', city: 'Hyderabad', state: 'Telangana', country: 'India' })
    expect(new Set([customer.id, billing.id, shipping.id]).size).toBe(3)
  })

  on(start, 'the same person and address are the same records in the next order', async (erp, port) => {
    const first = aMug(erp)
    const second = { ...aMug(erp), customerKey: first.customerKey, shippingKey: first.shippingKey }

    const [one, two] = await written(port, await planned(port, [first, second]))

    const [before, after] = [await erp.contacts(one), await erp.contacts(two as string)]
    expect(after.customer.id).toBe(before.customer.id)
    expect(after.shipping.id).toBe(before.shipping.id)
    expect(after.billing.id).not.toBe(before.billing.id)
  })

  on(start, 'one address for the bill and the parcel is one record', async (erp, port) => {
    const order = aMug(erp)

    const [id] = await written(port, await planned(port, [{ ...order, shippingKey: order.billingKey }]))

    const { customer, billing, shipping } = await erp.contacts(id)
    expect(billing).toMatchObject({ street: '14 Example Layout, 3rd Cross', zip: '560001', state: 'Karnataka' })
    expect(shipping.id).toBe(billing.id)
    expect(customer.id).not.toBe(billing.id)
  })

  on(start, 'orders of nobody share one walk-in customer', async (erp, port) => {
    const nobody = { customer: null, billingAddress: null, shippingAddress: null }
    const orders = [1, 2].map(() => anErpOrder({ lines: [{ sku: erp.sku('mug'), net: '10.00' }], ...nobody }))

    const [one, two] = await written(port, await planned(port, orders))

    const { customer, shipping } = await erp.contacts(one)
    expect(customer.name).toBe('Walk-in customer')
    expect(shipping.id).toBe(customer.id)
    expect((await erp.contacts(two as string)).customer.id).toBe(customer.id)
  })
}
