import { expect, test } from 'vitest'
import { toJson } from './to-json.ts'

test('writes ids bare and slashes escaped', () => {
  expect(toJson({ id: 820900000000000123n, gid: 'gid://shopify/Order/1' })).toBe(
    '{"id":820900000000000123,"gid":"gid:\\/\\/shopify\\/Order\\/1"}',
  )
})

test('escaping Unicode changes the bytes, not the meaning', () => {
  const note = '₹51 – कृपया 🙏'

  const escaped = toJson({ note }, { escapeUnicode: true })

  expect(escaped).toMatch(/^[\x20-\x7e]+$/)
  expect(JSON.parse(escaped)).toEqual({ note })
})
