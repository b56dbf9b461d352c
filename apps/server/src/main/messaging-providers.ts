import type { MessageReader } from '@crossdock/connectors/ports/messaging'
import { whatsappCloudMessages, whatsappCloudMessaging } from '@crossdock/connectors/whatsapp-cloud'
import type { MessagingProvider } from '#modules/messaging/index.ts'

/** How what was posted to our numbers is read, by provider. */
export const messageReaders: ReadonlyMap<string, MessageReader> = new Map([
  [whatsappCloudMessages.provider, whatsappCloudMessages],
])

/** How the providers this installation knows are written through. */
export const messagingProviders: ReadonlyMap<string, MessagingProvider> = new Map([
  [
    'whatsapp-cloud',
    {
      port: ({ providerKey, config, secrets }) =>
        whatsappCloudMessaging({
          ...(config as Omit<Parameters<typeof whatsappCloudMessaging>[0], 'phoneNumberId' | 'accessToken'>),
          ...(secrets as { accessToken: string }),
          phoneNumberId: providerKey,
        }),
      account: ({ config: { wabaId } }) => (typeof wabaId === 'string' ? wabaId : null),
    },
  ],
])
