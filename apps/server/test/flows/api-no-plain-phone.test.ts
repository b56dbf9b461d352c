import type { OrderJson } from '@crossdock/contracts/api/orders'
import { sample } from '@crossdock/contracts/api/samples'
import { anOrderBody, demoCatalogue, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { aWorld } from '#test/api/world.ts'
import { PhoneScan } from '#test/harness/plain-phones.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

// What staff write through the API, and what merchants write into the titles of lines, may hold somebody's phone.

const phone = '+919000000077'

test('a phone in a reason or in the title of a line stands in no table, and is shown to nobody who may not see people', async () => {
  await using world = await aWorld()
  const { owner } = world.stage.hub.database
  const body = anOrderBody({ seed: 77, number: 7_077, firstId: 77_000_000n, catalogue: demoCatalogue })
  for (const line of body.line_items) {
    line.title = 'Engraving, call 90000 00077'
    line.name = line.title
  }
  await sendWebhook(world.stage.shop, toJson(body))
  const orderId = await waitFor('the order', async () => {
    const { rows } = await owner.query<{ id: string }>(`select id from orders where name = '#7077'`)
    return rows[0]?.id
  })
  const reason = `the customer said on ${phone} that it is booked`
  const post = (path: string, more: object = {}) =>
    world.ask(path, { method: 'POST', body: { reason, ...more } }).then(({ status }) => status)

  const statuses = [
    await post(`/tasks/${world.real.get(sample.task)}/close`),
    await post('/dead-letters/dismiss', { select: { orderId: world.real.get(sample.parkedOrder) } }),
  ]

  expect(statuses).toEqual([200, 200])
  const scan = new PhoneScan([phone])
  for (const table of ['tasks', 'work', 'timeline', 'seen_skus', 'orders']) {
    const { rows } = await owner.query<{ text: string }>(`select t::text as text from ${table} t`)
    for (const { text } of rows) scan.look({ where: table, text })
  }
  expect(scan.texts).toBeGreaterThan(10)
  expect(scan.found).toEqual([])
  const path = `/orders/${orderId}`
  const masked = (await (await world.ask(path, { key: await world.key(['orders:read']) })).json()) as OrderJson
  const seen = (await (await world.ask(path)).json()) as OrderJson
  expect(JSON.stringify(masked)).not.toMatch(/90000 ?00077/)
  expect(masked.document.lines.length).toBeGreaterThan(0)
  expect(JSON.stringify(seen)).toContain('90000 00077')
})
