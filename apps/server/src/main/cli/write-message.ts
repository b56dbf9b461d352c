import type { OutboundContent } from '@crossdock/connectors/ports/messaging'
import { templateLanguage, templateName } from '@crossdock/contracts/notice-choices'
import { z } from 'zod'
import { type AskToWriteDeps, askToWrite } from '#modules/messaging/ask-to-write.ts'
import { MessagingRegistry, sendAgain } from '#modules/messaging/index.ts'
import type { Queued } from '#modules/messaging/queue-message.ts'
import { systemClock } from '#platform/clock.ts'
import { newId } from '#platform/ids.ts'
import { messagingProviders } from '../messaging-providers.ts'
import type { Answer } from './answer.ts'
import { oneOf } from './connections.ts'
import { Misunderstood, NotDone } from './exit-codes.ts'
import type { Inside } from './inside.ts'
import { orFromInput } from './read-secret.ts'
import { theOrder } from './which-order.ts'

export interface ToWrite {
  order?: string
  conversation?: string
  phone?: string
  number?: string
  template?: string
  language: string
  key?: string
}

const uuid = z.uuid()

/** Past the same policy as everything that is sent: what it has against it is the sentence of the error. */
export async function writeMessage(hub: Inside, words: string[], wanted: ToWrite): Promise<Answer> {
  const { tenantId } = hub.tenant
  const to = await addressee(hub, wanted)
  const number = wanted.number === undefined ? null : await oneOf(hub, wanted.number)
  const { key: idempotencyKey = newId() } = wanted
  const asked = { connectionId: number?.connectionId ?? null, to, content: contentOf(words, wanted), idempotencyKey }
  return queued(await askToWrite(tenantId, asked, depsOf(hub)))
}

export async function writeAgain(hub: Inside, messageId: string): Promise<Answer> {
  if (!uuid.safeParse(messageId).success)
    throw new Misunderstood('A message is named by its id, as `list --json` shows it.')
  const { tenantId } = hub.tenant
  return queued(await hub.app.withTenant(tenantId, (tx) => sendAgain(tx, depsOf(hub), tenantId, messageId)))
}

function queued({ messageId, isNew }: Queued): Answer {
  return {
    json: { messageId, isNew },
    print: () => console.log(isNew ? `It is queued: ${messageId}` : `It was queued before: ${messageId}`),
  }
}

function depsOf({ app: database, vault, ringer }: Inside): AskToWriteDeps {
  const messaging = new MessagingRegistry(database, vault, systemClock, messagingProviders())
  return { database, vault, ringer, clock: systemClock, messaging }
}

async function addressee(hub: Inside, { order: text, conversation, phone }: ToWrite) {
  if ([text, conversation, phone].filter((one) => one !== undefined).length !== 1)
    throw new Misunderstood('Say whom: --order, --conversation or --phone.')
  if (conversation !== undefined) {
    if (!uuid.safeParse(conversation).success) throw new Misunderstood('A conversation is named by its id.')
    return { conversationId: conversation }
  }
  if (phone !== undefined) return { phone: await orFromInput(phone, 'Phone') }
  const order = await theOrder(hub, text ?? '')
  if (!order) throw new NotDone(`There is no order ${text}.`)
  return { orderId: order.orderId }
}

function contentOf(words: string[], { template: name, language }: ToWrite): OutboundContent {
  if (name === undefined) {
    if (words.length === 0) throw new Misunderstood('Say what is to be written, or which --template.')
    return { kind: 'text', body: words.join(' ') }
  }
  if (!templateName.safeParse(name).success || !templateLanguage.safeParse(language).success)
    throw new Misunderstood('A template is called like order_confirmation, a language like en.')
  const body = words.map((text) => ({ name: null, text }))
  return { kind: 'template', template: { name, language, category: 'utility', body } }
}
