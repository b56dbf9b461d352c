import { z } from 'zod'
import { operation } from './operation.ts'
import { sample, sampleTime } from './samples.ts'
import { id, instant, page, pageQuery } from './values.ts'

const privacyRequest = z
  .strictObject({
    id,
    connectionId: id,
    kind: z.enum(['hand-over', 'erase-person', 'erase-shop']),
    state: z.enum(['open', 'done', 'set-aside']),
    note: z.string().nullable(),
    requestedAt: instant,
    dueAt: instant,
    settledAt: instant.nullable(),
    orderSourceIds: z.array(z.string()).meta({ description: 'The channel’s ids of the orders it names.' }),
    person: z
      .strictObject({ sourceId: z.string().nullable(), email: z.string().nullable(), phone: z.string().nullable() })
      .nullable()
      .meta({
        description: 'Whom it is about; null: the whole shop. E-mail and phone only to a key with `people:read`.',
      }),
    peopleHidden: z.boolean(),
  })
  .meta({ id: 'PrivacyRequest' })
export type PrivacyRequestJson = z.input<typeof privacyRequest>

const shown: PrivacyRequestJson = {
  id: sample.privacyRequest,
  connectionId: sample.shop,
  kind: 'erase-person',
  state: 'open',
  note: null,
  requestedAt: sampleTime,
  dueAt: '2026-12-20T09:30:00.000Z',
  settledAt: null,
  orderSourceIds: ['6201122334455'],
  person: { sourceId: '7700112233', email: null, phone: null },
  peopleHidden: true,
}

const requestId = z.strictObject({ requestId: id })

export const listPrivacyRequests = operation({
  id: 'listPrivacyRequests',
  method: 'GET',
  path: '/privacy-requests',
  tag: 'Privacy',
  scope: 'privacy:read',
  summary: 'List requests, the one that is due first at the top',
  query: pageQuery.extend({ state: z.enum(['open', 'done', 'set-aside']).optional() }),
  answer: page(privacyRequest),
  examples: { open: { summary: 'What waits', query: { state: 'open' }, answer: { items: [shown], next: null } } },
})

export const settlePrivacyRequest = operation({
  id: 'settlePrivacyRequest',
  method: 'POST',
  path: '/privacy-requests/{requestId}/settle',
  tag: 'Privacy',
  scope: 'privacy:write',
  summary: 'Note that a request has been seen to',
  description: 'One that is done or set aside stays as it is.',
  params: requestId,
  answer: privacyRequest,
  examples: {
    done: {
      summary: 'Seen to',
      params: { requestId: sample.privacyRequest },
      answer: { ...shown, state: 'done', settledAt: sampleTime },
    },
  },
})
