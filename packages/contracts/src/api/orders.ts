import { z } from 'zod'
import { directOrder } from '../direct-order.ts'
import { paymentStatus } from '../order.ts'
import { operation } from './operation.ts'
import { orderDocument, sampleDocument } from './order-document.ts'
import { sample, sampleTime } from './samples.ts'
import { cause, id, instant, money, oneQuery, page, pageQuery, text } from './values.ts'

export const erpState = z.enum(['recorded', 'waiting', 'parked', 'held', 'confirmed', 'short', 'cancelled']).meta({
  id: 'ErpState',
  description:
    'recorded: kept, not carried. waiting: on its way. held: a draft that waits for payment or verification. confirmed. short: confirmed, stock not fully reserved. parked: a person has to mend something. cancelled.',
})

const summaryShape = {
  id,
  connectionId: id,
  sourceId: z.string().meta({ description: 'The channel’s own id.' }),
  name: z.string().meta({ description: 'The label people use, "#1042".' }),
  state: z.enum(['open', 'cancelled']),
  paymentStatus,
  erpState,
  reason: cause.nullable().meta({ description: 'Why it is recorded only, held or parked.' }),
  total: money,
  tax: money,
  presentmentTotal: money.meta({ description: 'As the customer sees it.' }),
  test: z.boolean(),
  placedAt: instant,
  updatedAt: instant.meta({ description: 'When it last changed here.' }),
  editedAt: instant.nullable(),
  deletedAt: instant.nullable().meta({ description: 'Deleted in the channel.' }),
  mayBeOutdated: z.boolean().meta({ description: 'The channel has to send it again, or to be asked.' }),
  revision: z.int().meta({ description: 'Rises when what the ERP must hold changes.' }),
  correlationId: id,
}

export const orderSummary = z.strictObject(summaryShape).meta({ id: 'OrderSummary' })
export type OrderSummaryJson = z.input<typeof orderSummary>

const erpDocument = z
  .strictObject({
    connectionId: id,
    revision: z.int(),
    state: z.enum(['planned', 'sent', 'loaded', 'confirmed', 'short', 'cancelled', 'done']),
    erpId: z.string().nullable(),
    erpName: z.string().nullable().meta({ description: 'The ERP’s own label, "S00042".' }),
    updatedAt: instant,
  })
  .meta({ id: 'ErpDocument', description: 'One revision of an order in an ERP.' })

export const order = z
  .strictObject({
    ...summaryShape,
    erpDocuments: z.array(erpDocument),
    document: orderDocument,
    peopleHidden: z
      .boolean()
      .meta({ description: 'The key has no right to people: their data is left out of the document.' }),
  })
  .meta({ id: 'Order' })
export type OrderJson = z.input<typeof order>

const shown: OrderSummaryJson = {
  id: sample.order,
  connectionId: sample.shop,
  sourceId: '6201122334455',
  name: '#1042',
  state: 'open',
  paymentStatus: 'paid',
  erpState: 'confirmed',
  reason: null,
  total: { amount: '384410', currency: 'INR' },
  tax: { amount: '18305', currency: 'INR' },
  presentmentTotal: { amount: '384410', currency: 'INR' },
  test: false,
  placedAt: sampleTime,
  updatedAt: sampleTime,
  editedAt: null,
  deletedAt: null,
  mayBeOutdated: false,
  revision: 1,
  correlationId: sample.correlation,
}
const parked: OrderSummaryJson = {
  ...shown,
  id: sample.parkedOrder,
  sourceId: '6201122334466',
  name: '#1043',
  erpState: 'parked',
  reason: {
    code: 'sku-unknown',
    say: 'The ERP has no product with SKU NO-SUCH-SKU ("Brass lamp" in #1043). Map the SKU to a product, or create it there with the internal reference NO-SUCH-SKU and replay.',
  },
}

const orderId = z.strictObject({ orderId: id })

