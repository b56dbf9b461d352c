import { z } from 'zod'
import { operation } from './operation.ts'
import { sample, sampleTime } from './samples.ts'
import { cause, id, instant, oneQuery, page, pageQuery, text } from './values.ts'

const eventShape = {
  id,
  connectionId: id,
  topic: z.string().meta({ description: 'As the channel names it: orders/create.' }),
  subject: z
    .strictObject({ kind: z.string(), id: z.string() })
    .nullable()
    .meta({ description: 'What it is about, by the channel’s own id.' }),
  occurredAt: instant.nullable().meta({ description: 'When its subject last changed, as the channel says.' }),
  triggeredAt: instant.nullable().meta({ description: 'When the channel raised it, as it says.' }),
  receivedAt: instant,
  deliveryId: id,
  correlationId: id,
}

export const inboxEvent = z.strictObject(eventShape).meta({ id: 'Event' })
export type InboxEventJson = z.input<typeof inboxEvent>

const inboxEventWithWork = z
  .strictObject({
    ...eventShape,
    work: z
      .array(
        z.strictObject({
          id,
          kind: z.string(),
          state: z.enum(['waiting', 'done', 'dead', 'dismissed']),
          attempts: z.int(),
          nextAt: instant.nullable(),
          cause: cause.nullable().meta({ description: 'Of the last failure.' }),
        }),
      )
      .meta({ description: 'What followed from it. Done work is forgotten after a month.' }),
  })
  .meta({ id: 'EventWithWork' })

const shown: InboxEventJson = {
  id: sample.event,
  connectionId: sample.shop,
  topic: 'orders/create',
  subject: { kind: 'order', id: '6201122334455' },
  occurredAt: sampleTime,
  triggeredAt: sampleTime,
  receivedAt: sampleTime,
  deliveryId: sample.delivery,
  correlationId: sample.correlation,
}

export const listEvents = operation({
  id: 'listEvents',
  method: 'GET',
  path: '/events',
  tag: 'Inbox',
  scope: 'events:read',
  summary: 'List what was heard, newest first',
  query: pageQuery.extend({
    connectionId: id.optional(),
    subjectId: text(200)
      .optional()
      .meta({ description: 'The channel’s own id of an order. Together with `connectionId`.' }),
    from: instant.optional().meta({ description: 'Received at this time or later.' }),
    to: instant.optional().meta({ description: 'Received before this time.' }),
  }),
  answer: page(inboxEvent),
  examples: {
    latest: { summary: 'The latest', answer: { items: [shown], next: null } },
    ofAnOrder: {
      summary: 'All that was heard of an order',
      query: { connectionId: sample.shop, subjectId: '6201122334455' },
      answer: { items: [shown], next: null },
    },
  },
})

export const getEvent = operation({
  id: 'getEvent',
  method: 'GET',
  path: '/events/{eventId}',
  tag: 'Inbox',
  scope: 'events:read',
  summary: 'One event, and what followed from it',
  params: z.strictObject({ eventId: id }),
  query: oneQuery,
  answer: inboxEventWithWork,
  examples: {
    one: {
      summary: 'An event that became an order',
      params: { eventId: sample.event },
      answer: {
        ...shown,
        work: [{ id: sample.letter, kind: 'orders.import', state: 'done', attempts: 1, nextAt: null, cause: null }],
      },
    },
  },
})

const delivery = z
  .strictObject({
    id,
    endpointId: id,
    receivedAt: instant,
    bodyBytes: z.int(),
    headers: z
      .record(z.string(), z.string())
      .meta({ description: 'Those that are kept; no signature, nothing of the caller.' }),
  })
  .meta({ id: 'Delivery' })
export type DeliveryJson = z.input<typeof delivery>

const shownDelivery: DeliveryJson = {
  id: sample.delivery,
  endpointId: sample.endpoint,
  receivedAt: sampleTime,
  bodyBytes: 5_321,
  headers: { 'content-type': 'application/json', 'x-shopify-topic': 'orders/create' },
}

const deliveryId = z.strictObject({ deliveryId: id })

export const listDeliveries = operation({
  id: 'listDeliveries',
  method: 'GET',
  path: '/deliveries',
  tag: 'Inbox',
  scope: 'events:read',
  summary: 'List calls of channels that brought something new, newest first',
  description: 'Kept for DELIVERY_RETENTION_DAYS.',
  query: pageQuery,
  answer: page(delivery),
  examples: { latest: { summary: 'The latest', answer: { items: [shownDelivery], next: null } } },
})

export const getDelivery = operation({
  id: 'getDelivery',
  method: 'GET',
  path: '/deliveries/{deliveryId}',
  tag: 'Inbox',
  scope: 'events:read',
  summary: 'One delivery, without its body',
  params: deliveryId,
  query: oneQuery,
  answer: delivery,
  examples: { one: { summary: 'One', params: { deliveryId: sample.delivery }, answer: shownDelivery } },
})

export const getDeliveryBody = operation({
  id: 'getDeliveryBody',
  method: 'GET',
  path: '/deliveries/{deliveryId}/body',
  tag: 'Inbox',
  scope: 'bodies:read',
  summary: 'The body of a delivery as it came',
  description: 'Holds personal data. Always answered as bytes, whatever the channel called it.',
  params: deliveryId,
  answer: z
    .custom<Uint8Array>((one) => one instanceof Uint8Array)
    .meta({ override: { type: 'string', format: 'binary' } }),
  form: 'bytes',
  examples: {
    bytes: { summary: 'As it came', params: { deliveryId: sample.delivery }, answer: new Uint8Array() },
  },
})
