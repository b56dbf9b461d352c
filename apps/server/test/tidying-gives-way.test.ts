import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import pg from 'pg'
import { expect, test } from 'vitest'
import { tidyDeliveries } from '#jobs/store.ts'
import { aHub, aShop } from '#test/harness/a-hub.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

const order = (n: number): string => toJson(anOrderBody({ seed: n, number: n, firstId: BigInt(7_000_000 + n * 1_000) }))

test('while a backup reads the inbox, neither making nor dropping its months holds up a webhook', async () => {
  await using hub = await aHub({ ROLE: 'api' })
  const shop = await aShop(hub)
  const { owner, url } = hub.database
  const { app } = hub.floor
  const { rows } = await owner.query(
    `select 'deliveries_' || to_char(date_trunc('month', now() at time zone 'UTC') + interval '2 months', 'YYYY_MM') as next`,
  )
  const next: string = rows[0].next
  await owner.query(`drop table ${next};
    create table deliveries_2020_01 partition of deliveries for values from ('2020-01-01 00:00+00') to ('2020-02-01 00:00+00')`)
  const months = async (): Promise<string[]> =>
    (
      await owner.query(`select relname as name from pg_class where relname = any ($1) order by 1`, [
        [next, 'deliveries_2020_01'],
      ])
    ).rows.map(({ name }) => name)
  const backup = new pg.Client({ connectionString: url, options: '-c search_path=crossdock' })
  await backup.connect()
  await backup.query('begin; lock table deliveries in access share mode')

  const tidying = tidyDeliveries(app, 90)
  const answers = await Promise.all([1, 2, 3].map((n) => sendWebhook(shop, order(n))))
  const tidied = await tidying
  const waiting = await owner.query(
    'select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())',
  )
  const meanwhile = await months()
  await backup.end()
  const afterwards = await tidyDeliveries(app, 90)

  // All of it while the backup still read.
  expect([answers.map(({ status }) => status), tidied, waiting.rowCount]).toEqual([[200, 200, 200], false, 0])
  expect(meanwhile).toEqual(['deliveries_2020_01'])
  expect([afterwards, await months()]).toEqual([true, [next]])
})
