import { accountKey, endpointSecrets, whatsappCloudWebhooks } from '@crossdock/connectors/whatsapp-cloud'
import { expect, test } from 'vitest'
import { provisionNumber } from '#main/provision.ts'
import { findChannelAccess, listChannels, pointChannelsAt } from '#modules/tenants/index.ts'
import { newId } from '#platform/ids.ts'
import { aHub, aShop } from '#test/harness/a-hub.ts'
import { exampleAccount, exampleNumber, postAsMeta, whatsappExamples } from '#test/harness/whatsapp-examples.ts'

const secrets = { appSecrets: ['app-secret-not-real'], verifyTokens: ['verify-token-not-real'] }

test('a tenant’s own number is heard at an endpoint of its own, and is no shop', async () => {
  await using hub = await aHub({ ROLE: 'api' })
  const shop = await aShop(hub)
  const { tenantId } = shop
  const { app, vault } = hub.floor
  const access = { config: { wabaId: exampleAccount }, secrets: { accessToken: 'token-not-real' } }

  const number = await provisionNumber(app, vault, tenantId, {
    provider: whatsappCloudWebhooks.provider,
    name: 'Support',
    providerKey: exampleNumber,
    commonKeys: [accountKey(exampleAccount)],
    endpointSecrets: endpointSecrets(secrets),
    ...access,
  })
  const url = `${hub.url}${number.path}`
  const examples = whatsappExamples()
  const said = ['inbound-text', 'status-sent', 'template-status-paused'].map((name) => examples.get(name) ?? '')
  const answers = await Promise.all(said.map((body) => postAsMeta(url, body, 'app-secret-not-real')))
  const check = await fetch(`${url}?hub.mode=subscribe&hub.challenge=7&hub.verify_token=verify-token-not-real`)

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(await check.text()).toBe('7')
  const { rows: events } = await hub.database.owner.query('select tenant_id, connection_id from events')
  expect(events).toEqual(said.map(() => ({ tenant_id: tenantId, connection_id: number.connectionId })))
  await app.withTenant(tenantId, async (tx) => {
    expect((await listChannels(tx, tenantId)).map(({ connectionId }) => connectionId)).toEqual([shop.connectionId])
    expect(await findChannelAccess(tx, vault, tenantId, number.connectionId)).toMatchObject(access)
  })
  const { rows: secret } = await hub.database.owner.query('select secrets from connections where id = $1', [
    number.connectionId,
  ])
  expect(secret[0].secrets).toMatch(/^v1\./)
})

test('orders are never sent from a number: no ERP is made to carry anything of it', async () => {
  await using hub = await aHub({ ROLE: 'api' })
  const { tenantId, connectionId } = await aShop(hub)
  const { app, vault } = hub.floor
  const number = await provisionNumber(app, vault, tenantId, {
    ...{ provider: 'whatsapp-cloud', name: 'Support', providerKey: '1', commonKeys: [], config: {}, secrets: {} },
    endpointSecrets: endpointSecrets(secrets),
  })
  const erpId = newId()
  const { owner } = hub.database
  await owner.query(`insert into erp_databases (id) values ($1)`, [erpId])
  await owner.query(
    `insert into connections (tenant_id, id, provider, name, provider_key, erp_database_id, cut_over_at)
     values ($1, $2, 'odoo', 'Odoo', 'o', $2, now())`,
    [tenantId, erpId],
  )

  await app.withTenant(tenantId, (tx) => pointChannelsAt(tx, tenantId, erpId))

  const { rows } = await owner.query(
    'select id, erp_connection_id as erp from connections where erp_database_id is null',
  )
  expect(new Map(rows.map(({ id, erp }) => [id, erp]))).toEqual(
    new Map([
      [connectionId, erpId],
      [number.connectionId, null],
    ]),
  )
})
