import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Heard, WebhookHeaders } from '../ports/commerce.ts'
import type { ChannelItem } from '../ports/messaging.ts'
import { endpointSecrets } from './config.ts'
import { whatsappCloudMessages } from './mapping.ts'
import { whatsappCloudWebhooks } from './webhook.ts'

// What the tests of this folder share: recorded bodies, and bodies as Meta would post them.

const appSecret = 'f00dbabe'
export const secrets = endpointSecrets({ appSecrets: [appSecret], verifyTokens: [] })

/** As it was recorded, to the byte. */
export function recordedBody(name: string): Buffer {
  return readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url))
}

// biome-ignore lint/suspicious/noExplicitAny: recorded JSON, whose shape each test knows
export function fixture(name: string): any {
  return JSON.parse(recordedBody(name).toString())
}

export function signed(body: Buffer): [Buffer, WebhookHeaders] {
  const signature = createHmac('sha256', appSecret).update(body).digest('hex')
  return [body, { 'x-hub-signature-256': `sha256=${signature}` }]
}

export function heardIn(body: Buffer): Extract<Heard, { ok: true }> {
  const heard = whatsappCloudWebhooks.hear(...signed(body), secrets)
  if (!heard.ok) throw new Error(heard.reason)
  return heard
}

/** Everything a body tells, read as the hub does: each account's items from its part alone. */
export function readAll(body: Buffer): ChannelItem[] {
  const { events, parts } = heardIn(body)
  return events.map(({ providerKey, dedupeKey }) =>
    whatsappCloudMessages.readItem(parts?.get(providerKey) ?? body, dedupeKey),
  )
}

export const metadata = { display_phone_number: '918047180000', phone_number_id: '410987654321001' }

/** One entry whose changes have these values, beside the metadata that each has. */
export function messagesBody(
  values: object[],
  { field = 'messages', time }: { field?: string; time?: unknown } = {},
): string {
  const changes = values.map((value) => ({ field, value: { messaging_product: 'whatsapp', metadata, ...value } }))
  return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '218840199871234', time, changes }] })
}

/** The only thing that one inbound message says. */
export function readMessage(
  message: object,
  contacts: object[] = [],
): Extract<ChannelItem, { kind: 'message' }>['message'] {
  const complete = { id: 'wamid.a', from: '919876543210', timestamp: '1795000000', ...message }
  const [item] = readAll(Buffer.from(messagesBody([{ contacts, messages: [complete] }])))
  if (item?.kind !== 'message') throw new Error(`not a message: ${item?.kind}`)
  return item.message
}
