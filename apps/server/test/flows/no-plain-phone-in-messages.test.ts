import { Writable } from 'node:stream'
import { toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { anOrderFrom, aShopThatWrites } from '#test/harness/a-shop-that-writes.ts'
import { everythingAtRest } from '#test/harness/at-rest.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

test('no phone, name, user id, word or message id of a customer is readable at rest or in the log', async () => {
  let logged = ''
  const sink = new Writable({
    write(chunk, _, done) {
      logged += chunk.toString()
      done()
    },
  })
  await using stage = await aShopThatWrites(['order-confirmation', 'needs-something'], {
    log: createLog('trace', sink),
  })
  const [reached, unreachable, refused, silent] = ['+917006000041', '+917002131026', '+917001131009', '+917003000002']
  for (const [index, phone] of [reached, unreachable, refused, silent].entries()) {
    const n = index + 1
    const body = anOrderFrom(phone as string, { seed: n, number: n, firstId: BigInt(n) * 1_000_000n })
    await sendWebhook(stage.shop, toJson(body))
    await stage.becomes(body.name, 'confirmed')
  }
  await stage.number.writes(reached as string, `call me on ${reached} or at Example Road 100`)
  await stage.number.writes(reached as string, 'STOP')
  await stage.number.control(`/phones/${reached}/story`, {})
  await stage.number.control(`/phones/${reached}/move`, { number: '+917006000042' })
  await stage.number.box.settled()
  const isThrough = async (): Promise<boolean> =>
    (
      await stage.hub.database.owner.query(
        `select from work where state = 'waiting' and cause_code is distinct from 'message-waits'`,
      )
    ).rowCount === 0
  await waitFor('all that was said to be worked off', isThrough)

  const { phones } = stage.number.box.world
  const people = phones.all().flatMap(({ digits, waId, name }) => [digits.slice(2), waId.slice(2), name])
  const ids = phones
    .all()
    .flatMap(({ chats }) => [...chats.values()])
    .flatMap(({ messages }) => messages.map(({ id }) => id))
  const wanted = [...new Set([...people, ...ids, 'Example Road', '7004000001', 'ft_5521'])]
  const atRest = await everythingAtRest((sql) => stage.hub.database.owner.query(sql))
  expect(atRest).toContain('messages ')
  expect(atRest).toMatch(/conversation_keys .*h1\./)
  expect(logged).toContain('messaging.send')
  expect(ids.length).toBeGreaterThan(15)
  for (const text of wanted)
    for (const [where, content] of Object.entries({ atRest, logged })) {
      const line = content.split('\n').find((candidate) => candidate.includes(text))
      expect({ where, text, line }).toEqual({ where, text, line: undefined })
    }
})
