import { AppError } from '@crossdock/contracts/errors'
import type { AlertChannel } from '#modules/alerts/index.ts'
import { writeToCustomer } from '#modules/messaging/index.ts'
import { firstNumber } from '#modules/tenants/index.ts'
import { newId } from '#platform/ids.ts'
import type { Floor } from './wire.ts'

/** Says where to look when nobody said where the dashboard is. */
const withoutLink = 'the list of what is parked, in Crossdock'

/**
 * Tells staff from the tenant's own number, with the template `crossdock_alert` (docs/guides/connect-whatsapp.md has its text).
 * Filed, not sent: from there it goes the way of every message, so a number that is blocked holds up no other alert, and the
 * same alert told twice is one message.
 */
export function alertsOnWhatsapp({ app, vault, clock, ringer }: Floor): AlertChannel {
  return {
    async tell(phones, { reference, whose, summary, link }, { tenantId }) {
      await app.withTenant(tenantId, async (tx) => {
        const connectionId = await firstNumber(tx, tenantId)
        if (connectionId === null) throw new AppError('not-found', 'the tenant has no number to tell its staff from')
        const body = [whose, summary, link ?? withoutLink].map((text) => ({ name: null, text }))
        for (const phone of phones)
          await writeToCustomer(tx, { vault, ringer, clock }, tenantId, {
            connectionId,
            to: { phone },
            content: {
              kind: 'template',
              template: { name: 'crossdock_alert', language: 'en', category: 'utility', body },
            },
            idempotencyKey: `alert:${reference}:${phone}`,
            correlationId: newId(),
          })
      })
    },
  }
}
