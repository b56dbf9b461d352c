import { AppError } from '@crossdock/contracts/errors'
import type { AlertChannel } from '#modules/alerts/index.ts'
import { askToWrite } from '#modules/messaging/ask-to-write.ts'
import { MessagingRegistry, whyPaused } from '#modules/messaging/index.ts'
import { firstNumber } from '#modules/tenants/index.ts'
import { messagingProviders } from './messaging-providers.ts'
import type { Floor } from './wire.ts'

/** Says where to look when nobody said where the dashboard is. */
const withoutLink = 'the list of what is parked, in Crossdock'

type Wired = Pick<Floor, 'app' | 'vault' | 'clock' | 'ringer' | 'telemetry'>

/**
 * Tells staff from the tenant's own number, with the template `crossdock_alert` (docs/guides/connect-whatsapp.md has its text).
 * Filed, not sent: from there it goes the way of every message, and the same alert told twice is one message. What is known to
 * stand against it now is thrown, since whoever is not told must not count as told: a number that is stopped, a template that
 * is not approved, a STOP of theirs.
 */
export function alertsOnWhatsapp({ app: database, vault, clock, ringer, telemetry }: Wired): AlertChannel {
  const messaging = new MessagingRegistry(database, vault, clock, messagingProviders(telemetry))
  const deps = { database, vault, clock, ringer, messaging }
  return {
    async tell(phones, { reference, whose, summary, link }, { tenantId }) {
      const connectionId = await numberThatSends(deps, tenantId)
      const body = [whose, summary, link ?? withoutLink].map((text) => ({ name: null, text }))
      for (const phone of phones)
        await askToWrite(
          tenantId,
          {
            connectionId,
            to: { phone },
            content: {
              kind: 'template',
              template: { name: 'crossdock_alert', language: 'en', category: 'utility', body },
            },
            idempotencyKey: `alert:${reference}:${phone}`,
          },
          deps,
        ).catch((thrown: unknown) => {
          // Filed before, in the words of that moment, and not noted.
          if (!(thrown instanceof AppError && thrown.code === 'idempotency-key-reused')) throw thrown
        })
    },
  }
}

function numberThatSends({ database }: { database: Floor['app'] }, tenantId: string): Promise<string> {
  return database.withTenant(tenantId, async (tx) => {
    const connectionId = await firstNumber(tx, tenantId)
    if (connectionId === null) throw new AppError('not-found', 'the tenant has no number to tell its staff from')
    const paused = await whyPaused(tx, tenantId, connectionId)
    if (paused)
      throw new AppError('number-blocked', 'nothing goes out from the number', { facts: { detail: paused.say } })
    return connectionId
  })
}
