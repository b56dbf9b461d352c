import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareVersions, type SourceVersion } from './source-version.ts'

const version = fc.record({
  occurredAt: fc.integer({ min: 0, max: 2 }).map((seconds) => new Date(seconds * 1000)),
  triggeredAt: fc.option(fc.integer({ min: 0, max: 2 }).map((ms) => new Date(5_000 + ms))),
  digest: fc.constantFrom('a', 'b', 'c'),
})

/** What `applyOrder` keeps of it. */
function arrive(stored: SourceVersion | null, incoming: SourceVersion): SourceVersion {
  if (!stored) return incoming
  const verdict = compareVersions(stored, incoming)
  return verdict === 'newer' || verdict === 'unclear-newer' || verdict === 'same-content-later' ? incoming : stored
}

test('every order of arrival and every repetition ends with the same version', () => {
  fc.assert(
    fc.property(
      fc
        .array(version, { minLength: 1, maxLength: 6 })
        .chain((versions) =>
          fc.tuple(
            fc.shuffledSubarray(versions, { minLength: versions.length }),
            fc.constant(versions),
            fc.array(fc.constantFrom(...versions), { maxLength: 4 }),
          ),
        ),
      ([shuffled, versions, repeated]) => {
        const one = versions.reduce<SourceVersion | null>(arrive, null)
        const other = [...shuffled, ...repeated].reduce<SourceVersion | null>(arrive, null)
        expect(other).toEqual(one)
      },
    ),
    { numRuns: 2_000 },
  )
})

test('a later change wins over a later delivery', () => {
  const stored = { occurredAt: new Date(2_000), triggeredAt: new Date(2_000), digest: 'b' }

  expect(compareVersions(stored, { occurredAt: new Date(1_000), triggeredAt: new Date(9_000), digest: 'z' })).toBe(
    'older',
  )
})

test('the same second with other content is unclear unless the trigger time tells', () => {
  const stored = { occurredAt: new Date(1_000), triggeredAt: null, digest: 'b' }

  expect(compareVersions(stored, { ...stored, digest: 'c' })).toBe('unclear-newer')
  expect(compareVersions(stored, { ...stored, digest: 'a' })).toBe('unclear-older')
  expect(
    compareVersions({ ...stored, triggeredAt: new Date(1) }, { ...stored, triggeredAt: new Date(2), digest: 'a' }),
  ).toBe('newer')
})
