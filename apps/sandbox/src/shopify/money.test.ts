import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spread } from './money.ts'

test('spreads an amount exactly, nobody more than a paisa off', () => {
  const paisa = fc.bigInt({ min: 0n, max: 10_000_000n })
  fc.assert(
    fc.property(paisa, fc.array(paisa, { minLength: 1, maxLength: 8 }), (amount, weights) => {
      const all = weights.reduce((sum, weight) => sum + weight, 0n)
      fc.pre(all > 0n)

      const shares = spread(amount, weights)

      expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(amount)
      for (const [index, share] of shares.entries()) {
        const floor = (amount * (weights[index] ?? 0n)) / all
        expect(share - floor === 0n || share - floor === 1n).toBe(true)
      }
    }),
  )
})

test('gives the odd paisa to the largest remainder', () => {
  expect(spread(30000n, [224910n, 179600n])).toEqual([16680n, 13320n])
})
