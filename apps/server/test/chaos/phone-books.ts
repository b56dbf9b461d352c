import type { WhatsAppSandbox } from '@crossdock/sandbox/whatsapp-cloud'

/** What lies on the customers' phones and what they wrote, by the stand-in alone: the hub is not asked. */
export interface PhoneBooks {
  got: OnPhone[]
  wrote: Written[]
  /** Bodies that Meta posted, and how many of them spoke of several tenants. */
  bodies: { posted: number; mixed: number }
}

export interface OnPhone {
  /** Index into the shops: from whose number it came. */
  shop: number
  phone: string
  /** What came with it: the hub's own name for it. */
  reference: string | null
  type: string
  text: string
  at: Date
}

export interface Written {
  shop: number
  phone: string
  /** WhatsApp's id of it. */
  id: string
  text: string
}

/** @param phoneNumberIds of the shops' numbers, in their order */
export function readPhones({ world }: WhatsAppSandbox, phoneNumberIds: readonly string[]): PhoneBooks {
  const got: OnPhone[] = []
  const wrote: Written[] = []
  for (const { digits, chats } of world.phones.all())
    for (const [phoneNumberId, { messages }] of chats)
      for (const message of messages) {
        const whose = { shop: phoneNumberIds.indexOf(phoneNumberId), phone: `+${digits}` }
        if (message.by === 'customer') wrote.push({ ...whose, id: message.id, text: message.bubble.text })
        else {
          const { reference, type, bubble } = message
          got.push({ ...whose, reference, type, text: bubble.text, at: new Date(message.at) })
        }
      }
  const { told } = world.courier
  const mixed = told.filter(({ content }) => new Set(content.map(({ account }) => account)).size > 1)
  return { got, wrote, bodies: { posted: told.length, mixed: mixed.length } }
}
