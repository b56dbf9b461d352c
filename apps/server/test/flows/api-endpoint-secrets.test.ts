import { endpointSecrets } from '@crossdock/connectors/whatsapp-cloud'
import { allScopes } from '@crossdock/contracts/scopes'
import { expect, test } from 'vitest'
import { provisionNumber } from '#main/provision.ts'
import { createKey } from '#modules/api-keys/index.ts'
import { aHub, aShop, type Hub } from '#test/harness/a-hub.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

// Whoever knows a secret of an endpoint speaks in the name of all its accounts.

async function rotate(hub: Hub, tenantId: string, endpointId: string, body: object): Promise<Response> {
  return post(hub, tenantId, `/endpoints/${endpointId}/secrets`, body)
}

async function post(hub: Hub, tenantId: string, path: string, body?: object): Promise<Response> {
  const { text } = await hub.floor.app.withTenant(tenantId, (tx) =>
    createKey(tx, tenantId, { name: 'all', scopes: allScopes, expiresAt: null }),
  )
  return fetch(`${hub.url}/v1/tenants/${tenantId}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${text}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
}

const secretsOf = async (hub: Hub, endpointId: string): Promise<string> =>
  (await hub.database.owner.query('select secrets from endpoints where id = $1', [endpointId])).rows[0].secrets

test('the tenant that keeps a shared endpoint gives it no secret of its own making', async () => {
  await using hub = await aHub({ ROLE: 'api' })
  const shop = await aShop(hub)
  await hub.database.owner.query('update endpoints set shared = true where id = $1', [shop.endpointId])
  const before = await secretsOf(hub, shop.endpointId)

  const answer = await rotate(hub, shop.tenantId, shop.endpointId, { secret: 'of-my-own-making' })

  expect(answer.status).toBe(403)
  expect(await answer.json()).toMatchObject({ code: 'operator-only' })
  expect(await secretsOf(hub, shop.endpointId)).toBe(before)
  const forged = await sendWebhook({ ...shop, secret: 'of-my-own-making' }, '{"id":1}')
  expect(forged.status).toBe(401)
})

test('the address of a number keeps its two kinds of secrets: a plain one is not put in their place', async () => {
  await using hub = await aHub({ ROLE: 'api' })
  const { tenantId } = await aShop(hub)
  const number = await provisionNumber(hub.floor.app, hub.floor.vault, tenantId, {
    ...{ provider: 'whatsapp-cloud', name: 'Support', providerKey: '100001', commonKeys: [], config: {}, secrets: {} },
    endpointSecrets: endpointSecrets({ appSecrets: ['app-not-real'], verifyTokens: ['verify-not-real'] }),
  })
  const before = await secretsOf(hub, number.endpointId)

  const answer = await rotate(hub, tenantId, number.endpointId, { secret: 'plain', keepPrevious: false })

  expect(answer.status).toBe(409)
  expect(await secretsOf(hub, number.endpointId)).toBe(before)
})

test('nor does it give one through a number of its own that is attached there', async () => {
  await using hub = await aHub({ ROLE: 'api' })
  const { tenantId } = await aShop(hub)
  const number = await provisionNumber(hub.floor.app, hub.floor.vault, tenantId, {
    ...{ provider: 'whatsapp-cloud', name: 'Support', providerKey: '100001', commonKeys: [], config: {}, secrets: {} },
    endpointSecrets: endpointSecrets({ appSecrets: ['app-not-real'], verifyTokens: ['verify-not-real'] }),
  })
  const path = `/connections/${number.connectionId}/verify-token`
  const alone = await post(hub, tenantId, path)
  await hub.database.owner.query('update endpoints set shared = true where id = $1', [number.endpointId])
  const before = await secretsOf(hub, number.endpointId)

  const answer = await post(hub, tenantId, path)

  expect(alone.status).toBe(201)
  expect(answer.status).toBe(403)
  expect(await answer.json()).toMatchObject({ code: 'operator-only' })
  expect(await secretsOf(hub, number.endpointId)).toBe(before)
})
