import { digest } from '#platform/crypto/seal.ts'
import { readNotice } from '../harness/told-on-whatsapp.ts'
import { type DueNotice, expectedNotices } from './expected-notices.ts'
import type { HubMessage, HubMessages } from './hub-messages.ts'
import type { Problem, SettledOrder } from './ledger.ts'
import type { OnPhone, PhoneBooks } from './phone-books.ts'
import type { Plan } from './plan.ts'

export interface CountedMessages {
  /** Notices that buyers must have got, by what became of their orders. */
  due: number
  /** Of these: lie on the buyer's phone, once, in the right words. */
  once: number
  byNotice: Map<string, number>
  /** Nobody answered, nothing was heard of it: it is not repeated, and a person has a task. */
  unknown: number
  /** Not sent because the buyer had said STOP; because it was of no use any more. */
  stopped: number
  withdrawn: number
  doubled: number
  lost: number
  /** What customers wrote, and the rows of it. */
  written: number
  received: number
  stops: number
  stopsHeard: number
}

export interface MessageLedger {
  counted: CountedMessages
  bodies: PhoneBooks['bodies']
  problems: Problem[]
}

export interface SeenMessages {
  hub: HubMessages
  phones: PhoneBooks
  /** Names of the shops. */
  slugs: readonly string[]
}

/** What was under way when STOP was noted may still arrive: a call that had begun, in a worker that was frozen meanwhile. */
const stopTakesMs = 15_000

const person = ({ shop, phone }: { shop: number; phone: string }): string => `${shop} ${phone}`

/** What buyers must have been told, against what lies on their phones and what the hub says of it. Pure. */
export function settleMessages(plan: Plan, orders: readonly SettledOrder[], seen: SeenMessages): MessageLedger {
  const { hub, phones, slugs } = seen
  const problems: Problem[] = []
  const counted: CountedMessages = {
    ...{ due: 0, once: 0, byNotice: new Map(), unknown: 0, stopped: 0, withdrawn: 0, doubled: 0, lost: 0 },
    ...{ written: phones.wrote.length, received: 0, stops: 0, stopsHeard: 0 },
  }
  const onPhones = Map.groupBy(phones.got, person)
  const ofOrders = Map.groupBy(hub.messages, ({ orderId }) => orderId)
  for (const settled of orders) {
    const { order, hub: known } = settled
    const tell = (what: string): void => {
      problems.push({
        what: `${slugs[order.shop]} ${order.name} (${order.kind}): ${what}`,
        ...(known && { order: known }),
      })
    }
    const got = (onPhones.get(person(order)) ?? []).filter(({ type }) => type === 'template')
    const rows = known ? (ofOrders.get(known.orderId) ?? []) : []
    settleOrder(settled, got, rows, counted, tell)
    const unknown = rows.filter(({ state }) => state === 'outcome-unknown').map(({ notice }) => `message-${notice}`)
    const tasks = (known && hub.tasks.get(known.orderId)) ?? []
    if (unknown.sort().join() !== [...tasks].sort().join())
      tell(`tasks for ${tasks.join(', ') || 'no message'}; it must be for ${unknown.join(', ') || 'none'}`)
  }
  settleRows(plan, seen, counted, problems)
  settleInbound(seen, counted, problems)
  settleStops(plan, seen, counted, problems)
  if (plan.orders.length > 0 && counted.due === 0) problems.push({ what: 'nobody had to be told: nothing was proved' })
  return { counted, bodies: phones.bodies, problems }
}

