import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { keyedHash, keyIdOf, seal, unseal } from './seal.ts'

const key = randomBytes(32)

test('what is sealed opens in its own place', () => {
  const value = seal(key, 'e1', 'नमस्ते', 'tenant|orders|document|1')

  expect(value).toMatch(/^v1\.e1\.[\w-]+\.[\w-]+$/)
  expect(keyIdOf(value)).toBe('e1')
  expect(unseal(key, value, 'tenant|orders|document|1').toString()).toBe('नमस्ते')
})

test('a value moved to another row, tenant or column does not open', () => {
  const value = seal(key, 'e1', 'secret', 'a|orders|document|1')

  for (const place of ['b|orders|document|1', 'a|customers|document|1', 'a|orders|name|1', 'a|orders|document|2']) {
    expect(() => unseal(key, value, place)).toThrow()
  }
})

test('a changed value does not open', () => {
  const value = seal(key, 'e1', 'secret', 'p')
  const broken = value.slice(0, -2) + (value.endsWith('AA') ? 'BB' : 'AA')

  expect(() => unseal(key, broken, 'p')).toThrow()
})

test('equal values are sealed differently and hashed equally', () => {
  expect(seal(key, 'e1', 'x', 'p')).not.toBe(seal(key, 'e1', 'x', 'p'))
  expect(keyedHash(key, 'h1', 'phone', '+919000000001')).toBe(keyedHash(key, 'h1', 'phone', '+919000000001'))
  expect(keyedHash(key, 'h1', 'phone', '+919000000001')).not.toBe(
    keyedHash(randomBytes(32), 'h1', 'phone', '+919000000001'),
  )
})
