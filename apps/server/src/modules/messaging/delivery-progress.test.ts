import { type DeliveryState, deliveryStates } from '@crossdock/connectors/ports/messaging'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { furthest, type MessageState } from './delivery-progress.ts'

const told = fc.array(fc.constantFrom(...deliveryStates), { minLength: 1, maxLength: 12 })
const before = fc.constantFrom<MessageState>('queued', 'sending', 'outcome-unknown', 'refused', 'accepted')
const end = (from: MessageState, states: DeliveryState[]): MessageState => states.reduce(furthest, from)

test('statuses in any order and however often end in one state', () => {
  fc.assert(
    fc.property(
      before,
      told.chain((states) =>
        fc.tuple(fc.constant(states), fc.shuffledSubarray([...states, ...states], { minLength: states.length * 2 })),
      ),
      (from, [states, shuffled]) => {
        expect(end(from, shuffled)).toBe(end(from, states))
      },
    ),
  )
})

test('no status ever takes a message back', () => {
  fc.assert(
    fc.property(before, told, fc.constantFrom(...deliveryStates), (from, states, next) => {
      const now = end(from, states)
      const then = furthest(now, next)

      expect([now, next]).toContain(then)
      expect(furthest(then, now as DeliveryState)).toBe(then)
    }),
  )
})

test.each([
  ['read', 'delivered', 'read'],
  ['delivered', 'sent', 'delivered'],
  ['sent', 'failed', 'failed'],
  ['failed', 'sent', 'failed'],
  ['failed', 'read', 'failed'],
  ['outcome-unknown', 'sent', 'sent'],
  ['queued', 'delivered', 'delivered'],
  ['refused', 'sent', 'sent'],
] as const)('%s, then %s is told: %s', (now, next, then) => {
  expect(furthest(now, next)).toBe(then)
})

test('what somebody wrote to us has no progress', () => {
  expect(furthest('received', 'read')).toBe('received')
})
