import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type ConfigError, readConfig, settings } from './config.ts'

test('an empty environment is a complete development configuration', () => {
  expect(readConfig({})).toMatchObject({ PORT: 8000, ROLE: 'all', NODE_ENV: 'development' })
})

test('every problem is reported at once, and no value is repeated', () => {
  const secret = 'hunter2-not-real'

  const problems = (() => {
    try {
      readConfig({ PORT: 'eighty', ROLE: 'boss', CROSSDOCK_MASTER_KEY: secret, ODOO_URL: 'http://127.0.0.1:8069' })
    } catch (error) {
      return error as ConfigError
    }
  })()

  expect(problems?.problems.map((problem) => problem.split(':')[0])).toEqual([
    'ROLE',
    'PORT',
    'CROSSDOCK_MASTER_KEY',
    'ODOO_DB, ODOO_USERNAME, ODOO_PASSWORD',
  ])
  expect(problems?.message).not.toContain(secret)
})

test('production needs a database and a key of its own', () => {
  expect(() => readConfig({ NODE_ENV: 'production' })).toThrow(/DATABASE_URL[\s\S]*CROSSDOCK_MASTER_KEY/)
})

test('.env.example names every setting and nothing else', () => {
  const example = readFileSync(join(import.meta.dirname, '../../../../.env.example'), 'utf8')
  const named = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name)

  expect(named.sort()).toEqual(Object.keys(settings).sort())
})
