import { expect, test } from 'vitest'
import { nearEnd } from './key-days.ts'

const now = new Date('2026-03-01T12:00:00Z')
const inDays = (days: number): Date => new Date(now.getTime() + days * 24 * 3_600_000)

test.for([
  [14.1, null],
  [14, { stage: 1, ends: 'ends in 14 days, on 2026-03-15' }],
  [8, { stage: 1, ends: 'ends in 8 days, on 2026-03-09' }],
  [7, { stage: 2, ends: 'ends in 7 days, on 2026-03-08' }],
  [1.5, { stage: 4, ends: 'ends in 1 day, on 2026-03-03' }],
  [0.5, { stage: 5, ends: 'ends within a day, on 2026-03-02' }],
  [0, { stage: 6, ends: 'has ended, on 2026-03-01' }],
  [-3, { stage: 6, ends: 'has ended, on 2026-02-26' }],
] as const)('with %s days left it is %o', ([days, wanted]) => {
  expect(nearEnd(inDays(days), now)).toEqual(wanted)
})
