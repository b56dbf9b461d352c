import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutPeople } from './without-people.ts'

test.each([
  ['Invalid recipient +91 98765 43210', 'Invalid recipient …'],
  ['the number 919876543210 is unknown', 'the number … is unknown'],
  ['write to ananya@example.com', 'write to …'],
  ['template (order_shipped_v9) does not exist in en_IN', 'template (order_shipped_v9) does not exist in en_IN'],
  ['first line\nsecond with names', 'first line'],
])('%j is kept as %j', (message, kept) => {
  expect(withoutPeople(message)).toBe(kept)
})

test('leaves no run of digits as long as a phone', () => {
  fc.assert(
    fc.property(fc.string(), fc.stringMatching(/^\d{8,15}$/), fc.string(), (before, phone, after) => {
      expect(withoutPeople(`${before}${phone}${after}`)).not.toContain(phone)
    }),
  )
})

// Tried from each of its letters, a word of this length would take hours.
test('takes no longer for a word without end', () => {
  const startedMs = performance.now()

  expect(withoutPeople('a'.repeat(1_000_000))).toHaveLength(300)

  expect(performance.now() - startedMs).toBeLessThan(2_000)
})
