import { expect, test } from 'vitest'
import { digest } from '#platform/crypto/seal.ts'
import { expectedEnds } from './expected-ends.ts'
import { expectedNotices } from './expected-notices.ts'
import type { HubMessage } from './hub-messages.ts'
import type { SettledOrder } from './ledger.ts'
import { type SeenMessages, settleMessages } from './message-ledger.ts'
import type { OnPhone } from './phone-books.ts'
import { makePlan } from './plan.ts'
import { worldOf } from './run.ts'

const slugs = ['one', 'two']
const plan = makePlan({ seed: 11, events: 600, minutes: 1, shops: slugs.map((slug) => `${slug}.myshopify.com`) })
const world = worldOf(plan)
const start = Date.parse('2026-11-28T10:00:00Z')

type Seen = SeenMessages & { orders: SettledOrder[] }

const words = {
  'order-confirmation': (name: string, order: string, amount: string) =>
    `Hello ${name}, thank you for your order ${order} over ₹${Number(amount).toLocaleString('en', { minimumFractionDigits: 2 })}. We tell you as soon as it is on its way.`,
  'order-cancelled': (name: string, order: string) =>
    `Hello ${name}, your order ${order} has been cancelled. If that surprises you, please answer.`,
  'needs-something': (name: string, order: string) =>
    `Hello ${name}, before we can send your order ${order} we need something from you: your confirmation of the order. Please answer.`,
}

/** All as it must be, written from the plan; each test spoils one thing of it. Whoever says STOP says it at the very end. */
function asItMustBe(): Seen {
  const orders: SettledOrder[] = []
  const got: OnPhone[] = []
  const messages: HubMessage[] = []
  const row = (more: Partial<HubMessage>): HubMessage => ({
    ...{ shop: 0, messageId: `m-${messages.length}`, conversationId: '', direction: 'out', state: 'delivered' },
    ...{ notice: null, orderId: null, providerKey: null, failureCode: null, createdAt: new Date(start) },
    ...more,
  })
  for (const order of plan.orders) {
    const { shop, phone, name, sourceId, versions } = order
    const [end] = expectedEnds(versions, world)
    if (!end) continue
    const orderId = `id-${sourceId}`
    const hub = {
      shop,
      orderId,
      sourceId,
      name,
      erpState: end.hub,
      reasonCode: null,
      tasks: [],
      timeline: ['received'],
    }
    orders.push({ order, end, hub })
    for (const { notice, amounts } of expectedNotices(versions, end).at(-1) ?? []) {
      const message = row({ shop, notice, orderId, conversationId: `c-${shop}-${phone}` })
      messages.push(message)
      const text = words[notice](versions[0]?.body.customer?.first_name ?? '', name, amounts[0] ?? '')
      got.push({ shop, phone, reference: message.messageId, type: 'template', text, at: new Date(start + got.length) })
    }
  }
  const wrote = plan.talk.map(({ shop, phone, text }, n) => ({ shop, phone, text, id: `wamid.${n}` }))
  for (const [n, { shop, phone, kind }] of plan.talk.entries()) {
    const conversationId = `c-${shop}-${phone}`
    const at = new Date(start + 3_600_000)
    messages.push(
      row({
        shop,
        direction: 'in',
        state: 'received',
        providerKey: digest(`wamid.${n}`),
        conversationId,
        createdAt: at,
      }),
    )
    if (kind !== 'stop') continue
    const answer = row({ shop, conversationId })
    messages.push(answer)
    const text = 'You will get no more messages from us.'
    got.push({ shop, phone, reference: answer.messageId, type: 'text', text, at: new Date(at.getTime() + 1_000) })
  }
  const events = { recorded: 9, done: 9, waiting: 0, parked: 0 }
  return {
    orders,
    hub: { messages, tasks: new Map(), events, unclaimed: 0 },
    phones: { got, wrote, bodies: { posted: 10, mixed: 2 } },
    slugs,
  }
}

