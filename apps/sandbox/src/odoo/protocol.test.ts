import { expect, test } from 'vitest'
import { openShop } from './test/shop.ts'

/** Rows of odoo.md 1.2–1.4. */

test('the version is told without a login', async () => {
  await using shop = await openShop()

  const version = await (await fetch(`${shop.sandbox.url}/web/version`)).json()

  expect(version).toEqual({ version_info: [19, 0, 0, 'final', 0, ''], version: '19.0' })
})

test.each([
  ['no key', null, 'User not authenticated, use an API Key with a Bearer Authorization header.'],
  ['an unknown key', 'f'.repeat(40), 'Invalid apikey'],
])('%s is answered 401 with a challenge', async (_case, key, message) => {
  await using shop = await openShop()

  const answer = await shop.call('res.partner', 'search', { domain: [] }, { key })

  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
  expect(answer.body).toMatchObject({ name: 'werkzeug.exceptions.Unauthorized', message })
})

test('archiving a user disables their key', async () => {
  await using shop = await openShop()
  const [user] = (await shop.call('res.users', 'create', { vals_list: [{ name: 'Bot', login: 'bot' }] })).body
  const key = shop.sandbox.mintKey(user)

  await shop.call('res.users', 'write', { ids: [user], vals: { active: false } })
  const answer = await shop.call('res.partner', 'search', { domain: [] }, { key })

  expect(answer.status).toBe(401)
})

test('an unknown database is a 404 page, not JSON', async () => {
  await using shop = await openShop()

  const answer = await shop.call('res.partner', 'search', { domain: [] }, { headers: { 'x-odoo-database': 'nope' } })

  expect(answer.status).toBe(404)
  expect(answer.headers.get('content-type')).toContain('text/html')
})

test('the database must be named when the host serves several', async () => {
  await using shop = await openShop({ database: 'one', otherDatabases: ['two'], products: [] })
  const key = shop.sandbox.mintKey()

  const unnamed = await shop.call('res.partner', 'search', { domain: [] }, { key })
  const named = await shop.call('res.partner', 'search', { domain: [] }, { key, headers: { 'x-odoo-database': 'one' } })

  expect(unnamed.status).toBe(404)
  expect(named.status).toBe(200)
})

test('a body that is not JSON by its content type is refused with 415', async () => {
  await using shop = await openShop()

  const answer = await shop.call('res.partner', 'search', {}, { headers: { 'content-type': 'text/plain' } })

  expect(answer.status).toBe(415)
})

test.each([
  ['broken JSON', 'search', '{bad', 400, 'werkzeug.exceptions.BadRequest'],
  ['a missing argument', 'search', '{}', 422, 'werkzeug.exceptions.UnprocessableEntity'],
  ['an unexpected argument', 'search', '{"domain":[],"foo":1}', 422, 'werkzeug.exceptions.UnprocessableEntity'],
  ['ids on a model method', 'search', '{"domain":[],"ids":[1]}', 422, 'werkzeug.exceptions.UnprocessableEntity'],
  ['an unknown method', 'nomethod', '{}', 404, 'werkzeug.exceptions.NotFound'],
  ['a private method', '_search', '{}', 403, 'odoo.exceptions.AccessError'],
  ['an unknown field', 'search_read', '{"fields":["nofield"]}', 500, 'builtins.ValueError'],
  ['an unknown field in a domain', 'search', '{"domain":[["nofield","=",1]]}', 500, 'builtins.ValueError'],
  ['a bad operator', 'search', '{"domain":[["name","foo",1]]}', 500, 'builtins.ValueError'],
  ['a bad date', 'search', '{"domain":[["create_date",">","junk"]]}', 500, 'builtins.ValueError'],
  ['a write on a missing id', 'write', '{"ids":[99999],"vals":{}}', 404, 'odoo.exceptions.MissingError'],
  [
    'a missing many2one',
    'create',
    '{"vals_list":[{"name":"A","parent_id":99999}]}',
    404,
    'odoo.exceptions.MissingError',
  ],
  [
    'a number beyond 32 bits',
    'create',
    '{"vals_list":[{"name":"A","customer_rank":99999999999}]}',
    500,
    'psycopg2.errors.NumericValueOutOfRange',
  ],
  ['a required field left out', 'create', '{"vals_list":[{}]}', 422, 'odoo.exceptions.ValidationError'],
  [
    'a language that is not installed',
    'search',
    '{"domain":[],"context":{"lang":"fr_FR"}}',
    422,
    'odoo.exceptions.UserError',
  ],
  [
    'a company of somebody else',
    'search',
    '{"domain":[],"context":{"allowed_company_ids":[7]}}',
    403,
    'odoo.exceptions.AccessError',
  ],
])('%s has its own status and name', async (_case, method, text, status, name) => {
  await using shop = await openShop()

  const answer = await shop.call('res.partner', method, {}, { text })

  expect([answer.status, answer.body.name]).toEqual([status, name])
  expect(Object.keys(answer.body).sort()).toEqual(['arguments', 'context', 'debug', 'message', 'name'])
})

test('reading a missing id is no error', async () => {
  await using shop = await openShop()

  const answer = await shop.call('res.partner', 'read', { ids: [shop.partner, 99999], fields: ['name'] })

  expect(answer.body).toEqual([{ id: shop.partner, name: 'Asha' }])
})

test('a batch create with one wrong item creates nothing', async () => {
  await using shop = await openShop()

  const answer = await shop.call('res.partner', 'create', {
    vals_list: [{ name: 'Good' }, { name: 'Bad', parent_id: 99999 }],
  })
  const found = await shop.call('res.partner', 'search_count', { domain: [['name', '=', 'Good']] })

  expect(answer.status).toBe(404)
  expect(found.body).toBe(0)
})

test('a user without sales rights is refused, and told which group would do', async () => {
  await using shop = await openShop()
  const group = (await shop.call('ir.model.data', 'check_object_reference', { module: 'base', xml_id: 'group_user' }))
    .body
  const [user] = (
    await shop.call('res.users', 'create', {
      vals_list: [{ name: 'Low', login: 'low', group_ids: [[6, 0, [group[1]]]] }],
    })
  ).body

  const answer = await shop.call('sale.order', 'search_read', {}, { key: shop.sandbox.mintKey(user) })

  expect(answer.status).toBe(403)
  expect(answer.body.message).toContain('Sales/User: Own Documents Only')
})

test('no answer keeps the connection open', async () => {
  await using shop = await openShop()

  const answer = await shop.call('res.partner', 'search', { domain: [] })

  expect(answer.headers.get('connection')).toBe('close')
})
