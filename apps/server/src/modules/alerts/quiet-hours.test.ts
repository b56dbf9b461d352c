import { expect, test } from 'vitest'
import { isQuiet, isTimeZone } from './quiet-hours.ts'

// 22:30 in Kolkata.
const evening = new Date('2026-01-05T17:00:00Z')
const morning = new Date('2026-01-05T01:29:00Z')
const night = { from: '22:00', until: '07:00' }

test('a night that goes over midnight is quiet at both its ends, in the time zone of who sleeps', () => {
  expect(isQuiet(night, 'Asia/Kolkata', evening)).toBe(true)
  expect(isQuiet(night, 'Asia/Kolkata', morning)).toBe(true)
  expect(isQuiet(night, 'Asia/Kolkata', new Date(morning.getTime() + 60_000))).toBe(false)
  expect(isQuiet(night, 'Europe/Berlin', evening)).toBe(false)
})

test('a pause within a day ends where it says', () => {
  const lunch = { from: '12:00', until: '13:00' }
  const at = (time: string): boolean => isQuiet(lunch, 'UTC', new Date(`2026-01-05T${time}:00Z`))

  expect([at('11:59'), at('12:00'), at('12:59'), at('13:00')]).toEqual([false, true, true, false])
})

test('no quiet hours, or none that last, are never quiet', () => {
  expect(isQuiet(null, 'UTC', evening)).toBe(false)
  expect(isQuiet({ from: '08:00', until: '08:00' }, 'UTC', evening)).toBe(false)
})

test('time zones are those that there are', () => {
  expect([isTimeZone('Asia/Kolkata'), isTimeZone('Asia/Nowhere')]).toEqual([true, false])
})
