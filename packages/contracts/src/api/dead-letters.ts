import { z } from 'zod'
import { operation } from './operation.ts'
import { sample, sampleTime } from './samples.ts'
import { id, instant, money, page, pageQuery, text } from './values.ts'

const code = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,60}$/)
  .meta({ description: 'A code of the error table.' })

const group = z
  .strictObject({
    cause: z.string(),
    title: z.string(),
    remedy: z.string().meta({ description: 'What a person does about all of them.' }),
    letters: z.int(),
    oldestAt: instant,
    orders: z.array(z.string()).meta({ description: 'Labels of some orders it concerns, newest first.' }),
    example: z.string(),
  })
  .meta({ id: 'DeadLetterCause' })

const unknownSku =
  'The ERP has no product with SKU NO-SUCH-SKU ("Brass lamp" in #1043). Map the SKU to a product, or create it there with the internal reference NO-SUCH-SKU and replay.'

export const listDeadLetterCauses = operation({
  id: 'listDeadLetterCauses',
  method: 'GET',
  path: '/dead-letters/causes',
  tag: 'Dead letters',
  scope: 'dead-letters:read',
  summary: 'What is parked, by cause, most first',
  description: 'One entry a cause; there are only as many as the error table has codes.',
  answer: z.strictObject({ items: z.array(group) }),
  examples: {
    all: {
      summary: 'By cause',
      answer: {
        items: [
          {
            cause: 'sku-unknown',
            title: 'SKUs the ERP does not have',
            remedy:
              'Map each SKU to a product: what waits is carried by itself. Or create the product in the ERP with that internal reference and replay.',
            letters: 1,
            oldestAt: sampleTime,
            orders: ['#1043'],
            example: unknownSku,
          },
        ],
      },
    },
  },
})

const letter = z
  .strictObject({
    id,
    cause: z.string(),
    say: z.string(),
    orderId: id
      .nullable()
      .meta({ description: 'Null where an event has to be read again, or the channel to be asked.' }),
    orderName: z.string().nullable(),
    at: instant,
  })
  .meta({ id: 'DeadLetter' })

export const listDeadLetters = operation({
  id: 'listDeadLetters',
  method: 'GET',
  path: '/dead-letters',
  tag: 'Dead letters',
  scope: 'dead-letters:read',
  summary: 'List what is parked, newest first',
  query: pageQuery.extend({ cause: code.optional() }),
  answer: page(letter),
  examples: {
    ofACause: {
      summary: 'Of one cause',
      query: { cause: 'sku-unknown' },
      answer: {
        items: [
          {
            id: sample.letter,
            cause: 'sku-unknown',
            say: unknownSku,
            orderId: sample.parkedOrder,
            orderName: '#1043',
            at: sampleTime,
          },
        ],
        next: null,
      },
    },
  },
})

export const selection = z
  .union([
    z.strictObject({ id }),
    z.strictObject({ orderId: id }),
    z.strictObject({ cause: code }),
    z.strictObject({ all: z.literal(true) }),
  ])
  .meta({
    id: 'DeadLetterSelection',
    description: 'One letter, those of an order and its events, those of a cause, or all.',
  })
export type Selection = z.output<typeof selection>

const wouldBe = z
  .strictObject({
    orderId: id,
    orderName: z.string(),
    would: z.enum(['refuse', 'create', 'rewrite', 'confirm', 'cancel', 'leave']),
    refusals: z.array(z.string()).meta({ description: 'Why it would be refused again.' }),
    toSend: z
      .strictObject({
        total: money,
        tax: money,
        lines: z.array(
          z.strictObject({ name: z.string(), productId: z.string().nullable(), quantity: z.number(), total: money }),
        ),
      })
      .nullable(),
    there: z
      .strictObject({
        erpId: z.string(),
        name: z.string(),
        state: z.enum(['draft', 'confirmed', 'cancelled']),
        total: money,
        started: z.boolean(),
      })
      .nullable()
      .meta({ description: 'What the ERP holds of it now.' }),
  })
  .meta({ id: 'DryRun' })

export const dryRunDeadLetters = operation({
  id: 'dryRunDeadLetters',
  method: 'POST',
  path: '/dead-letters/dry-run',
  tag: 'Dead letters',
  scope: 'dead-letters:read',
  summary: 'What a replay would do, order by order',
  description: 'Asks the ERP and sends nothing. The 50 oldest of the selection are tried.',
  body: z.strictObject({ select: selection }),
  answer: z.strictObject({
    items: z.array(wouldBe),
    unread: z.int().meta({ description: 'Letters of events that would be read again.' }),
  }),
  errors: ['provider-unreachable', 'provider-busy', 'credentials-rejected'],
  examples: {
    order: {
      summary: 'Of one order',
      body: { select: { orderId: sample.parkedOrder } },
      answer: {
        items: [
          {
            orderId: sample.parkedOrder,
            orderName: '#1043',
            would: 'refuse',
            refusals: [unknownSku],
            toSend: null,
            there: null,
          },
        ],
        unread: 0,
      },
    },
  },
})

export const replayDeadLetters = operation({
  id: 'replayDeadLetters',
  method: 'POST',
  path: '/dead-letters/replay',
  tag: 'Dead letters',
  scope: 'dead-letters:write',
  summary: 'Carry it again',
  description: 'Spread over time, longest parked first, so that the orders of the day go on.',
  body: z.strictObject({
    select: selection,
    perMinute: z.int().min(1).max(6_000).optional().meta({ description: 'At most so many a minute.' }),
  }),
  answer: z.strictObject({ replayed: z.int() }),
  idempotent: true,
  examples: {
    order: { summary: 'One order', body: { select: { orderId: sample.parkedOrder } }, answer: { replayed: 1 } },
    cause: {
      summary: 'All of a cause',
      body: { select: { cause: 'sku-unknown' }, perMinute: 60 },
      answer: { replayed: 1 },
    },
  },
})

export const dismissDeadLetters = operation({
  id: 'dismissDeadLetters',
  method: 'POST',
  path: '/dead-letters/dismiss',
  tag: 'Dead letters',
  scope: 'dead-letters:write',
  summary: 'Let it go',
  description: 'It is not carried again until the channel changes the order. The reason stands in the timeline.',
  body: z.strictObject({ select: selection, reason: text(500) }),
  answer: z.strictObject({ dismissed: z.int(), closedTasks: z.int() }),
  idempotent: true,
  examples: {
    order: {
      summary: 'One order, booked by hand',
      body: { select: { orderId: sample.parkedOrder }, reason: 'booked by hand' },
      answer: { dismissed: 1, closedTasks: 0 },
    },
  },
})
