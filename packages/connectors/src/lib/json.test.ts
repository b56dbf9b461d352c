import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJsonExactly } from './json.ts'

test('keeps ids of any length exact', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (id) => {
      const read = parseJsonExactly(Buffer.from(`{"id":${id},"deep":[{"id":${id}}]}`))

      expect(read).toEqual({ id: `${id}`, deep: [{ id: `${id}` }] })
    }),
  )
})

test('keeps decimals as written and leaves strings alone', () => {
  const read = parseJsonExactly(Buffer.from('{"rate":0.0250,"text":"0.10","note":"₹ \\u2013","none":null,"yes":true}'))

  expect(read).toEqual({ rate: '0.0250', text: '0.10', note: '₹ –', none: null, yes: true })
})

test('refuses bytes that are not UTF-8', () => {
  expect(() => parseJsonExactly(Uint8Array.from([0x22, 0xff, 0x22]))).toThrow(TypeError)
})
