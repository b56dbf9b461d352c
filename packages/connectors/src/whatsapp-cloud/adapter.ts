import type { z } from 'zod'
import type { MessagingCapabilities, MessagingPort, OutboundMessage, Sent } from '../ports/messaging.ts'
import { checkAccess, listTemplates } from './account.ts'
import { bodyOf } from './build-message.ts'
import { type About, WhatsappCloudClient } from './client.ts'
import type { whatsappCloudConfig } from './config.ts'
import { limits, type SendAnswer } from './send-schemas.ts'

const capabilities: MessagingCapabilities = {
  window: { hours: 24 },
  templates: true,
  echoesReference: true,
  userIds: true,
  textLimit: limits.text,
  buttons: limits.buttons,
}

export interface WhatsappCloudDeps {
  fetch?: typeof fetch
}

/** One business number behind the messaging port. */
export function whatsappCloudMessaging(
  config: z.input<typeof whatsappCloudConfig>,
  { fetch: fetcher }: WhatsappCloudDeps = {},
): MessagingPort {
  const client = new WhatsappCloudClient(config, fetcher)
  return {
    provider: 'whatsapp-cloud',
    capabilities,
    async send(message, { earlierAttempts, ...call } = {}) {
      const answer = await client.send(
        pathOf(message, client),
        bodyOf(message),
        { ...whatItIsAbout(message), earlierAttempts },
        call,
      )
      return sentOf(answer)
    },
    checkAccess: (call) => checkAccess(client, call),
    listTemplates: (call) => listTemplates(client, call),
  }
}

/** Only templates have a category; everything else is service. */
function pathOf({ content }: OutboundMessage, { config }: WhatsappCloudClient): string {
  return content.kind === 'template' ? config.paths[content.template.category] : 'messages'
}

function whatItIsAbout({ to, content }: OutboundMessage): About {
  const whom = 'phone' in to ? [to.phone, to.phone.slice(1)] : [to.userId]
  if (content.kind !== 'template') return { personal: [...whom, content.body] }
  const { name, body, header = [], buttons = [] } = content.template
  const filledIn = [
    ...body.map(({ text }) => text),
    ...(Array.isArray(header) ? header.map(({ text }) => text) : [header.link, header.fileName ?? '']),
    ...buttons.map((button) => (button.kind === 'url' ? button.text : button.payload)),
  ]
  return { template: name, personal: [...whom, ...filledIn] }
}

function sentOf({ contacts, messages }: SendAnswer): Sent {
  const [message] = messages
  const contact = contacts?.[0]
  return {
    providerMessageId: message?.id ?? '',
    state: message?.message_status === null || message?.message_status === 'accepted' ? 'accepted' : 'held',
    recipient: { waId: contact?.wa_id ?? null, userId: contact?.user_id ?? null },
  }
}
