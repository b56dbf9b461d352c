import { expect, test } from 'vitest'
import { lookUp } from './look-up.ts'

test('only what was put into a table is found in it', () => {
  const table = { one: 1 }

  expect(lookUp(table, 'one')).toBe(1)
  for (const word of ['two', 'constructor', 'toString', '__proto__']) expect(lookUp(table, word)).toBeUndefined()
})