function settled(spoil: (seen: Seen) => void) {
  const seen = asItMustBe()
  spoil(seen)
  return settleMessages(plan, seen.orders, seen)
}

const problems = (spoil: (seen: Seen) => void): string[] => settled(spoil).problems.map(({ what }) => what)

/** The first notice of its kind, of a buyer who says nothing of stopping: what lies on the phone, and the row. */
function one({ phones, hub }: Seen, notice = 'order-confirmation'): { there: OnPhone; row: HubMessage } {
  const stops = plan.talk.filter(({ kind }) => kind === 'stop')
  const row = hub.messages.find((message) => {
    const there = phones.got.find(({ reference }) => reference === message.messageId)
    return (
      message.notice === notice &&
      there &&
      !stops.some(({ shop, phone }) => shop === there.shop && phone === there.phone)
    )
  })
  const there = phones.got.find(({ reference }) => reference === row?.messageId)
  if (!row || !there) throw new Error(`no ${notice} in the plan`)
  return { there, row }
}

/** Whoever says STOP, and what was told to them. */
function aStopped({ phones, hub }: Seen) {
  for (const stop of plan.talk.filter(({ kind }) => kind === 'stop')) {
    const mine = phones.got.filter(({ shop, phone }) => shop === stop.shop && phone === stop.phone)
    const there = mine.find(({ text }) => text.includes('thank you'))
    const row = hub.messages.find(({ messageId }) => messageId === there?.reference)
    const answer = mine.find(({ type }) => type === 'text')
    if (there && row && answer) return { there, row, answer }
  }
  throw new Error('nobody says STOP after a confirmation')
}

const takeFromPhone = ({ phones }: Seen, there: OnPhone): void => void phones.got.splice(phones.got.indexOf(there), 1)

test('what is as it must be has no problems, and is counted', () => {
  const { problems: found, counted } = settled(() => undefined)

  expect(found).toEqual([])
  expect(counted.due).toBeGreaterThan(50)
  expect(counted).toMatchObject({ once: counted.due, unknown: 0, doubled: 0, lost: 0, stopsHeard: counted.stops })
  expect([...counted.byNotice.keys()].sort()).toEqual(['needs-something', 'order-cancelled', 'order-confirmation'])
  expect(counted.received).toBe(plan.talk.length)
})

