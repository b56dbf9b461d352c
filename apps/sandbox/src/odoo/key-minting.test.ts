import { expect, test } from 'vitest'
import type { JsonObject } from './orm/json.ts'
import type { OdooSandbox } from './server.ts'
import { openShop } from './test/shop.ts'

/** The cookie route of odoo.md 1.3b. */
async function mint(sandbox: OdooSandbox, login: string, password: string, duration: string) {
  let cookie = ''
  const rpc = async (path: string, params: JsonObject) => {
    const response = await fetch(sandbox.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ jsonrpc: '2.0', method: 'call', params }),
    })
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    // biome-ignore lint/suspicious/noExplicitAny: JSON-RPC answers of every shape
    return (await response.json()) as any
  }
  const call = (method: string, args: unknown[], kwargs: JsonObject = {}) => {
    const [model, name] = [method.slice(0, method.lastIndexOf('.')), method.slice(method.lastIndexOf('.') + 1)]
    return rpc(`/web/dataset/call_kw/${model}/${name}`, { args, kwargs } as JsonObject)
  }
  const session = await rpc('/web/session/authenticate', { db: sandbox.database, login, password })
  if (session.error) return session
  const described = await call('res.users.apikeys.description.create', [{ name: 'crossdock', duration }])
  if (described.error) return described
  const asked = await call('res.users.apikeys.description.make_key', [[described.result]])
  return call('res.users.identitycheck.run_check', [[asked.result.res_id]], { context: { password } })
}

test('login, description, make_key and the password make a key that works', async () => {
  await using shop = await openShop()

  const minted = await mint(shop.sandbox, 'admin', 'admin', '90')
  const key = minted.result.context.default_key
  const answer = await shop.call('res.company', 'search_read', { fields: ['name'] }, { key })

  expect(key).toMatch(/^[0-9a-f]{40}$/)
  expect(answer.status).toBe(200)
})

test('a wrong password is refused with HTTP 200 and an error inside', async () => {
  await using shop = await openShop()

  const minted = await mint(shop.sandbox, 'admin', 'wrong', '90')

  expect(minted.error.data.name).toBe('odoo.exceptions.AccessDenied')
})

test('a plain user cannot take a key for longer than 90 days', async () => {
  await using shop = await openShop()
  await shop.call('res.users', 'create', { vals_list: [{ name: 'Bot', login: 'bot', password: 'secret' }] })

  const minted = await mint(shop.sandbox, 'bot', 'secret', '180')

  expect(minted.error.data.message).toBe('You cannot exceed 90.0 days.')
})
