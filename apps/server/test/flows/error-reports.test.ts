import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, inject, test } from 'vitest'
import { aHub, aShop } from '#test/harness/a-hub.ts'
import { startHubProcess } from '#test/harness/hub-processes.ts'
import { type Receiver, startReceiver } from '#test/harness/receiver.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { testDatabase } from '#test/harness/test-database.ts'
import { waitFor } from '#test/harness/wait-for.ts'

interface Told {
  level: string
  tags: Record<string, string>
  exception: { values: { value: string }[] }
}

const dsnOf = ({ url }: Receiver): string => `${url.replace('://', '://publickeynotreal@')}/7`

function told({ received }: Receiver): Told[] {
  return received.map(({ body }) => JSON.parse(body.split('\n')[2] ?? ''))
}

test('a fault in a job is reported with its job and correlation id; what a merchant has to mend is not', async () => {
  const tracker = await startReceiver()
  await using hub = await aHub({ SENTRY_DSN: dsnOf(tracker) })
  const shop = await aShop(hub)
  // A column that a job needs is gone: nobody expects that.
  await hub.database.owner.query('alter table orders rename column content_digest to gone')
  const body = anOrderBody({ seed: 1 })

  await sendWebhook(shop, toJson(body))
  await sendWebhook(shop, '{"id": 1}')

  const [report] = await waitFor('a report', async () => {
    if (told(tracker).length === 0) throw new Error('none yet')
    return told(tracker)
  })
  await waitFor(
    'the unreadable order to be dead',
    async () =>
      (await hub.database.owner.query(`select from work where state = 'dead' and cause_code = 'payload-unreadable'`))
        .rowCount === 1,
  )
  const { rows } = await hub.database.owner.query('select correlation_id from events where subject_id = $1', [
    String(body.id),
  ])
  expect(report).toMatchObject({
    level: 'error',
    tags: { code: 'internal', job: 'orders.import', correlation_id: rows[0].correlation_id },
  })
  await hub.stop()
  expect(told(tracker).map(({ tags }) => tags.code)).not.toContain('payload-unreadable')
  const sent = tracker.received.map(({ body }) => body).join('\n')
  for (const word of [body.email, body.customer?.phone, body.customer?.last_name])
    if (word) expect(sent).not.toContain(word)
  await tracker.stop()
})

test('a request that breaks is reported by its route', async () => {
  const tracker = await startReceiver()
  await using hub = await aHub({ SENTRY_DSN: dsnOf(tracker) })
  const shop = await aShop(hub)
  await hub.database.owner.query('drop function record_deliveries')

  expect((await sendWebhook(shop, toJson(anOrderBody({ seed: 1 })))).status).toBe(500)

  await waitFor('a report', async () => told(tracker).length === 1)
  expect(told(tracker)).toMatchObject([{ tags: { code: 'internal', route: '/hooks/:endpointId' } }])
  expect(tracker.received[0]?.body).not.toContain(shop.endpointId)
  await tracker.stop()
})

test('a process that ends of a surprise says so before it ends', async () => {
  const tracker = await startReceiver()
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-crash-'))
  await using database = await testDatabase()
  const preload = `process.on('SIGUSR2', () => { throw new Error('a surprise for asha@example.com') })`
  const hub = await startHubProcess(
    {
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      CROSSDOCK_MASTER_KEY: inject('masterKey'),
      SENTRY_DSN: dsnOf(tracker),
    },
    join(folder, 'hub.log'),
    { preload },
  )

  hub.kill('SIGUSR2')

  expect(await hub.ended).toBe(1)
  expect(told(tracker)).toMatchObject([
    { level: 'fatal', tags: { code: 'crash' }, exception: { values: [{ value: 'a surprise for [e-mail]' }] } },
  ])
  rmSync(folder, { recursive: true })
  await tracker.stop()
})
