import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { aHub, aShop } from '#test/harness/a-hub.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

test('with the database away a webhook is 503, so that the channel sends it again', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub)
  expect((await sendWebhook(shop, toJson(anOrderBody()))).status).toBe(200)

  // Nobody may log in any more, and who is in is thrown out: as far as the hub can see, the database is gone.
  const name = new URL(hub.database.url).pathname.slice(1)
  await hub.database.outside(`alter database ${name} with allow_connections false`)
  await hub.database.outside(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
  const away = await sendWebhook(shop, toJson(anOrderBody()))
  const unready = await fetch(`${hub.url}/readyz`)
  const alive = await fetch(`${hub.url}/livez`)
  await hub.database.outside(`alter database ${name} with allow_connections true`)
  const back = await sendWebhook(shop, toJson(anOrderBody()))

  expect([away.status, unready.status, alive.status, back.status]).toEqual([503, 503, 200, 200])
})
