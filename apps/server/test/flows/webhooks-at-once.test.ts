import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test, vi } from 'vitest'
import { aHub, aShop } from '#test/harness/a-hub.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

// They share statements (intake/group-commit.ts): what holds for one alone must hold for each of many.

test('of webhooks that come at once each has its own outcome', async () => {
  await using hub = await aHub({ ROLE: 'api' })
  const shop = await aShop(hub)
  const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))
  const once = toJson(anOrderBody())

  const answers = await Promise.all([
    ...times(40, (n) => sendWebhook(shop, toJson(anOrderBody()), { webhookId: `new-${n}` })),
    ...times(20, () => sendWebhook(shop, once, { webhookId: 'the-same' })),
    ...times(20, () => sendWebhook(shop, '{"id":', { webhookId: 'unreadable' })),
    ...times(20, () => sendWebhook(shop, once, { shopDomain: 'stranger.myshopify.com' })),
    ...times(20, () => sendWebhook(shop, once, { secret: 'another-secret-not-real' })),
  ])

  expect(answers.map(({ status }) => status)).toEqual([...times(100, () => 200), ...times(20, () => 401)])
  const { rows } = await hub.database.owner.query(
    `select (select count(*)::int from events) as events, (select count(*)::int from deliveries) as deliveries,
       (select count(*)::int from work) as work, (select n::int from endpoint_counters where outcome = 'nobody') as nobody`,
  )
  expect(rows).toEqual([{ events: 42, deliveries: 42, work: 42, nobody: 20 }])
})

test('one that the database will not take fails alone', async () => {
  await using hub = await aHub({ ROLE: 'api' })
  const shop = await aShop(hub)
  await hub.database.owner.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not this one'; end $$;
    create trigger refuse before insert on events for each row when (new.topic = 'orders/poison') execute function refuse()`)
  const failed = vi.spyOn(hub.floor.log, 'error')

  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      sendWebhook(shop, toJson(anOrderBody()), { topic: n % 20 === 7 ? 'orders/poison' : 'orders/create' }),
    ),
  )

  expect(answers.flatMap(({ status }, n) => (status === 200 ? [] : [[n, status]]))).toEqual([
    [7, 500],
    [27, 500],
    [47, 500],
  ])
  expect(failed).toHaveBeenCalledTimes(3)
  expect((await hub.database.owner.query('select from events')).rowCount).toBe(57)
})