function settleOrder(
  { order, end, hub }: SettledOrder,
  got: readonly OnPhone[],
  rows: readonly HubMessage[],
  counted: CountedMessages,
  tell: (what: string) => void,
): void {
  const stories = expectedNotices(order.versions, end)
  const read = got.map((message) => ({ ...message, says: readNotice(message.text) }))
  const kinds = read.flatMap(({ says }) => says?.notice ?? [])
  for (const notice of new Set(kinds)) {
    const times = kinds.filter((kind) => kind === notice).length
    if (times > 1) tell(`${order.phone} was told ${times} times of ${notice}`)
    counted.doubled += times - 1
  }
  const explained = accountedFor(rows)
  const story = stories.find(
    (due) =>
      kinds.every((kind) => due.some(({ notice }) => notice === kind)) &&
      due.every(({ notice }) => kinds.includes(notice) || explained.includes(notice)),
  )
  const toldInWords = `${order.phone} was told ${kinds.join(', ') || 'nothing'}, the hub says ${sayRows(rows)}`
  if (!story) {
    if (stories.every((due) => due.some(({ notice }) => !kinds.includes(notice)))) counted.lost++
    tell(`${toldInWords}; must be ${stories.map(sayStory).join(' or ')}`)
  }
  counted.due += story?.length ?? 1
  const firstName = order.versions[0]?.body.customer?.first_name
  for (const { says, text } of read) {
    const due = story?.find(({ notice }) => notice === says?.notice)
    const amounts: readonly (string | null)[] = due && due.amounts.length > 0 ? due.amounts : [null]
    if (!says || says.firstName !== firstName || says.order !== order.name || (due && !amounts.includes(says.amount)))
      tell(`"${text}" is not what ${firstName} must read of ${order.name}${due ? ` over ${amounts.join(' or ')}` : ''}`)
    else if (due && kinds.filter((kind) => kind === due.notice).length === 1) {
      counted.once++
      counted.byNotice.set(due.notice, (counted.byNotice.get(due.notice) ?? 0) + 1)
    }
  }
  const inOrder =
    kinds.indexOf('order-cancelled') < 0 || kinds.indexOf('order-confirmation') <= kinds.indexOf('order-cancelled')
  // Of whom nobody answered the next does not wait: what was slow on its way may be overtaken.
  if (!inOrder && !hub?.timeline.includes('notice-outcome-unknown'))
    tell('the cancellation came before the confirmation')
}

/** What a person was asked to look after, and what the buyer did not want; with a confirmation that also what would have followed it. */
function accountedFor(rows: readonly HubMessage[]): (string | null)[] {
  return rows.flatMap(({ notice, state, failureCode }) => {
    if (state === 'outcome-unknown') return [notice]
    if (failureCode !== 'message-opted-out') return []
    return notice === 'order-confirmation' ? [notice, 'order-cancelled'] : [notice]
  })
}

/** Each message of the hub against the phones: what it says of it must be so. */
function settleRows(
  plan: Plan,
  { hub, phones, slugs }: SeenMessages,
  counted: CountedMessages,
  problems: Problem[],
): void {
  const references = Map.groupBy(phones.got, ({ reference }) => reference)
  const buyers = new Set(plan.orders.map(person))
  const rows = new Map(hub.messages.map((message) => [message.messageId, message]))
  for (const { reference, shop, phone, text } of phones.got) {
    const row = reference === null ? undefined : rows.get(reference)
    if (row?.direction !== 'out' || row.shop !== shop)
      problems.push({ what: `${phone} got "${text}" from ${slugs[shop]}, of which that shop knows nothing` })
    if (!buyers.has(person({ shop, phone })))
      problems.push({ what: `${phone} got "${text}" from ${slugs[shop]}, and bought nothing there` })
  }
  for (const { messageId, shop, direction, state, notice, failureCode } of hub.messages) {
    if (direction === 'in') continue
    const times = references.get(messageId)?.length ?? 0
    const tell = (what: string): void =>
      void problems.push({ what: `message ${messageId} of ${slugs[shop]} (${notice ?? 'about no order'}) ${what}` })
    // Of an order it is counted there.
    if (times > 1 && notice === null) counted.doubled += times - 1
    if (times > 1) tell(`lies ${times} times on the phone`)
    if (state === 'delivered' || state === 'read') {
      if (times === 0) tell(`is ${state}, and lies on no phone`)
    } else if (state === 'outcome-unknown') {
      counted.unknown++
      if (times > 0) tell('lies on the phone, and nothing has settled that')
    } else if (state === 'refused' && (failureCode === 'message-opted-out' || failureCode === 'message-outdated')) {
      if (failureCode === 'message-opted-out') counted.stopped++
      else counted.withdrawn++
      if (times > 0) tell(`is refused (${failureCode}), and lies on the phone`)
    } else tell(`is left ${state}${failureCode ? ` (${failureCode})` : ''}`)
  }
}

