import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

test('tests run under the Node that package.json pins', () => {
  expect(process.version).toBe(`v${dependencies.node}`)
})
