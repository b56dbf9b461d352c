import { isTimeZone } from '@crossdock/contracts/notice-choices'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quietUntil } from './quiet-hours.ts'

const zones = ['Asia/Kolkata', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`)

function localTime(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
}

test.each([
  ['21:00 to 09:00 at 22:30', '2026-11-28T17:00:00Z', '2026-11-29T03:30:00.000Z'],
  ['and at 08:59', '2026-11-28T03:29:00Z', '2026-11-28T03:30:00.000Z'],
  ['and at 09:00', '2026-11-28T03:30:00Z', undefined],
  ['and at 20:59', '2026-11-28T15:29:59Z', undefined],
])('quiet from %s in India', (_, now, until) => {
  const quiet = quietUntil(new Date(now), { from: '21:00', until: '09:00', timeZone: 'Asia/Kolkata' })

  expect(quiet?.toISOString()).toBe(until)
})

test('a night in which the clocks change ends when the clock on the wall says so', () => {
  const quiet = quietUntil(new Date('2026-03-28T22:00:00Z'), {
    from: '21:00',
    until: '09:00',
    timeZone: 'Europe/Berlin',
  })

  expect(quiet?.toISOString()).toBe('2026-03-29T07:00:00.000Z')
})

test('quiet hours end within a day and a bit, at the time that was chosen, and then they are over', () => {
  const soon = { min: new Date('2025-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }
  fc.assert(
    fc.property(fc.date(soon), time, time, fc.constantFrom(...zones), (now, from, until, timeZone) => {
      const end = quietUntil(now, { from, until, timeZone })
      if (end === null) return

      expect(end.getTime()).toBeGreaterThan(now.getTime())
      expect(end.getTime() - now.getTime()).toBeLessThan(26 * 3_600_000)
      // A local time that a change of clocks skips has the one after it.
      if (localTime(end, timeZone) === until) expect(quietUntil(end, { from, until, timeZone })).toBeNull()
    }),
  )
})

test('from and until the same: never quiet', () => {
  expect(quietUntil(new Date(), { from: '09:00', until: '09:00', timeZone: 'UTC' })).toBeNull()
})

test.each([
  ['Asia/Kolkata', true],
  ['Mars/Olympus', false],
])('%s is a time zone: %s', (name, is) => {
  expect(isTimeZone(name)).toBe(is)
})
