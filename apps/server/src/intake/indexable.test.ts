import { expect, test } from 'vitest'
import { indexable, isFit, storableText } from './indexable.ts'

test('a key stays as it came unless it is too long or no text to PostgreSQL', () => {
  expect(indexable('message:1')).toBe('message:1')
  expect(indexable('ü'.repeat(200))).toBe('ü'.repeat(200))
  for (const odd of ['x'.repeat(201), 'a\0b', 'a\ud800b']) {
    expect(isFit(odd)).toBe(false)
    expect(indexable(odd)).toMatch(/^sha256:[0-9a-f]{64}$/)
  }
})

test('keys that differ only in what PostgreSQL does not take still differ', () => {
  expect(indexable('a\ud800b')).not.toBe(indexable('a\ud801b'))
  expect(indexable('a\0b')).not.toBe(indexable('a\ufffdb'))
})

test('text loses nothing but what PostgreSQL does not take', () => {
  expect(storableText('नमस्ते 😀')).toBe('नमस्ते 😀')
  expect(storableText('a\0b\ud800c')).toBe('a\ufffdb\ufffdc')
})
