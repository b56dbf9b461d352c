import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import type { Health } from '#http/health-routes.ts'
import { aHub, type Hub } from '#test/harness/a-hub.ts'
import { aShopWithOdoo } from '#test/harness/a-shop-with-odoo.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

const open = { METRICS_PORT: '0' }

async function health(hub: Hub): Promise<Health & { http: number }> {
  const response = await fetch(`${hub.internalUrl}/health`)
  return { ...((await response.json()) as Health), http: response.status }
}

async function becomes(hub: Hub, part: string, status: string): Promise<Health & { http: number }> {
  return waitFor(
    `${part} to be ${status}`,
    async () => {
      const seen = await health(hub)
      if (seen.parts[part]?.status !== status) throw new Error(JSON.stringify(seen.parts[part] ?? seen))
      return seen
    },
    20_000,
  )
}

test('a hub at work says so of each of its parts, the ERP it talks to among them', async () => {
  await using stage = await aShopWithOdoo({ env: open })
  const body = anOrderBody({ cashOnDelivery: false })
  await sendWebhook(stage.shop, toJson(body))
  await stage.becomes(body.name, 'confirmed')

  const seen = await becomes(stage.hub, 'provider:odoo', 'ok')

  expect(seen).toMatchObject({
    http: 200,
    status: 'ok',
    parts: {
      database: { status: 'ok', latencyMs: expect.any(Number) },
      migrations: { status: 'ok' },
      bell: { status: 'ok', answers: true, paused: [] },
      workers: { status: 'ok', alive: 1, lost: 0 },
      sweeper: { status: 'ok', sweptSecondsAgo: expect.any(Number) },
      work: { status: 'ok' },
      outbox: { status: 'ok', oldestDueSeconds: 0 },
      'provider:odoo': { status: 'ok', lastOutcome: 'ok', since: expect.stringMatching(/^20\d\d-/) },
    },
  })
})

test('work that somebody paused is said, and so is that it goes on', async () => {
  await using hub = await aHub(open)
  await hub.database.owner.query('insert into work_paused default values')
  const paused = await becomes(hub, 'work', 'degraded')
  await hub.database.owner.query('delete from work_paused')
  const resumed = await becomes(hub, 'work', 'ok')

  expect(paused).toMatchObject({ http: 200, parts: { work: { pausedSince: expect.stringMatching(/^20\d\d-/) } } })
  expect(paused.parts.work?.problem).toContain('crossdock work resume')
  expect(resumed.parts.work).toEqual({ status: 'ok' })
})

test('an ERP that cannot be reached is named with what its calls end with, and since when', async () => {
  await using stage = await aShopWithOdoo({ env: open })
  await stage.odoo.stop()
  await sendWebhook(stage.shop, toJson(anOrderBody({ cashOnDelivery: false })))

  const seen = await becomes(stage.hub, 'provider:odoo', 'degraded')

  expect(seen).toMatchObject({ http: 200, status: 'degraded' })
  expect(seen.parts['provider:odoo']).toMatchObject({ lastOutcome: 'provider-unreachable' })
})

test('a paused queue is a degraded bell', async () => {
  await using hub = await aHub(open)
  await waitFor('the bell', async () => hub.floor.bell.condition().away === null)
  await hub.floor.bell.pause('erp')

  const seen = await becomes(hub, 'bell', 'degraded')

  expect(seen.parts.bell).toMatchObject({ paused: ['erp'], problem: expect.stringContaining('"erp" is paused') })
})

test('without a worker the whole is failing, also for strangers; one that was killed is missed', async () => {
  await using hub = await aHub({ ...open, ROLE: 'api' })

  expect(await health(hub)).toMatchObject({ http: 503, status: 'failing', parts: { workers: { alive: 0 } } })
  const stranger = await fetch(`${hub.url}/health`)
  expect([stranger.status, await stranger.json()]).toEqual([503, { status: 'failing' }])
  await hub.database.owner.query(
    `insert into worker_beats (worker, beat_at, swept_at) values ('killed', now() - interval '1 minute', null), ('alive', now(), now())`,
  )
  expect(await becomes(hub, 'workers', 'degraded')).toMatchObject({ parts: { workers: { alive: 1, lost: 1 } } })
})

test('a database of an older version, or none at all, is failing', async () => {
  await using hub = await aHub({ ...open, ROLE: 'api' })
  const name = new URL(hub.database.url).pathname.slice(1)
  await hub.database.owner.query('delete from migrations where number = (select max(number) from migrations)')

  expect((await health(hub)).parts.migrations).toMatchObject({
    status: 'failing',
    problem: expect.stringContaining('run the migrations'),
  })
  await hub.database.outside(`alter database "${name}" allow_connections false`)
  await hub.database.outside(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
  expect(await becomes(hub, 'database', 'failing')).toMatchObject({ http: 503 })
})

test('a worker that stops in good order is not missed', async () => {
  await using hub = await aHub({ ...open, ROLE: 'worker' })
  const beats = async (): Promise<number | null> =>
    (await hub.database.owner.query('select from worker_beats')).rowCount
  await waitFor('its heartbeat', async () => (await beats()) === 1)

  await hub.stop()

  expect(await beats()).toBe(0)
})
