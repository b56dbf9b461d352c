import { z } from 'zod'
import { operation } from './operation.ts'
import { sample, sampleTime } from './samples.ts'
import { id, instant } from './values.ts'

const standing = z.enum(['fine', 'attention', 'stopped'])

const health = z
  .strictObject({
    status: standing.meta({ description: 'The worst of the parts.' }),
    parts: z.array(
      z.strictObject({
        part: z.enum(['channel', 'erp', 'messaging', 'orders', 'dead-letters', 'tasks', 'privacy']),
        connectionId: id.nullable(),
        status: standing,
        say: z.string(),
        since: instant
          .nullable()
          .meta({ description: 'When the part last did something, or since when something waits.' }),
      }),
    ),
  })
  .meta({ id: 'TenantHealth' })

export const getTenantHealth = operation({
  id: 'getTenantHealth',
  method: 'GET',
  path: '/health',
  tag: 'Health',
  scope: 'health:read',
  summary: 'How the parts of the tenant fare',
  description: 'From what is known here; nobody is called.',
  answer: health,
  examples: {
    fine: {
      summary: 'One order is parked',
      answer: {
        status: 'attention',
        parts: [
          {
            part: 'channel',
            connectionId: sample.shop,
            status: 'fine',
            say: 'Demo shop is connected.',
            since: sampleTime,
          },
          {
            part: 'dead-letters',
            connectionId: null,
            status: 'attention',
            say: '1 parked, waiting for a person.',
            since: sampleTime,
          },
        ],
      },
    },
  },
})
