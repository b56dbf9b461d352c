import type { MessageReader } from '@crossdock/connectors/ports/messaging'
import { whatsappCloudMessages, whatsappCloudMessaging } from '@crossdock/connectors/whatsapp-cloud'
import type { MessagingProvider } from '#modules/messaging/index.ts'
import type { Telemetry } from '#platform/telemetry/telemetry.ts'
import { observedPort } from './observed-port.ts'
import { watchedFetch } from './watched-fetch.ts'

/** How what was posted to our numbers is read, by provider. */
export const messageReaders: ReadonlyMap<string, MessageReader> = new Map([
  [whatsappCloudMessages.provider, whatsappCloudMessages],
])

/** How the providers this installation knows are written through. */
export function messagingProviders(telemetry?: Telemetry): ReadonlyMap<string, MessagingProvider> {
  return new Map([
    [
      'whatsapp-cloud',
      {
        port({ providerKey, config, secrets }) {
          const settings = {
            ...(config as Omit<Parameters<typeof whatsappCloudMessaging>[0], 'phoneNumberId' | 'accessToken'>),
            ...(secrets as { accessToken: string }),
            phoneNumberId: providerKey,
          }
          if (!telemetry) return whatsappCloudMessaging(settings)
          const fetch = watchedFetch('whatsapp-cloud', telemetry)
          return observedPort(whatsappCloudMessaging(settings, { fetch }), telemetry)
        },
        account: ({ config: { wabaId } }) => (typeof wabaId === 'string' ? wabaId : null),
      },
    ],
  ])
}
