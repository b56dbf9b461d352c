import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isNewer, isUnclear, type Newest, type SourceVersion, winnerOf, withVersion } from './source-version.ts'

const version = fc.record({
  occurredAt: fc.integer({ min: 0, max: 2 }).map((seconds) => new Date(seconds * 1000)),
  triggeredAt: fc.option(fc.integer({ min: 0, max: 2 }).map((ms) => new Date(5_000 + ms))),
  digest: fc.constantFrom('a', 'b', 'c'),
})

const arrive = (versions: SourceVersion[]): Newest | null => versions.reduce<Newest | null>(withVersion, null)

test('every order of arrival and every repetition ends with the same versions of the same moment', () => {
  fc.assert(
    fc.property(
      fc
        .array(version, { minLength: 1, maxLength: 7 })
        .chain((versions) =>
          fc.tuple(
            fc.shuffledSubarray(versions, { minLength: versions.length }),
            fc.constant(versions),
            fc.array(fc.constantFrom(...versions), { maxLength: 4 }),
          ),
        ),
      ([shuffled, versions, repeated]) => {
        expect(arrive([...shuffled, ...repeated])).toEqual(arrive(versions))
      },
    ),
    { numRuns: 2_000 },
  )
})

test('the version that holds is newer than every other', () => {
  fc.assert(
    fc.property(fc.array(version, { minLength: 1, maxLength: 7 }), (versions) => {
      const winner = winnerOf(arrive(versions) as Newest)

      expect(versions.some((one) => isNewer(one, winner))).toBe(false)
    }),
  )
})

const at = (ms: number): Date => new Date(ms)
const holds = (...versions: SourceVersion[]): string => winnerOf(arrive(versions) as Newest).digest
const unclear = (...versions: SourceVersion[]): boolean => isUnclear(arrive(versions) as Newest)

test('a later change wins over a later delivery', () => {
  const changed = { occurredAt: at(2_000), triggeredAt: at(2_000), digest: 'b' }
  const delivered = { occurredAt: at(1_000), triggeredAt: at(9_000), digest: 'z' }

  expect(holds(changed, delivered)).toBe('b')
  expect(unclear(changed, delivered)).toBe(false)
})

test('the same second with other content is unclear unless the trigger time tells', () => {
  const untold = { occurredAt: at(1_000), triggeredAt: null }
  const told = (ms: number) => ({ occurredAt: at(1_000), triggeredAt: at(ms) })

  expect(unclear({ ...untold, digest: 'b' }, { ...untold, digest: 'c' })).toBe(true)
  expect(unclear({ ...told(1), digest: 'b' }, { ...untold, digest: 'c' })).toBe(true)
  expect(unclear({ ...told(1), digest: 'b' }, { ...told(1), digest: 'c' })).toBe(true)
  expect(unclear({ ...told(1), digest: 'b' }, { ...told(2), digest: 'a' })).toBe(false)
  expect(holds({ ...told(1), digest: 'b' }, { ...told(2), digest: 'a' })).toBe('a')
  expect(isNewer({ ...untold, digest: 'c' }, { ...untold, digest: 'b' })).toBe(true)
})

// Three of one second: the newest two are clear between themselves, the third makes it unclear whenever it comes.
test('a version that does not tell when it was raised keeps the moment unclear', () => {
  const [one, two, untold] = [
    { occurredAt: at(1_000), triggeredAt: at(1), digest: 'a' },
    { occurredAt: at(1_000), triggeredAt: at(2), digest: 'b' },
    { occurredAt: at(1_000), triggeredAt: null, digest: 'c' },
  ]

  expect(unclear(one, untold, two)).toBe(true)
  expect(unclear(one, two, untold)).toBe(true)
  expect(unclear(untold, { ...two, occurredAt: at(2_000) })).toBe(false)
})

test('the same content told again is no rival of itself', () => {
  const one = { occurredAt: at(1_000), triggeredAt: null, digest: 'a' }

  expect(unclear(one, one, { ...one, triggeredAt: at(5) })).toBe(false)
})