test.each<[string, (seen: Seen) => void, RegExp]>([
  [
    'a confirmation that nobody got',
    (seen) => takeFromPhone(seen, one(seen).there),
    /was told nothing.*must be order-conf/,
  ],
  [
    'a confirmation that came twice',
    (seen) => void seen.phones.got.push({ ...one(seen).there }),
    /told 2 times of order-confirmation[\s\S]*lies 2 times/,
  ],
  [
    'a confirmation sent twice as two messages',
    (seen) => {
      const { there, row } = one(seen)
      seen.hub.messages.push({ ...row, messageId: 'again' })
      seen.phones.got.push({ ...there, reference: 'again' })
    },
    /told 2 times of order-confirmation/,
  ],
  [
    'another amount',
    (seen) => {
      const { there } = one(seen)
      there.text = there.text.replace(/₹[\d,.]+\d/, '₹1.00')
    },
    /"Hello .* over ₹1\.00.*" is not what .* over \d/,
  ],
  [
    'another name',
    (seen) => {
      const { there } = one(seen)
      there.text = there.text.replace(/^Hello \w+/, 'Hello Nobody')
    },
    /is not what/,
  ],
  [
    'another order',
    (seen) => {
      const { there } = one(seen)
      there.text = there.text.replace(/#\d+/, '#9')
    },
    /is not what/,
  ],
  [
    'a confirmation from the other shop',
    (seen) => void Object.assign(one(seen).there, { shop: 1 - one(seen).there.shop }),
    /that shop knows nothing/,
  ],
  [
    'a notice to somebody who bought nothing',
    (seen) => void seen.phones.got.push({ ...one(seen).there, phone: '+917006999999' }),
    /bought nothing there/,
  ],
  [
    'a message of which the hub knows nothing',
    (seen) => void Object.assign(one(seen).there, { reference: 'strange' }),
    /knows nothing[\s\S]*is delivered, and lies on no phone/,
  ],
  [
    'a cancellation that nobody got',
    (seen) => takeFromPhone(seen, one(seen, 'order-cancelled').there),
    /was told order-confirmation.*must be.*order-confirmation and order-cancelled/,
  ],
  [
    'a cancellation alone',
    (seen) => {
      const { there } = one(seen, 'order-cancelled')
      const before = seen.phones.got.find(
        (got) => got !== there && got.shop === there.shop && got.phone === there.phone,
      )
      if (before) takeFromPhone(seen, before)
    },
    /was told order-cancelled/,
  ],
  [
    'a cancellation before the confirmation',
    (seen) => {
      const { there } = one(seen, 'order-cancelled')
      takeFromPhone(seen, there)
      seen.phones.got.unshift(there)
    },
    /the cancellation came before/,
  ],
  ['a message left in the queue', (seen) => void Object.assign(one(seen).row, { state: 'queued' }), /is left queued/],
  [
    'a message left in the middle',
    (seen) => void Object.assign(one(seen).row, { state: 'sending' }),
    /is left sending/,
  ],
  ['a status that never came', (seen) => void Object.assign(one(seen).row, { state: 'accepted' }), /is left accepted/],
  [
    'a message that failed',
    (seen) => void Object.assign(one(seen).row, { state: 'failed', failureCode: 'message-refused' }),
    /is left failed \(message-refused\)/,
  ],
  [
    'a message that is out and still unknown',
    (seen) => {
      const { row } = one(seen)
      row.state = 'outcome-unknown'
      seen.hub.tasks.set(row.orderId ?? '', ['message-order-confirmation'])
    },
    /nothing has settled that/,
  ],
  [
    'a message without an answer and without a task',
    (seen) => {
      const { there, row } = one(seen)
      takeFromPhone(seen, there)
      row.state = 'outcome-unknown'
    },
    /tasks for no message; it must be for message-order-confirmation/,
  ],
  [
    'a task for a message that came',
    (seen) => void seen.hub.tasks.set(one(seen).row.orderId ?? '', ['message-order-confirmation']),
    /tasks for message-order-confirmation; it must be for none/,
  ],
  [
    'a message that is refused and lies there all the same',
    (seen) => void Object.assign(one(seen).row, { state: 'refused', failureCode: 'message-outdated' }),
    /is refused \(message-outdated\), and lies on the phone/,
  ],
  [
    'a refusal for whatever other reason',
    (seen) => void Object.assign(one(seen).row, { state: 'refused', failureCode: 'template-refused' }),
    /is left refused \(template-refused\)/,
  ],
  [
    'what a customer wrote and nobody received',
    ({ hub }) =>
      void hub.messages.splice(
        hub.messages.findIndex(({ direction }) => direction === 'in'),
        1,
      ),
    /stands in the hub 0 times/,
  ],
  [
    'what a customer wrote, received twice',
    ({ hub }) =>
      void hub.messages.push({ ...(hub.messages.find(({ direction }) => direction === 'in') as HubMessage) }),
    /stands in the hub 2 times/,
  ],
  [
    'what a customer wrote to the other shop',
    ({ hub }) => {
      const inbound = hub.messages.find(({ direction }) => direction === 'in')
      if (inbound) inbound.shop = 1 - inbound.shop
    },
    /stands in the hub 0 times[\s\S]*which nobody wrote/,
  ],
  [
    'a notice long after STOP',
    (seen) => void Object.assign(aStopped(seen).there, { at: new Date(start + 3_700_000) }),
    /after STOP was noted/,
  ],
  [
    'a STOP that nobody answered',
    (seen) => takeFromPhone(seen, aStopped(seen).answer),
    /told 0 times .* that STOP is heard/,
  ],
  [
    'a STOP that was answered twice',
    (seen) => void seen.phones.got.push({ ...aStopped(seen).answer }),
    /told 2 times .* that STOP is heard/,
  ],
  [
    'an answer to a STOP that nobody said',
    (seen) => void seen.phones.got.push({ ...one(seen).there, type: 'text', text: 'No more messages.' }),
    /had not said STOP/,
  ],
  [
    'an event of a number that waits for ever',
    ({ hub }) => void Object.assign(hub.events, { done: 8, waiting: 1 }),
    /1 wait/,
  ],
  [
    'an event of a number that was parked',
    ({ hub }) => void Object.assign(hub.events, { done: 8, parked: 1 }),
    /1 are parked/,
  ],
  [
    'an event of a number of which nothing came',
    ({ hub }) => void Object.assign(hub.events, { recorded: 10 }),
    /of 10 events/,
  ],
  [
    'a status that was taken for nobody’s',
    ({ hub }) => void Object.assign(hub, { unclaimed: 1 }),
    /taken for nobody's/,
  ],
  [
    'bodies that never mixed the tenants',
    ({ phones }) => void Object.assign(phones.bodies, { mixed: 0 }),
    /not proved/,
  ],
  ['a run that told nobody anything', (seen) => void seen.orders.splice(0), /nothing was proved/],
])('%s is a problem', (_, spoil, wanted) => {
  expect(problems(spoil).join('\n')).toMatch(wanted)
})

test.each<[string, (seen: Seen) => void, object]>([
  [
    'nobody answered, it is not on the phone, and a person has a task',
    (seen) => {
      const { there, row } = one(seen)
      takeFromPhone(seen, there)
      row.state = 'outcome-unknown'
      seen.hub.tasks.set(row.orderId ?? '', ['message-order-confirmation'])
    },
    { unknown: 1, lost: 0 },
  ],
  [
    'the buyer had said STOP before the confirmation',
    (seen) => {
      const { there, row } = aStopped(seen)
      takeFromPhone(seen, there)
      Object.assign(row, { state: 'refused', failureCode: 'message-opted-out' })
      const later = seen.hub.messages.find((m) => m.orderId === row.orderId && m.notice === 'order-cancelled')
      const laterThere = seen.phones.got.find(({ reference }) => reference === later?.messageId)
      if (later && laterThere) {
        takeFromPhone(seen, laterThere)
        seen.hub.messages.splice(seen.hub.messages.indexOf(later), 1)
      }
    },
    { stopped: 1, lost: 0 },
  ],
  [
    'nobody answered that a STOP is heard',
    (seen) => {
      const { answer } = aStopped(seen)
      takeFromPhone(seen, answer)
      const row = seen.hub.messages.find(({ messageId }) => messageId === answer.reference)
      Object.assign(row ?? {}, { state: 'outcome-unknown' })
    },
    { unknown: 1 },
  ],
  [
    'the cancellation came first, of a confirmation that nobody had answered',
    (seen) => {
      const { there, row } = one(seen, 'order-cancelled')
      takeFromPhone(seen, there)
      seen.phones.got.unshift(there)
      seen.orders.find(({ hub }) => hub?.orderId === row.orderId)?.hub?.timeline.push('notice-outcome-unknown')
    },
    { doubled: 0, lost: 0 },
  ],
])('%s: that is accounted for', (_, spoil, wanted) => {
  const { problems: found, counted } = settled(spoil)

  expect(found).toEqual([])
  expect(counted).toMatchObject(wanted)
})

test('lost and doubled messages are counted', () => {
  const lost = settled((seen) => takeFromPhone(seen, one(seen).there)).counted
  const doubled = settled((seen) => void seen.phones.got.push({ ...one(seen).there })).counted
  const answer = settled((seen) => void seen.phones.got.push({ ...aStopped(seen).answer })).counted

  expect(lost).toMatchObject({ lost: 1, once: lost.due - 1 })
  expect(doubled).toMatchObject({ doubled: 1, once: doubled.due - 1 })
  expect(answer.doubled).toBe(1)
})
