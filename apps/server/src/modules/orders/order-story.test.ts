import { anErpOrder } from '@crossdock/connectors/ports/an-erp-order'
import type { CanonicalOrder } from '@crossdock/contracts/order'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultPushPolicy } from '#modules/tenants/index.ts'
import { decide, learn, type News, nothingKnown, type Story } from './order-story.ts'

const channel = { cutOverAt: new Date(0), policy: defaultPushPolicy }
const { order: placed } = anErpOrder({ lines: [{ sku: 'A', net: '100.00' }] })
const withheld = { customer: null, billingAddress: null, shippingAddress: null }
const at = (ms: number): Date => new Date(1_000_000 + ms)

/** What a shop may say of one order: contents differ in payment, cancellation and in whether they name anybody. */
const contents: CanonicalOrder[] = [
  { ...placed, payment: { ...placed.payment, status: 'pending' } },
  placed,
  { ...placed, ...withheld },
  { ...placed, ...withheld, payment: { ...placed.payment, status: 'refunded' } },
  { ...placed, cancelledAt: '2026-11-18T12:00:00Z', payment: { ...placed.payment, status: 'voided' } },
  { ...placed, shippingAddress: null, edited: true },
]

/** A version's digest stands for its content and the second it changed in, as that of a real body does. */
const version = fc
  .tuple(
    fc.nat(contents.length - 1),
    fc.constantFrom(0, 1_000, 2_000),
    fc.option(fc.constantFrom(0, 500, 1_000, 1_500, 2_500)),
  )
  .map(([content, second, raised]): News => {
    const order = { ...(contents[content] as CanonicalOrder), updatedAt: at(second).toISOString() }
    const triggeredAt = raised === null ? null : at(raised)
    return {
      kind: 'version',
      order,
      version: { occurredAt: at(second), triggeredAt, digest: `${content} of ${second}` },
    }
  })
/** What the channel answered: one reading each moment, of a content whose bytes no webhook has. */
const answered = fc
  .tuple(fc.nat(contents.length - 1), fc.constantFrom(0, 1_000, 2_000), fc.constantFrom(1_000, 2_500, 3_500))
  .map(([content, second, asked]): News => {
    const order = { ...(contents[content] as CanonicalOrder), updatedAt: at(second).toISOString() }
    const digest = `answer ${content} of ${second}`
    return {
      kind: 'version',
      order,
      version: { occurredAt: at(second), triggeredAt: at(asked), digest, answer: true },
    }
  })
const edited = fc
  .constantFrom(500, 1_500, 3_000)
  .map((ms): News => ({ kind: 'edited', at: at(ms), added: 1, removed: 0 }))
const deleted = fc.constantFrom(1_000, 4_000).map((ms): News => ({ kind: 'deleted', at: at(ms) }))
const news = fc.oneof(
  { weight: 6, arbitrary: version },
  { weight: 2, arbitrary: answered },
  { weight: 2, arbitrary: edited },
  { weight: 1, arbitrary: deleted },
)

const tell = (all: News[]): Story => all.reduce(learn, nothingKnown)

test('every order and multiplicity of an order’s events ends in one story and one decision', () => {
  const events = fc
    .array(news, { minLength: 1, maxLength: 8 })
    .chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.array(fc.constantFrom(...all), { maxLength: 6 }),
        fc.nat(),
      ),
    )
  fc.assert(
    fc.property(events, ([all, shuffled, again, cut]) => {
      const where = cut % (shuffled.length + 1)
      const other = [...shuffled.slice(0, where), ...again, ...shuffled.slice(where), ...again]

      expect(tell(other)).toEqual(tell(all))
      expect(decide(tell(other), channel)).toEqual(decide(tell(all), channel))
    }),
    { numRuns: 3_000 },
  )
})

const says = (content: number, second: number, raised: number | null = second): News => ({
  kind: 'version',
  order: contents[content] as CanonicalOrder,
  version: {
    occurredAt: at(second),
    triggeredAt: raised === null ? null : at(raised),
    digest: `${content} of ${second}`,
  },
})

test('an edit asks for a fresh read until a later version comes', () => {
  const edit: News = { kind: 'edited', at: at(500), added: 1, removed: 0 }

  expect(decide(tell([says(1, 0), edit]), channel)?.needsRefetch).toBe(true)
  expect(decide(tell([says(1, 0), edit, says(5, 1_000)]), channel)?.needsRefetch).toBe(false)
  expect(decide(tell([says(1, 0), says(5, 1_000), edit]), channel)?.needsRefetch).toBe(false)
})

const answers = (content: number, second: number, asked: number): News => ({
  kind: 'version',
  order: contents[content] as CanonicalOrder,
  version: { occurredAt: at(second), triggeredAt: at(asked), digest: `answer ${content} of ${second}`, answer: true },
})

test('what the channel answers settles an edit, and versions that nothing else tells apart', () => {
  const edit: News = { kind: 'edited', at: at(500), added: 1, removed: 0 }
  const unclear = [says(0, 0, null), says(1, 0, null), edit]

  for (const story of [
    [...unclear, answers(5, 0, 900)],
    [answers(5, 0, 900), ...unclear],
  ]) {
    expect(decide(tell(story), channel)?.needsRefetch).toBe(false)
    expect(tell(story).order).toMatchObject({ edited: true })
  }
})

test('what is told after the channel answered is not settled by it', () => {
  const answer = answers(1, 0, 900)
  const edit: News = { kind: 'edited', at: at(1_500), added: 1, removed: 0 }

  expect(decide(tell([answer, edit]), channel)?.needsRefetch).toBe(true)
  expect(tell([answer, says(4, 0, 1_000)]).order).toMatchObject({ cancelledAt: expect.any(String) })
  expect(tell([answer, says(4, 1_000)]).order).toMatchObject({ cancelledAt: expect.any(String) })
})

test('an edit of an order that has not come is remembered, and decides nothing yet', () => {
  const edit: News = { kind: 'edited', at: at(500), added: 1, removed: 0 }

  expect(decide(tell([edit]), channel)).toBeNull()
  expect(decide(tell([edit, says(1, 0)]), channel)?.needsRefetch).toBe(true)
})

test('what comes after the deletion does not bring the order back', () => {
  const gone: News = { kind: 'deleted', at: at(500) }

  for (const story of [
    [gone, says(0, 0), says(1, 9_000)],
    [says(0, 0), gone, says(1, 9_000)],
  ])
    expect(decide(tell(story), channel)?.wanted).toEqual({ wanted: 'none', reason: 'deleted-in-channel' })
})

test('people that a later version withholds stay, whichever came first', () => {
  for (const story of [
    [says(1, 0), says(2, 1_000)],
    [says(2, 1_000), says(1, 0)],
  ])
    expect(tell(story).order).toMatchObject({
      customer: { name: 'Ananya Rao' },
      shippingAddress: { city: 'Bengaluru' },
    })
})

test('an address that a version names others but not is gone', () => {
  expect(tell([says(1, 0), says(5, 1_000)]).order).toMatchObject({
    shippingAddress: null,
    customer: { name: 'Ananya Rao' },
  })
})
