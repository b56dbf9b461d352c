import { asAppError } from '@crossdock/contracts/errors'
import type { CanonicalOrder } from '@crossdock/contracts/order'
import { addToTimeline, type ErpNews, type OrderListener } from '#modules/orders/index.ts'
import { findChannel } from '#modules/tenants/index.ts'
import type { Tx } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import { keysOf, lockConversation, lockPeople, type PersonKey } from './conversation-store.ts'
import { isOutside } from './delivery-progress.ts'
import { fillTemplate } from './fill-template.ts'
import { askAPerson, tellStep } from './message-story.ts'
import { noticeKey } from './notice-key.ts'
import * as outbox from './outbox-store.ts'
import { type QueueDeps, queueMessage } from './queue-message.ts'
import { type NoticeSetting, noticeSettings } from './settings-store.ts'
import * as store from './store.ts'
import { needOf, whichNotices } from './which-notices.ts'

/** A confirmation that comes days later helps nobody. */
const usefulForMs = 48 * 3_600_000

export interface OrderNoticesDeps extends QueueDeps {
  log: Log
}

/**
 * Hears what the ERP holds of orders now, in the transaction that writes it down: a notice is queued together with what it
 * is about, or neither is. Nothing is asked of anybody outside here.
 */
export function orderNotices(deps: OrderNoticesDeps): OrderListener {
  return async (tx, tenantId, news) => {
    const settings = (await noticeSettings(tx, tenantId, null)).filter(({ onSince }) => onSince !== null)
    if (settings.length === 0) return
    const due = news.flatMap((one) => dueNotices(one, settings))
    await lockAllPeople(tx, deps, tenantId, due)
    for (const notice of due) await tellOrSayWhyNot(tx, deps, tenantId, notice)
  }
}

interface Due {
  news: ErpNews
  setting: NoticeSetting
  phone: string | null
}

function dueNotices(news: ErpNews, settings: NoticeSetting[]): Due[] {
  const { stored, order } = news
  const mine = settings.filter(({ connectionId }) => connectionId === stored.connectionId)
  const whileHeld = mine.some(({ notice, choices }) => notice === 'order-confirmation' && choices.whileHeld)
  const wanted = whichNotices({ ...stored, erpState: news.erpState }, order, whileHeld)
  return mine
    .filter(({ notice, onSince }) => wanted.includes(notice) && onSince !== null && new Date(order.placedAt) >= onSince)
    .map((setting) => ({ news, setting, phone: phoneOf(order) }))
}

/** The buyer's own number before that of whom it is sent to. */
export function phoneOf({ customer, billingAddress, shippingAddress }: CanonicalOrder): string | null {
  return customer?.phone ?? billingAddress?.phone ?? shippingAddress?.phone ?? null
}

/** All at once and in one order, since another batch may be about the same people. */
async function lockAllPeople(tx: Tx, { vault }: QueueDeps, tenantId: string, due: Due[]): Promise<void> {
  const keys = new Map<string, PersonKey[]>()
  for (const { setting, phone } of due) {
    const more = await keysOf(vault, tenantId, { phone, userId: null })
    keys.set(setting.messagingConnectionId, [...(keys.get(setting.messagingConnectionId) ?? []), ...more])
  }
  for (const [connectionId, all] of [...keys].sort(([one], [other]) => (one < other ? -1 : 1)))
    await lockPeople(tx, tenantId, connectionId, all)
}

/**
 * Whatever goes wrong with a notice, the order has arrived and that is written down: a fault here must hold up no order. A
 * person is told instead of the customer.
 */
async function tellOrSayWhyNot(tx: Tx, deps: OrderNoticesDeps, tenantId: string, due: Due): Promise<void> {
  await tx.query('savepoint notice')
  try {
    await tell(tx, deps, tenantId, due)
    await tx.query('release savepoint notice')
  } catch (thrown) {
    if (asAppError(thrown).code === 'database-unavailable') throw thrown
    await tx.query('rollback to savepoint notice')
    const { news, setting } = due
    deps.log.error({ err: thrown, orderId: news.stored.orderId, notice: setting.notice }, 'a notice could not be made')
    const about = { orderId: news.stored.orderId, notice: setting.notice, correlationId: news.correlationId }
    await tellStep(tx, tenantId, about, 'refused', 'It could not be made; this is a fault of ours, please report it.')
    await askAPerson(tx, tenantId, about, 'It could not be made. Write to the customer yourself.')
  }
}

async function tell(tx: Tx, deps: QueueDeps, tenantId: string, { news, setting, phone }: Due): Promise<void> {
  const { stored, order, correlationId } = news
  const { notice, choices, messagingConnectionId } = setting
  const { orderId } = stored
  const none = (why: string): Promise<void> =>
    addToTimeline(tx, tenantId, orderId, correlationId, { kind: 'notice-none', message: why })
  const idempotencyKey = noticeKey(orderId, notice)
  if (await store.findByKey(tx, tenantId, idempotencyKey)) return
  if (notice === 'order-cancelled' && !(await heardOfConfirmation(tx, tenantId, orderId)))
    return none('No notice of cancellation: the customer was never told that the order was confirmed.')
  if (phone === null) return none('The customer gets no message: the order names no phone number.')

  const need = needOf({ ...stored, erpState: news.erpState }, order)
  const { name: shopName } = await findChannel(tx, tenantId, stored.connectionId)
  await queueMessage(tx, deps, tenantId, {
    connectionId: messagingConnectionId,
    to: { phone, userId: null, name: order.customer?.name ?? null },
    content: { kind: 'template', template: fillTemplate(choices, { order, shopName, need }) },
    purpose: 'notice',
    idempotencyKey,
    notice,
    orderId,
    expiresAt: new Date(deps.clock.now().getTime() + usefulForMs),
    correlationId,
  })
}

/**
 * Whether the customer was told, or may have been, that the order was confirmed: only then its cancellation is news to them.
 * One that failed may have been sent again; one that still waits is withdrawn instead: hearing of both at once helps nobody.
 */
async function heardOfConfirmation(tx: Tx, tenantId: string, orderId: string): Promise<boolean> {
  const key = noticeKey(orderId, 'order-confirmation')
  const seen = await store.findByKey(tx, tenantId, key)
  if (seen === null) return false
  await lockConversation(tx, tenantId, seen.conversationId)
  const confirmations = await store.findWithAgain(tx, tenantId, key, { lock: true })
  for (const waiting of confirmations.filter(({ state }) => state === 'queued')) {
    const detail = 'the order was cancelled before it could be sent'
    await outbox.markRefused(tx, tenantId, waiting.messageId, { code: 'message-outdated', facts: { detail } })
    await tellStep(tx, tenantId, waiting, 'refused', 'The order was cancelled before it could be sent.')
  }
  return confirmations.some(({ state }) => state !== 'failed' && (isOutside(state) || mayBeOut(state)))
}

const mayBeOut = (state: store.StoredMessage['state']): boolean => state === 'sending' || state === 'outcome-unknown'
