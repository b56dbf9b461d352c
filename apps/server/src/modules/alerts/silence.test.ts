import fc from 'fast-check'
import { expect, test } from 'vitest'
import { silentStretch, unusualSilence, weekMs } from './silence.ts'

const hour = (n: number): Date => new Date(Date.UTC(2026, 0, 5, n))
const longAgo = new Date(hour(0).getTime() - 8 * weekMs)
const weeks = (...events: number[]) => events.map((n, index) => ({ weeksAgo: index + 1, events: n }))

test('an hour without a word is a pause, two are a stretch', () => {
  expect(silentStretch(hour(9), hour(11))).toBeNull()
  expect(silentStretch(hour(9), hour(12))).toEqual({ from: hour(10), until: hour(12) })
})

test('a stretch longer than a week is compared as a week', () => {
  const stretch = silentStretch(hour(0), hour(24 * 20))

  expect(stretch?.until).toEqual(hour(24 * 20))
  expect(stretch?.from).toEqual(hour(24 * 13))
})

test('a channel that spoke in these hours of every week before, and now does not, is silent', () => {
  const stretch = { from: hour(10), until: hour(13) }

  expect(unusualSilence(stretch, longAgo, weeks(12, 9, 30, 14, 11, 20, 0))).toEqual({ hours: 3, fewest: 9 })
})

test('one quiet week among the latest six is enough to suspect nothing', () => {
  expect(unusualSilence({ from: hour(10), until: hour(13) }, longAgo, weeks(12, 9, 4, 14, 11, 20))).toBeNull()
})

test('nothing is expected of a channel that was connected three weeks ago', () => {
  const since = new Date(hour(10).getTime() - 3.5 * weekMs)

  expect(unusualSilence({ from: hour(10), until: hour(13) }, since, weeks(50, 50, 50, 0, 0, 0))).toBeNull()
})

test('a shop that sells now and then is never suspected, however long it is quiet', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 8, maxLength: 8 }),
      fc.integer({ min: 2, max: 168 }),
      (events, hours) => unusualSilence({ from: hour(0), until: hour(hours) }, longAgo, weeks(...events)) === null,
    ),
  )
})

test('more said in the weeks before never makes a silence less unusual', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 8, maxLength: 8 }),
      fc.nat(7),
      (events, which) => {
        const stretch = { from: hour(0), until: hour(5) }
        const more = events.map((n, index) => (index === which ? n + 10 : n))

        return (
          !unusualSilence(stretch, longAgo, weeks(...events)) ||
          unusualSilence(stretch, longAgo, weeks(...more)) !== null
        )
      },
    ),
  )
})
