import { AppError } from '@crossdock/contracts/errors'
import { expect, test, vi } from 'vitest'
import type { HeardEvent } from '../commerce.ts'
import type {
  ChannelItem,
  InboundMessage,
  MessageStatus,
  MessagingPort,
  OutboundContent,
  OutboundMessage,
  Recipient,
} from '../messaging.ts'
import type { MessagingUnderTest, Posted } from './under-test.ts'

export type Start = () => Promise<MessagingUnderTest>

/** A test with a provider of its own: what an earlier one left behind must not decide. */
export function on(
  start: Start,
  title: string,
  run: (box: MessagingUnderTest, port: MessagingPort) => Promise<void>,
): void {
  test(title, async () => {
    await using box = await start()
    await run(box, box.connect())
  })
}

let messages = 0

export function aMessage(
  to: Recipient,
  content: OutboundContent = { kind: 'text', body: 'Your order SO-10482 is confirmed.' },
): OutboundMessage {
  messages += 1
  return { reference: `t1|m${messages}`, to, content }
}

export interface HeardItem {
  event: HeardEvent
  item: ChannelItem
}

/** One body, heard and read as intake and the worker do: each account's items from its part alone. */
export function heardIn(box: MessagingUnderTest, { body, headers }: Posted): HeardItem[] {
  const heard = box.webhooks.hear(body, headers, box.endpointSecrets)
  if (!heard.ok) throw new Error(`not heard: ${heard.reason}`)
  return heard.events.map((event) => {
    expect(box.providerKeys).toContain(event.providerKey)
    return { event, item: box.reader.readItem(heard.parts?.get(event.providerKey) ?? body, event.dedupeKey) }
  })
}

/** Everything posted so far, a repetition once, as the inbox keeps it. */
export async function items(box: MessagingUnderTest): Promise<HeardItem[]> {
  const all = (await box.posted()).flatMap((posted) => heardIn(box, posted))
  return [...new Map(all.toReversed().map((heard) => [heard.event.dedupeKey, heard])).values()].toReversed()
}

export async function statusesOf(box: MessagingUnderTest, reference: string): Promise<MessageStatus[]> {
  return (await items(box)).flatMap(({ item }) =>
    item.kind === 'status' && item.status.reference === reference ? item.status : [],
  )
}

export async function messagesHeard(box: MessagingUnderTest): Promise<InboundMessage[]> {
  return (await items(box)).flatMap(({ item }) => (item.kind === 'message' ? item.message : []))
}

/** What a provider tells by itself comes when it comes. */
export function comes<Answer>(look: () => Promise<Answer | undefined>): Promise<Answer> {
  return vi.waitFor(
    async () => {
      const found = await look()
      if (found === undefined) throw new Error('it has not come')
      return found
    },
    { timeout: 20_000, interval: 20 },
  )
}

export async function failureOf(call: Promise<unknown>): Promise<AppError> {
  const thrown = await call.then(
    () => null,
    (error: unknown) => error,
  )
  if (thrown instanceof AppError) return thrown
  throw new Error(`not an AppError: ${thrown}`)
}

/** The digits of a phone and the letters of a user id, which no error may repeat. */
export function nameOf(to: Recipient): string {
  return 'phone' in to ? to.phone.replace(/\D/g, '') : to.userId
}