export const listOrders = operation({
  id: 'listOrders',
  method: 'GET',
  path: '/orders',
  tag: 'Orders',
  scope: 'orders:read',
  summary: 'List orders',
  description:
    'Newest first unless `sort` says otherwise. To follow changes, sort by `updatedAt` and go on from the last cursor; an order that changes again comes again.',
  query: pageQuery.extend({
    sort: z.enum(['-placedAt', 'placedAt', '-updatedAt', 'updatedAt']).default('-placedAt').meta({
      description: 'A minus: the latest first.',
    }),
    state: z.enum(['open', 'cancelled']).optional(),
    erpState: erpState.optional(),
    connectionId: id.optional(),
    sourceId: text(200)
      .optional()
      .meta({ description: 'The channel’s own id, exactly. Together with `connectionId`.' }),
    text: text(200)
      .optional()
      .meta({ description: 'A label ("#1042" or "1042"), the channel’s id, or ours. Whole words.' }),
    from: instant.optional().meta({ description: 'At this time or later, by the time that is sorted by.' }),
    to: instant.optional().meta({ description: 'Before this time.' }),
  }),
  answer: page(orderSummary),
  examples: {
    latest: { summary: 'The latest', query: { limit: 2 }, answer: { items: [parked, shown], next: null } },
    parked: { summary: 'What is parked', query: { erpState: 'parked' }, answer: { items: [parked], next: null } },
    bySource: {
      summary: 'By the channel’s own id',
      query: { connectionId: sample.shop, sourceId: '6201122334455' },
      answer: { items: [shown], next: null },
    },
    byLabel: { summary: 'By its label', query: { text: '1042' }, answer: { items: [shown], next: null } },
    sparse: {
      summary: 'Only some fields',
      query: { fields: 'id,name,erpState', sort: 'updatedAt', from: '2026-01-01T00:00:00Z' },
      answer: {
        items: [{ id: sample.order, name: '#1042', erpState: 'confirmed' } as OrderSummaryJson],
        next: null,
      },
    },
  },
})

const handedInOrder = z
  .strictObject({
    eventId: id,
    connectionId: id,
    sourceId: z.string().meta({ description: 'Yours, or the one that was made of the idempotency key.' }),
    links: z.strictObject({
      event: z.string().meta({ description: 'The event it was recorded as, and how the work on it fares.' }),
      order: z.string().meta({ description: 'Finds the order, as soon as the event was worked off.' }),
    }),
  })
  .meta({ id: 'HandedInOrder' })
export type HandedInOrderJson = z.input<typeof handedInOrder>

const handedIn = (sourceId: string): HandedInOrderJson => ({
  eventId: sample.event,
  connectionId: sample.direct,
  sourceId,
  links: {
    event: `/v1/tenants/demo/events/${sample.event}`,
    order: `/v1/tenants/demo/orders?connectionId=${sample.direct}&sourceId=${sourceId}`,
  },
})

const newOrder = directOrder
  .extend({ connectionId: id.meta({ description: 'A connection of the provider `direct`.' }) })
  .meta({ id: 'NewOrder' })

const paidOrder: z.input<typeof newOrder> = {
  connectionId: sample.direct,
  sourceId: 'S-2001',
  name: 'S-2001',
  placedAt: '2026-11-20T15:00:00+05:30',
  currency: 'INR',
  taxesIncluded: true,
  payment: { status: 'paid', gateways: ['Razorpay'] },
  customer: { name: 'A Buyer', phone: '09000000003' },
  shippingAddress: {
    name: 'A Buyer',
    line1: '1 Example Road',
    city: 'Pune',
    postalCode: '411001',
    regionCode: 'MH',
    countryCode: 'IN',
    phone: '09000000003',
  },
  lines: [
    {
      sku: 'DIY-BRS',
      title: 'Brass Diya',
      quantity: 2,
      unitPrice: '11800',
      taxes: [
        { title: 'CGST', rate: '0.09', amount: '1800' },
        { title: 'SGST', rate: '0.09', amount: '1800' },
      ],
    },
  ],
  totals: { total: '23600', tax: '3600' },
}