/** Whatever customers wrote stands in the hub once, with the shop they wrote to, and nothing else does. */
function settleInbound({ hub, phones, slugs }: SeenMessages, counted: CountedMessages, problems: Problem[]): void {
  const inbound = hub.messages.filter(({ direction }) => direction === 'in')
  counted.received = inbound.length
  const keyOf = (shop: number, key: string | null): string => `${shop} ${key}`
  const rows = Map.groupBy(inbound, ({ shop, providerKey }) => keyOf(shop, providerKey))
  for (const { shop, phone, id, text } of phones.wrote) {
    const key = keyOf(shop, digest(id))
    const times = rows.get(key)?.length ?? 0
    if (times !== 1)
      problems.push({ what: `"${text}" from ${phone} to ${slugs[shop]} stands in the hub ${times} times` })
    rows.delete(key)
  }
  for (const [{ messageId, shop } = { messageId: '', shop: -1 }] of rows.values())
    problems.push({ what: `${slugs[shop]} received ${messageId}, which nobody wrote` })
  const { recorded, done, waiting, parked } = hub.events
  if (done !== recorded)
    problems.push({
      what: `of ${recorded} events of the numbers ${done} are done, ${waiting} wait, ${parked} are parked`,
    })
  if (hub.unclaimed > 0) problems.push({ what: `${hub.unclaimed} statuses were taken for nobody's` })
  if (phones.bodies.posted > 0 && phones.bodies.mixed === 0)
    problems.push({ what: 'no body of Meta spoke of several tenants: that was not proved' })
}

/** Who says STOP is told once that it was heard, and after that nothing that the shop begins. */
function settleStops(
  plan: Plan,
  { hub, phones, slugs }: SeenMessages,
  counted: CountedMessages,
  problems: Problem[],
): void {
  const got = Map.groupBy(phones.got, person)
  const inbound = new Map(hub.messages.map((message) => [`${message.shop} ${message.providerKey}`, message]))
  const stopped = new Set<string>()
  for (const stop of plan.talk.filter(({ kind }) => kind === 'stop')) {
    const { shop, phone, text } = stop
    counted.stops++
    stopped.add(person(stop))
    const wrote = phones.wrote.find((one) => person(one) === person(stop) && one.text === text)
    const noted = wrote && inbound.get(`${shop} ${digest(wrote.id)}`)
    if (!noted) {
      problems.push({ what: `"${text}" from ${phone} to ${slugs[shop]} was never noted` })
      continue
    }
    const all = got.get(person(stop)) ?? []
    const answers = all.filter(({ type }) => type === 'text').length
    const unknown = hub.messages.some(
      ({ conversationId, state, direction, orderId }) =>
        conversationId === noted.conversationId &&
        direction === 'out' &&
        orderId === null &&
        state === 'outcome-unknown',
    )
    if (answers === 1) counted.stopsHeard++
    else if (answers > 1 || !unknown)
      problems.push({ what: `${phone} was told ${answers} times by ${slugs[shop]} that STOP is heard` })
    for (const late of all)
      if (late.type === 'template' && late.at.getTime() > noted.createdAt.getTime() + stopTakesMs)
        problems.push({
          what: `${phone} got "${late.text}" from ${slugs[shop]} at ${late.at.toISOString()}, after STOP was noted at ${noted.createdAt.toISOString()}`,
        })
  }
  for (const { type, text, ...whom } of phones.got)
    if (type !== 'template' && !stopped.has(person(whom)))
      problems.push({ what: `${whom.phone} got "${text}" from ${slugs[whom.shop]}, and had not said STOP` })
}

function sayStory(due: readonly DueNotice[]): string {
  return due.map(({ notice }) => notice).join(' and ') || 'nothing'
}

function sayRows(rows: readonly HubMessage[]): string {
  const each = rows.map(
    ({ notice, state, failureCode }) => `${notice} ${state}${failureCode ? ` (${failureCode})` : ''}`,
  )
  return each.join(', ') || 'nothing'
}
