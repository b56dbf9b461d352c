import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSettings } from './settings.ts'

const written = { url: 'http://localhost:8000/hooks/1', secret: 'demo', shop: 'crossdock-demo.myshopify.com' }

function settingsFile(content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'sandbox.json')
  writeFileSync(path, content)
  return path
}

test('takes what npm start has written', () => {
  expect(readSettings({}, settingsFile(JSON.stringify({ shopify: written })))).toEqual(written)
})

test('what was typed goes before what was written', () => {
  const settings = readSettings({ secret: 'other' }, settingsFile(JSON.stringify({ shopify: written })))

  expect(settings).toEqual({ ...written, secret: 'other' })
})

test('needs no file when everything was typed', () => {
  expect(readSettings(written, '/nowhere/sandbox.json')).toEqual(written)
})

test('says what to do without a file', () => {
  expect(() => readSettings({}, '/nowhere/sandbox.json')).toThrow('Run `npm start` first')
})

test.each(['', '{}', '{"shopify":{"url":"http://localhost"}}'])('says what to do with the file %j', (content) => {
  expect(() => readSettings({}, settingsFile(content))).toThrow('Run `npm start` again')
})