export const createOrder = operation({
  id: 'createOrder',
  method: 'POST',
  path: '/orders',
  tag: 'Orders',
  scope: 'orders:write',
  summary: 'Hand in an order of your own shop or chat',
  description:
    'For connections of the provider `direct`. What the order charged is the truth, so it says every amount, and they have to add up: what does not is refused with the sentence that says why, and nothing is recorded. Answered as soon as the order is recorded; it is carried to the ERP by itself. A later version of an order (paid, cancelled) is handed in whole under another key and the same `sourceId`, and the one with the newest `updatedAt` holds.',
  body: newOrder,
  answer: handedInOrder,
  status: 202,
  location: ({ eventId }) => `/events/${eventId}`,
  needsKey: true,
  bodyLimitBytes: 1024 * 1024,
  errors: ['conflict', 'order-does-not-add-up', 'currency-unknown'],
  examples: {
    paid: { summary: 'Paid, tax included', key: 'S-2001-v1', body: paidOrder, answer: handedIn('S-2001') },
    cashOnDelivery: {
      summary: 'Placed in a chat, to be paid on delivery, tax on top',
      key: 'chat-77-v1',
      body: {
        ...paidOrder,
        sourceId: 'chat-77',
        name: 'C-77',
        source: 'chat',
        taxesIncluded: false,
        payment: { status: 'pending', gateways: ['Cash on delivery'], cashOnDelivery: true },
        lines: [
          {
            sku: 'DIY-BRS',
            title: 'Brass Diya',
            unitPrice: '10000',
            taxes: [{ title: 'IGST', rate: '0.18', amount: '1800' }],
          },
          { kind: 'shipping', title: 'Courier', unitPrice: '5000' },
        ],
        totals: { total: '16800', tax: '1800' },
      },
      answer: handedIn('chat-77'),
    },
    cancelled: {
      summary: 'The same order, cancelled later: another key, the same sourceId',
      key: 'S-2001-v2',
      body: { ...paidOrder, cancelledAt: '2026-11-20T16:00:00+05:30', cancelReason: 'The customer changed their mind' },
      answer: handedIn('S-2001'),
    },
  },
})

export const getOrder = operation({
  id: 'getOrder',
  method: 'GET',
  path: '/orders/{orderId}',
  tag: 'Orders',
  scope: 'orders:read',
  summary: 'One order, as the channel charged it',
  description: 'Names, addresses, phones, e-mail addresses and notes are left out unless the key has `people:read`.',
  params: orderId,
  query: oneQuery,
  answer: order,
  examples: {
    masked: {
      summary: 'To a key without people:read',
      params: { orderId: sample.order },
      answer: {
        ...shown,
        erpDocuments: [
          {
            connectionId: sample.erp,
            revision: 1,
            state: 'confirmed',
            erpId: '42',
            erpName: 'S00042',
            updatedAt: sampleTime,
          },
        ],
        document: sampleDocument,
        peopleHidden: true,
      },
    },
  },
})

const entry = z
  .strictObject({ id, at: instant, kind: z.string(), message: z.string(), correlationId: id })
  .meta({ id: 'TimelineEntry' })

export const listOrderTimeline = operation({
  id: 'listOrderTimeline',
  method: 'GET',
  path: '/orders/{orderId}/timeline',
  tag: 'Orders',
  scope: 'orders:read',
  summary: 'What happened to an order, in sentences, oldest first',
  params: orderId,
  query: pageQuery,
  answer: page(entry),
  examples: {
    story: {
      summary: 'Its story',
      params: { orderId: sample.order },
      answer: {
        items: [
          {
            id: sample.entry,
            at: sampleTime,
            kind: 'received',
            message: 'Received from Demo shop (orders/create).',
            correlationId: sample.correlation,
          },
        ],
        next: null,
      },
    },
  },
})

const refund = z
  .strictObject({
    sourceId: z.string(),
    at: instant.nullable(),
    money: money
      .nullable()
      .meta({ description: 'What went back, in the shop’s currency; null when the channel does not tell.' }),
    presentment: money.nullable(),
    pending: money.nullable().meta({ description: 'On its way back.' }),
    pieces: z.int(),
    restocked: z.int(),
  })
  .meta({ id: 'Refund' })

export const listOrderRefunds = operation({
  id: 'listOrderRefunds',
  method: 'GET',
  path: '/orders/{orderId}/refunds',
  tag: 'Orders',
  scope: 'orders:read',
  summary: 'Refunds of an order, as the channel told them',
  description: 'Recorded, and not booked in the ERP yet.',
  params: orderId,
  query: pageQuery,
  answer: page(refund),
  examples: {
    one: {
      summary: 'Its refunds',
      params: { orderId: sample.order },
      answer: {
        items: [
          {
            sourceId: '990011',
            at: sampleTime,
            money: { amount: '128000', currency: 'INR' },
            presentment: null,
            pending: null,
            pieces: 1,
            restocked: 1,
          },
        ],
        next: null,
      },
    },
  },
})
