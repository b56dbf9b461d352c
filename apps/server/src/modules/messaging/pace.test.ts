import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterOne, freeAt, numberPace, pairPace } from './pace.ts'

test('a burst goes at once, then one in each interval', () => {
  const start = new Date('2026-11-28T10:00:00Z')
  let spokenFor = new Date(0)
  const slots: number[] = []

  for (let n = 0; n < pairPace.burst + 3; n++) {
    slots.push(Math.max(0, freeAt(spokenFor, pairPace).getTime() - start.getTime()))
    spokenFor = afterOne(spokenFor, start, pairPace)
  }

  expect(slots.slice(0, pairPace.burst)).toEqual(Array(pairPace.burst).fill(0))
  expect(slots.slice(pairPace.burst)).toEqual([6_000, 12_000, 18_000])
})

test('whatever the pauses, no more go out in a time than the pace and one burst', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 80 }),
      fc.array(fc.nat(500), { minLength: 2, maxLength: 200 }),
      (rate, gaps) => {
        const pace = numberPace(rate)
        let now = 1_000_000
        let spokenFor = new Date(0)
        const sent: number[] = []
        for (const gap of gaps) {
          now = Math.max(now + gap, freeAt(spokenFor, pace).getTime())
          spokenFor = afterOne(spokenFor, new Date(now), pace)
          sent.push(now)
        }

        const span = (sent.at(-1) ?? 0) - (sent[0] ?? 0)
        expect(sent.length).toBeLessThanOrEqual(pace.burst + Math.ceil(span / pace.everyMs) + 1)
      },
    ),
  )
})
