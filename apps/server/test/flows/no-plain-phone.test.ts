import { Writable } from 'node:stream'
import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { aShopWithOdoo } from '#test/harness/a-shop-with-odoo.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

/** Every row of every table of every schema of ours, as text. */
async function everythingAtRest(query: (sql: string) => Promise<{ rows: Record<string, unknown>[] }>): Promise<string> {
  const { rows: tables } = await query(`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('crossdock', 'bullmq', 'crossdock_auth')`)
  const parts = await Promise.all(
    tables.map(async ({ name }) =>
      (await query(`select t::text as line from ${name} t`)).rows.map(({ line }) => `${name} ${line}`),
    ),
  )
  return parts.flat().join('\n')
}

test('no phone, e-mail address, name or street of a buyer is readable at rest or in the log', async () => {
  let logged = ''
  const sink = new Writable({
    write(chunk, _, done) {
      logged += chunk.toString()
      done()
    },
  })
  await using stage = await aShopWithOdoo({ log: createLog('trace', sink) })
  const bodies = [
    anOrderBody({ seed: 1, number: 1, cashOnDelivery: false }),
    anOrderBody({ seed: 2, number: 2, cashOnDelivery: true }),
    anOrderBody({ seed: 3, number: 3, cashOnDelivery: false, sku: 'NOT-THERE' }),
  ].map((body) => ({ ...body, note: `call me on ${body.customer?.phone ?? '+919000000009'}` }))

  for (const body of bodies) expect((await sendWebhook(stage.shop, toJson(body))).status).toBe(200)
  await sendWebhook(stage.shop, `{"id": 1, "phone": "+919000000009", "customer": {"phone": "+919000000009"}}`)
  await waitFor(
    'four outcomes',
    async () => (await stage.hub.database.owner.query(`select from work where state <> 'waiting'`)).rowCount === 7,
  )

  const atRest = await everythingAtRest((sql) => stage.hub.database.owner.query(sql))
  expect(atRest).toContain('orders.import')
  expect(logged).toContain('dead letter')
  const personal = bodies.flatMap(({ customer, shipping_address: to, billing_address: by, email }) => [
    customer?.phone,
    to?.phone,
    by?.phone,
    email,
    to?.name,
    to?.address1,
    customer?.last_name && `${customer.first_name} ${customer.last_name}`,
  ])
  const wanted = [
    ...new Set(
      [...personal, '+919000000009'].filter((text): text is string => typeof text === 'string' && text.length > 5),
    ),
  ]
  expect(wanted.length).toBeGreaterThan(6)
  for (const text of wanted) {
    for (const [where, content] of Object.entries({ atRest, logged })) {
      const line = content
        .split('\n')
        .find((candidate) => candidate.includes(text) || candidate.includes(text.replace(/^\+91/, '')))
      expect({ where, text, line }).toEqual({ where, text, line: undefined })
    }
  }
})
