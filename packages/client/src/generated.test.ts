import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generate, target } from './generate.ts'

test('the types of the client are those of the document (npm run client writes them)', async () => {
  expect(readFileSync(target, 'utf8') === (await generate())).toBe(true)
})
