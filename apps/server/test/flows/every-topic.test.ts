import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { aHub, aShop, type Hub } from '#test/harness/a-hub.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

const recordings = new URL('../../../../packages/connectors/src/shopify/fixtures/', import.meta.url)
const bodyOf = (file: string): Buffer => readFileSync(new URL(file, recordings))
/** `orders-create.pos-no-customer.json` is a body of `orders/create`. */
const topicOf = (file: string): string => (file.split('.')[0] ?? '').replace('-', '/')

async function quiet(hub: Hub): Promise<void> {
  await waitFor(
    'all work to be done',
    async () => (await hub.database.owner.query(`select from work where state = 'waiting'`)).rowCount === 0,
  )
}

/** What is dead for any other reason than that this shop has no ERP. */
async function dead(hub: Hub): Promise<string[]> {
  const { rows } = await hub.database.owner.query(
    `select kind, cause_code from work where state = 'dead' and cause_code <> 'erp-connection-missing'`,
  )
  return rows.map((row) => `${row.kind} ${row.cause_code}`)
}

test('every recorded body of every topic is kept, and nothing is parked for being unknown', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub)
  const files = readdirSync(recordings).filter((name) => !/expected|signature/.test(name))

  for (const file of files)
    expect((await sendWebhook(shop, bodyOf(file), { topic: topicOf(file), webhookId: file })).status).toBe(200)
  await quiet(hub)

  expect(await dead(hub)).toEqual([])
  const { rows } = await hub.database.owner.query('select dedupe_key from events order by 1')
  expect(rows.map((row) => row.dedupe_key)).toEqual(files.sort())
})

test.each([
  'order_transactions/create',
  'app/scopes_update',
  'fulfillment_orders/moved',
  'inventory_levels/connect',
  'customers/create',
  'collections/update',
  'themes/publish',
])('%s is recorded whatever its body is, and nothing follows', async (topic) => {
  await using hub = await aHub()
  const shop = await aShop(hub)

  for (const body of ['{"id":1,"order_id":2}', '{}', 'null', '<html>'])
    expect((await sendWebhook(shop, body, { topic })).status).toBe(200)

  const { rows } = await hub.database.owner.query(
    'select (select count(*)::int from events) as events, (select count(*)::int from work) as work',
  )
  expect(rows).toEqual([{ events: 4, work: 0 }])
})

test('a compliance topic with a wrong signature is 401', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub)

  const answer = await sendWebhook(shop, bodyOf('customers-redact.json'), {
    topic: 'customers/redact',
    secret: 'another-secret-not-real',
  })

  expect(answer.status).toBe(401)
  expect((await hub.database.owner.query('select from privacy_requests')).rowCount).toBe(0)
})
