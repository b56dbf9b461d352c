import { expect } from 'vitest'
import { anErpOrder, revised } from '../an-erp-order.ts'
import type { ErpOrder, ErpPort } from '../erp.ts'
import { aMug, bag, on, planned, type Start, written } from './steps.ts'
import type { ErpUnderTest } from './under-test.ts'

/**
 * What staff delete, archive or merge over there between our steps: it ends as the right result or as a refusal that says
 * what to do, never as a second order.
 */
export function changedByHand(start: Start): void {
  on(start, 'a product archived after planning is still sold, and planned no more', async (erp, port) => {
    const order = aMug(erp)
    const [document] = await planned(port, [order])
    await erp.byHand.archiveProduct(erp.sku('mug'))

    const [id] = await written(port, [document])
    await port.rewriteDraft(id, document)
    await port.confirm([id])

    expect(await port.readReservations([id])).toMatchObject([{ reserved: true, moves: [{ sku: erp.sku('mug') }] }])
    expect((await port.readOrders([id]))[0]?.amounts).toEqual(document.expected)
    expect(await port.plan([aMug(erp)])).toMatchObject([{ ok: false, refusals: [{ code: 'sku-unknown' }] }])
  })

  on(start, 'a product deleted after planning: the rows are useless, a new plan says why', async (erp, port) => {
    const order = anErpOrder({ lines: [{ sku: erp.sku('lamp'), net: '5.00' }] })
    const [document] = await planned(port, [order])
    await erp.deleteProduct(erp.sku('lamp'))

    const [outcome] = await port.writeDrafts([document])

    expect(outcome).toMatchObject({ ok: false, refusals: [{ code: 'rows-outdated' }] })
    expect(await port.plan([order])).toMatchObject([{ ok: false, refusals: [{ code: 'sku-unknown' }] }])
    expect(await erp.countOrders(order.order.sourceId)).toBe(0)
  })

  on(start, 'a product deleted before a draft is rewritten leaves the draft as it was', async (erp, port) => {
    const before = aMug(erp)
    const [first] = await planned(port, [before])
    const [id] = await written(port, [first])
    const [second] = await planned(port, [revised(before, [{ sku: erp.sku('lamp'), net: '5.00' }])])
    await erp.deleteProduct(erp.sku('lamp'))

    await expect(port.rewriteDraft(id, second)).rejects.toMatchObject({ code: 'rows-outdated' })

    const [state] = await port.readOrders([id])
    expect(state?.amounts).toEqual(first.expected)
    expect(bag(state?.lines ?? [])).toEqual(bag(first.lines))
  })

  on(start, 'a customer archived between two orders keeps both', async (erp, port) => {
    const { first, second, customer } = await twoOrders(erp, port)
    await erp.byHand.archiveContact(customer)

    const [one, two] = [await send(port, first), await send(port, second)]

    expect((await erp.contacts(two)).customer.id).toBe(customer)
    expect(await port.confirm([one, two])).toEqual({ outcome: 'confirmed' })
    expect(await counts(erp, [first, second])).toEqual([1, 1])
  })

  on(start, 'a customer deleted between planning and sending is made again', async (erp, port) => {
    const { first, second, customer, one } = await twoOrders(erp, port)
    const [document] = await planned(port, [second])
    await erp.deleteOrder(one)
    await erp.byHand.deleteContact(customer)

    const [two] = await written(port, [document])

    const { customer: made, shipping } = await erp.contacts(two)
    expect(made).toMatchObject({ name: 'Ananya Rao', phone: '+919000000001' })
    expect(made.id).not.toBe(customer)
    expect(shipping.city).toBe('Bengaluru')
    expect(await counts(erp, [first, second])).toEqual([0, 1])
  })

  on(start, 'a customer merged into another gets the next order there', async (erp, port) => {
    const { first, second, customer } = await twoOrders(erp, port)
    const [document] = await planned(port, [second])
    const kept = await erp.byHand.mergeInto({ name: 'Ananya R. Rao' }, [customer])

    const [two] = await written(port, [document])

    expect((await erp.contacts(two)).customer).toMatchObject({ id: kept, name: 'Ananya R. Rao' })
    expect((await erp.contacts(await send(port, first))).customer.id).toBe(kept)
    expect(await counts(erp, [first, second])).toEqual([1, 1])
  })

  on(start, 'two of our customers merged into one: both names lead there, in one batch too', async (erp, port) => {
    const [ann, bob] = [aMug(erp), aMug(erp)]
    const [one, two] = await written(port, await planned(port, [ann, bob]))
    const people = [(await erp.contacts(one)).customer.id, (await erp.contacts(two as string)).customer.id]
    const next = [ann, bob].map((earlier) => ({ ...aMug(erp), customerKey: earlier.customerKey }))
    const documents = await planned(port, next)
    const kept = await erp.byHand.mergeInto({ name: 'Both' }, people)

    const [three, four] = await written(port, documents)

    const owners = [await erp.contacts(three), await erp.contacts(four as string)].map(({ customer }) => customer.id)
    expect(owners).toEqual([kept, kept])
    expect(await counts(erp, next)).toEqual([1, 1])
  })

  on(start, 'delivery and billing address merged into one', async (erp, port) => {
    const { second, billing, shipping } = await twoOrders(erp, port)
    const kept = await erp.byHand.mergeInto({ name: 'The only address' }, [billing, shipping])

    const contacts = await erp.contacts(await send(port, second))

    expect([contacts.billing.id, contacts.shipping.id]).toEqual([kept, kept])
  })

  on(start, 'a draft deleted before its confirmation holds up nobody else', async (erp, port) => {
    const [gone, kept] = await written(port, await planned(port, [aMug(erp), aMug(erp)]))
    await erp.deleteOrder(gone)

    expect(await port.confirm([gone, kept as string])).toMatchObject({ outcome: 'refused' })
    expect(await port.confirm([gone])).toMatchObject({ outcome: 'refused' })
    expect((await port.readOrders([gone, kept as string])).map(({ state }) => state)).toEqual(['draft'])
    expect(await port.confirm([kept as string])).toEqual({ outcome: 'confirmed' })
  })

  on(start, 'a draft cancelled by hand is not confirmed, not rewritten, not doubled', async (erp, port) => {
    const order = aMug(erp)
    const [document] = await planned(port, [order])
    const [id] = await written(port, [document])
    await erp.byHand.cancelOrder(id)

    expect(await port.confirm([id])).toMatchObject({ outcome: 'refused' })
    await expect(port.rewriteDraft(id, document)).rejects.toMatchObject({ code: 'changed-after-confirmation' })
    expect(await written(port, [document])).toEqual([id])
    expect((await port.readOrders([id]))[0]?.state).toBe('cancelled')
    expect(await counts(erp, [order])).toEqual([1])
  })

  on(start, 'a tax archived after planning still taxes what was planned, to the smallest unit', async (erp, port) => {
    const [document] = await planned(port, [aMug(erp)])
    await using _ = await erp.byHand.archiveTaxes(document)

    const [id] = await written(port, [document])

    const [state] = await port.readOrders([id])
    expect(state?.amounts).toEqual(document.expected)
    expect(await port.confirm([id])).toEqual({ outcome: 'confirmed' })
  })
}

interface Two {
  /** Sent already. */
  first: ErpOrder
  /** Of the same person, for the same addresses. */
  second: ErpOrder
  one: string
  customer: string
  billing: string
  shipping: string
}

async function twoOrders(erp: ErpUnderTest, port: ErpPort): Promise<Two> {
  const first = aMug(erp)
  const { customerKey, billingKey, shippingKey } = first
  const one = await send(port, first)
  const { customer, billing, shipping } = await erp.contacts(one)
  const second = { ...aMug(erp), customerKey, billingKey, shippingKey }
  return { first, second, one, customer: customer.id, billing: billing.id, shipping: shipping.id }
}

async function send(port: ErpPort, order: ErpOrder): Promise<string> {
  const [id] = await written(port, await planned(port, [order]))
  return id
}

function counts(erp: ErpUnderTest, orders: ErpOrder[]): Promise<number[]> {
  return Promise.all(orders.map(({ order }) => erp.countOrders(order.sourceId)))
}
