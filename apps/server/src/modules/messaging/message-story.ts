import { storableText } from '@crossdock/contracts/errors'
import type { NoticeKind } from '@crossdock/contracts/notice-choices'
import { addToTimeline, closeTasksOfKind, openTask } from '#modules/orders/index.ts'
import { tellOfConnection } from '#modules/tenants/index.ts'
import type { Tx } from '#platform/db/database.ts'
import { scrubText } from '#platform/log.ts'
import type { StoredMessage } from './store.ts'

/** What becomes of a message about an order, told in that order's timeline. No word of the message, nobody's name or number. */

export const noticeNames: Record<NoticeKind, string> = {
  'order-confirmation': 'The order confirmation',
  'order-cancelled': 'The notice of cancellation',
  'needs-something': 'The request for what is missing',
}

type About = Pick<StoredMessage, 'orderId' | 'notice' | 'correlationId'>

export function nameOf({ notice }: Pick<StoredMessage, 'notice'>): string {
  return notice === null ? 'A message to the customer' : noticeNames[notice]
}

export type Step = 'sent' | 'delivered' | 'read' | 'failed' | 'refused' | 'outcome-unknown' | 'waits' | 'withheld'

const told: Record<Step, (what: string, why: string) => string> = {
  sent: (what) => `${what} was sent.`,
  delivered: (what) => `${what} has arrived.`,
  read: (what) => `${what} was read.`,
  failed: (what, why) => `${what} did not arrive. ${why}`,
  refused: (what, why) => `${what} is not sent. ${why}`,
  'outcome-unknown': (what) =>
    `${what} was handed over, and nobody answered: it may be out. It is not repeated; what becomes of it is awaited.`,
  waits: (what, why) => `${what} waits: ${why}.`,
  withheld: (what) => `${what} could not be delivered for now; it is tried once more later.`,
}

export async function tellStep(tx: Tx, tenantId: string, message: About, step: Step, why = ''): Promise<void> {
  if (message.orderId === null) return
  const entry = { kind: `notice-${step}`, message: scrubText(told[step](nameOf(message), why).trim()) }
  await addToTimeline(tx, tenantId, message.orderId, message.correlationId, entry)
}

const taskOf = ({ notice }: About): string => `message-${notice ?? 'other'}`

/**
 * Somebody has to decide what is done instead. Of a message about no order, whoever wrote it asks what became of it; that it
 * did not arrive stands in the story of the number, too.
 */
export async function askAPerson(tx: Tx, tenantId: string, message: About | StoredMessage, why: string): Promise<void> {
  if (message.orderId === null) {
    if (!('messageId' in message)) return
    const { messageId, connectionId, correlationId } = message
    const told = storableText(scrubText(`Message ${messageId} did not reach the customer. ${why}`))
    return tellOfConnection(tx, tenantId, connectionId, correlationId, { kind: 'messaging-undelivered', message: told })
  }
  await openTask(
    tx,
    tenantId,
    message.orderId,
    taskOf(message),
    `${nameOf(message)} did not reach the customer. ${why}`,
  )
}

/** It has arrived after all. */
export async function nobodyNeeded(tx: Tx, tenantId: string, message: About): Promise<void> {
  if (message.orderId !== null) await closeTasksOfKind(tx, tenantId, [message.orderId], taskOf(message))
}
