import { arrived, type Chat, type FromBusiness, windowIsOpen } from '../customers/phones.ts'
import { type Failure, failure } from '../error-table.ts'
import type { Trouble } from '../sentinels.ts'
import { type StatusNews, statusItem } from '../webhooks/items.ts'
import type { World } from '../world.ts'

/**
 * What becomes of a message after it was accepted: `sent`, `delivered`, `read`, or `failed` with a reason that Meta tells
 * only now. Resolves when the first status has been posted.
 */
export function setOff(world: World, chat: Chat, message: FromBusiness, trouble: Trouble | null): Promise<void> {
  const { sentMs, heldMs } = world.pace
  if (trouble?.kind === 'EARLY') return goOn(world, chat, message, trouble)
  return new Promise((resolve) => {
    const waitMs = sentMs + (message.state === 'held' ? heldMs : 0)
    world.timers.after(waitMs, () => void goOn(world, chat, message, trouble).then(resolve))
  })
}

function goOn(world: World, chat: Chat, message: FromBusiness, trouble: Trouble | null): Promise<void> {
  const wrong = whatIsWrong(world, chat, message, trouble)
  if (wrong) {
    message.state = 'failed'
    message.failure = wrong.code
    return tell(world, chat, message, 'failed', wrong)
  }
  message.state = 'sent'
  message.lost = chat.blocked
  if (trouble?.kind === 'OFF') chat.phone.off = true
  const arrives = !message.lost && !chat.phone.off
  const { deliveredMs } = world.pace

  switch (trouble?.kind) {
    case 'SILENT':
      if (arrives) message.state = 'delivered'
      return Promise.resolve()
    case 'SHUFFLED':
      if (!arrives) return tell(world, chat, message, 'sent')
      message.state = 'delivered'
      return inTurn(world, chat, message, ['delivered', 'delivered', 'sent', 'sent'])
    case 'READ':
      if (!arrives) return tell(world, chat, message, 'sent')
      message.state = 'read'
      return inTurn(world, chat, message, ['sent', 'read'])
    default:
      if (arrives) world.timers.after(deliveredMs, () => deliver(world, chat, message))
      return tell(world, chat, message, 'sent')
  }
}

/** The message reaches the phone; also when a phone comes on again. */
function deliver(world: World, chat: Chat, message: FromBusiness): void {
  if (message.state !== 'sent' || message.lost || chat.phone.off) return
  message.state = 'delivered'
  void tell(world, chat, message, 'delivered')
  const { readMs } = world.pace
  if (readMs !== null) world.timers.after(readMs, () => readAll(world, chat))
}

export function deliverWaiting(world: World, chat: Chat): void {
  for (const message of chat.messages) if (message.by === 'business') deliver(world, chat, message)
}

/** The customer looks at the chat. Without read receipts the business never hears of it. */
export function readAll(world: World, chat: Chat): void {
  if (!chat.phone.readReceipts) return
  for (const message of chat.messages) {
    if (message.by !== 'business' || !arrived(message) || message.state === 'read') continue
    message.state = 'read'
    void tell(world, chat, message, 'read')
  }
}

function whatIsWrong(world: World, chat: Chat, message: FromBusiness, trouble: Trouble | null): Failure | null {
  if (trouble?.kind === 'error') return trouble.failure
  if (message.type !== 'template' && !windowIsOpen(chat, world.clock.now())) return failure(131047)
  if (message.category !== 'marketing') return null
  if (chat.stoppedMarketing) return failure(131050)
  // Since April 2025 numbers of the United States get no marketing (contract section 12).
  return /^1\d{10}$/.test(chat.phone.waId) ? failure(131049) : null
}

async function inTurn(
  world: World,
  chat: Chat,
  message: FromBusiness,
  statuses: StatusNews['status'][],
): Promise<void> {
  for (const status of statuses) await tell(world, chat, message, status)
}

function tell(
  world: World,
  chat: Chat,
  message: FromBusiness,
  status: StatusNews['status'],
  failed?: Failure,
): Promise<void> {
  const free = chat.freeUntil !== null && world.clock.now() < chat.freeUntil
  const priced = status === 'sent' || status === 'delivered'
  return world.courier.push(
    statusItem(chat, message, {
      status,
      timestamp: world.clock.seconds(),
      ...(failed ? { failure: failed } : {}),
      ...(priced ? { pricing: priceOf(message, free) } : {}),
      // Since v24 only conversations of the free entry point are named.
      ...(priced && free && chat.adConversationId
        ? { conversation: { id: chat.adConversationId, origin: { type: 'referral_conversion' } } }
        : {}),
    }),
  )
}

/** As from October 2026, when free-form messages and utility templates inside the window cost too. */
function priceOf(message: FromBusiness, free: boolean): object {
  return free
    ? { billable: false, pricing_model: 'PMP', type: 'free_entry_point', category: 'referral_conversion' }
    : { billable: true, pricing_model: 'PMP', type: 'regular', category: message.category }
}
