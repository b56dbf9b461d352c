import { describe } from 'vitest'
import { hears } from './messaging-contract/hears.ts'
import { refusals } from './messaging-contract/refusals.ts'
import { sendsOnce } from './messaging-contract/sends-once.ts'
import type { Start } from './messaging-contract/steps.ts'

export {
  type MessagingUnderTest,
  type Posted,
  type Received,
  type RefusedAtOnce,
  type RefusedLater,
  refusedAtOnce,
  refusedLater,
} from './messaging-contract/under-test.ts'

/** What every messaging connector keeps; run it against the stand-in and against a real test number. */
export function messagingContract(name: string, start: Start): void {
  describe(`${name} keeps the messaging contract`, () => {
    describe('sends once', () => sendsOnce(start))
    describe('refusals', () => refusals(start))
    describe('hears', () => hears(start))
  })
}
