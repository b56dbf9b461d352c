import { expect, test } from 'vitest'
import { atShop } from './shop-clock.ts'

test.each([
  ['2026-11-19T15:15:10Z', 'Asia/Kolkata', '2026-11-19T20:45:10+05:30'],
  ['2026-11-19T23:15:10Z', 'Asia/Kolkata', '2026-11-20T04:45:10+05:30'],
  // Summer and winter have offsets of their own.
  ['2026-07-01T00:30:00Z', 'America/New_York', '2026-06-30T20:30:00-04:00'],
  ['2026-12-01T00:30:00Z', 'America/New_York', '2026-11-30T19:30:00-05:00'],
  ['2026-12-01T00:30:00Z', 'America/St_Johns', '2026-11-30T21:00:00-03:30'],
  ['2026-12-01T00:30:00Z', 'Europe/London', '2026-12-01T00:30:00+00:00'],
  ['2026-12-01T00:30:00Z', 'Etc/UTC', '2026-12-01T00:30:00+00:00'],
])('%s in %s is %s', (utc, zone, local) => {
  expect(atShop(utc, zone)).toBe(local)
  expect(Date.parse(local)).toBe(Date.parse(utc))
})

test('a zone the runtime lacks, or what is no time, stays as it is', () => {
  expect(atShop('2026-12-01T00:30:00Z', 'Mars/Olympus')).toBe('2026-12-01T00:30:00Z')
  expect(atShop('soon', 'Asia/Kolkata')).toBe('soon')
})
