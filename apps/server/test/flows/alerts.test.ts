import { Writable } from 'node:stream'
import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { provisionNumber } from '#main/provision.ts'
import { tenantKinds } from '#modules/alerts/index.ts'
import { newId } from '#platform/ids.ts'
import { createLog } from '#platform/log.ts'
import { aHub, aShop, type Hub } from '#test/harness/a-hub.ts'
import { aShopWithOdoo } from '#test/harness/a-shop-with-odoo.ts'
import { type MailServer, startMailServer } from '#test/harness/mail-server.ts'
import { sampleOf, samples, scrape } from '#test/harness/scrape.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'
import { age, alerts, looks, open, statements, tells, watching } from '#test/harness/watched-alerts.ts'

const aNumber = {
  ...{ provider: 'whatsapp-cloud', name: 'Support', providerKey: '410987654321001', commonKeys: [] },
  ...{ config: {}, secrets: {}, endpointSecrets: [] },
}
const paid = { cashOnDelivery: false } as const
const asha = 'asha.manager@example.com'

/** Of tenants; the installation has some of its own while it starts. */
async function tenantAlerts(hub: Hub): Promise<{ kind: string; state: string; size: number }[]> {
  const all = await alerts(hub)
  return all.filter(({ kind }) => tenantKinds.some((name) => name === kind))
}

const mailsTo = ({ mails }: MailServer, address: string) => mails.filter(({ to }) => to.includes(address))

test('what is parked and what dies soon is told in one mail, once, with the remedy and where to go', async () => {
  await using mail = await startMailServer()
  await using stage = await aShopWithOdoo({ env: watching(mail) })
  const { hub, shop } = stage
  await tells(hub, shop.tenantId, 'mail', asha)
  const poison = anOrderBody({ ...paid, seed: 1, number: 1, sku: 'NOT-THERE' })
  await hub.database.owner.query(
    `update connections set config = config || jsonb_build_object('keyExpiresAt', now() + interval '10 days') where erp_database_id is not null`,
  )
  await sendWebhook(shop, toJson(poison))
  await open(hub, 'orders-parked')
  await waitFor('the mail about the key, which is told at once', async () => mail.mails.length === 1)
  expect(mail.mails[0]?.text).toContain('The key of Odoo ends in ')
  await age(hub, '6 minutes')

  await waitFor('the mail about what is parked', async () => mail.mails.length === 2)
  await looks([hub])

  expect(mail.mails).toHaveLength(2)
  const [, parked] = mail.mails
  expect(parked?.to).toEqual([asha])
  expect(parked?.subject).toMatch(/^Tenant \w+: SKUs the ERP does not have: 1 waiting for a person: #1/)
  expect(parked?.text).toContain('Map each SKU to a product')
  expect(parked?.text).toMatch(/https:\/\/staff\.test\/t-\w+\/parked/)
  expect(parked?.headers).toContain('Auto-Submitted: auto-generated')
  expect(await tenantAlerts(hub)).toMatchObject([
    { kind: 'credentials-dying', state: 'told' },
    { kind: 'orders-parked', state: 'told', size: 1 },
  ])
})

test('it is told again when it has doubled, and is over once it is mended', async () => {
  await using mail = await startMailServer()
  await using stage = await aShopWithOdoo({ env: watching(mail) })
  const { hub, shop } = stage
  await tells(hub, shop.tenantId, 'mail', asha)
  const bodies = [1, 2].map((n) => anOrderBody({ ...paid, seed: n, number: n, sku: 'NOT-THERE' }))
  await sendWebhook(shop, toJson(bodies[0] as object))
  await open(hub, 'orders-parked')
  await age(hub, '6 minutes')
  await waitFor('the first mail', async () => mail.mails.length === 1)

  await sendWebhook(shop, toJson(bodies[1] as object))
  await open(hub, 'orders-parked', 2)
  await looks([hub])
  expect(mail.mails).toHaveLength(1)
  await age(hub, '16 minutes')
  await waitFor('the second mail', async () => mail.mails.length === 2)
  expect(mail.mails[1]?.subject).toContain('2 waiting for a person')

  stage.odoo.seedProducts([{ sku: 'NOT-THERE', name: 'Now there', listPrice: 1, stock: 100 }])
  for (const body of bodies) await stage.replay((await stage.becomes(body.name, 'parked')).id)
  for (const body of bodies) await stage.becomes(body.name, 'confirmed')
  await waitFor('it to be over', async () => (await tenantAlerts(hub)).every(({ state }) => state === 'closed'))
})

test('a short order is told with the order’s label', async () => {
  await using mail = await startMailServer()
  await using stage = await aShopWithOdoo({ env: watching(mail), stock: 0 })
  await tells(stage.hub, stage.shop.tenantId, 'mail', asha)
  const body = anOrderBody({ ...paid, number: 7 })
  await sendWebhook(stage.shop, toJson(body))
  await stage.becomes(body.name, 'short')
  await open(stage.hub, 'orders-short')
  await age(stage.hub, '6 minutes')

  await waitFor('the mail', async () => mail.mails.length === 1)

  expect(mail.mails[0]?.subject).toContain(`Sold and not on stock: 1 order(s): ${body.name}`)
})

test('several processes watch, and one tells', async () => {
  await using mail = await startMailServer()
  await using stage = await aShopWithOdoo({ env: watching(mail) })
  const { hub, shop } = stage
  await using other = await aHub(watching(mail, { ROLE: 'api' }), undefined, hub.database)
  await tells(hub, shop.tenantId, 'mail', asha)
  await hub.database.owner.query(
    `update connections set config = config || jsonb_build_object('keyExpiresAt', now() + interval '10 days') where erp_database_id is not null`,
  )

  await waitFor('the mail', async () => mail.mails.length > 0)
  await looks([hub, other], 6)
  expect(mail.mails).toHaveLength(1)

  // Whoever looked stops, and the other one takes over.
  await hub.stop()
  await other.database.owner.query(
    `update connections set config = config || jsonb_build_object('keyExpiresAt', now() + interval '30 hours') where erp_database_id is not null`,
  )
  await waitFor('the mail of the other', async () => mail.mails.length === 2)
  expect(mail.mails[1]?.text).toContain('ends in 1 day')
})

test('while all work is paused, as in a restored copy, nobody is told', async () => {
  await using mail = await startMailServer()
  await using stage = await aShopWithOdoo({ env: watching(mail), stock: 0 })
  const { hub, shop } = stage
  await hub.database.owner.query('insert into work_paused default values')
  await hub.stop()
  await using paused = await aHub(watching(mail), undefined, hub.database)
  await tells(paused, shop.tenantId, 'mail', asha)
  await hub.database.owner.query(
    `update connections set config = config || jsonb_build_object('keyExpiresAt', now() + interval '10 days') where erp_database_id is not null`,
  )

  await waitFor('three attempts at looking', async () => (await statements(paused, 'take_lane')) >= 3)

  expect([await statements(paused, 'tenant_ids'), mail.mails.length]).toEqual([0, 0])
  await hub.database.owner.query('delete from work_paused')
  await waitFor('the mail', async () => mail.mails.length === 1)
})

test('a mail server that refuses, or is away, costs time and no telling', async () => {
  await using mail = await startMailServer()
  mail.refuse = 'try again later'
  await using hub = await aHub(watching(mail, { ALERT_MAIL_TO: 'ops@example.com' }))
  await waitFor('the bell', async () => hub.floor.bell.condition().away === null)
  await hub.floor.bell.pause('erp')
  await open(hub, 'queue-paused')
  await age(hub, '16 minutes')
  await waitFor('a failure', async () =>
    sampleOf(await scrape(hub), 'crossdock_alert_messages_total', { channel: 'mail', outcome: 'failed' }),
  )

  mail.refuse = null

  await waitFor('the mail', async () => mail.mails.length === 1)
  expect(mail.mails[0]).toMatchObject({ to: ['ops@example.com'], subject: 'Crossdock: The queue "erp" is paused' })
  expect(mail.mails[0]?.text).toContain('crossdock bell resume erp')
  expect(sampleOf(await scrape(hub), 'crossdock_alerts_open', { alert: 'queue-paused' })).toBe(1)
})

test('a mail server that takes a mail and never answers delays nobody else, and is tried again', async () => {
  await using mail = await startMailServer()
  await using hub = await aHub(watching(mail, { ROLE: 'api' }))
  const [first, later] = [await aShop(hub), await aShop(hub)]
  mail.silentFor = 'first@example.com'
  await tells(hub, first.tenantId, 'mail', 'first@example.com')
  await tells(hub, later.tenantId, 'mail', 'later@example.com')
  const failed = async (): Promise<number> =>
    samples(await scrape(hub)).find(
      ({ name, labels }) => name === 'crossdock_alert_messages_total' && labels.outcome === 'failed',
    )?.value ?? 0
  await hub.database.owner.query(
    `update connections set config = config || jsonb_build_object('keyExpiresAt', now() + interval '2 days')`,
  )

  await waitFor('the mail to the later one', async () => mailsTo(mail, 'later@example.com').length === 1)
  const failedByThen = await failed()
  await waitFor('the first to be given up', async () => (await failed()) > 0, 25_000)
  mail.silentFor = null

  await waitFor('the first to be told', async () => mailsTo(mail, 'first@example.com').length > 0, 25_000)
  await looks([hub])
  expect(failedByThen).toBe(0)
  expect(mailsTo(mail, 'later@example.com')).toHaveLength(1)
})

test('when the last worker is gone, a process without workers says so', async () => {
  await using mail = await startMailServer()
  await using hub = await aHub(watching(mail, { ROLE: 'api', ALERT_MAIL_TO: 'ops@example.com' }))
  await open(hub, 'no-worker')
  await age(hub, '2 minutes')

  await waitFor('the mail', async () => mail.mails.length === 1)

  expect(mail.mails[0]?.subject).toBe('Crossdock: No worker is alive')
})

test('a channel that spoke in these hours of every week, and does not now, is silent; one that never did is not', async () => {
  await using mail = await startMailServer()
  await using hub = await aHub(watching(mail, { ROLE: 'api' }))
  const [busy, calm] = [await aShop(hub), await aShop(hub)]
  await tells(hub, busy.tenantId, 'mail', asha)
  await tells(hub, calm.tenantId, 'mail', 'calm@example.com')
  const { owner } = hub.database
  const said = async (shop: typeof busy, every: string, until: string): Promise<void> => {
    await owner.query(
      `insert into events (tenant_id, id, connection_id, dedupe_key, topic, digest, correlation_id, delivery_id, received_at)
       select $1, gen_random_uuid(), $2, at::text, 'orders/create', 'd', gen_random_uuid(), gen_random_uuid(), at
       from generate_series(now() - interval '7 weeks', now() - $4::interval, $3::interval) at`,
      [shop.tenantId, shop.connectionId, every, until],
    )
  }

  await said(calm, '3 days', '3 days')
  await said(busy, '20 minutes', '6 hours')

  await open(hub, 'channel-silent')
  await waitFor('the mail', async () => mailsTo(mail, asha).length === 1)
  expect(mail.mails[0]?.text).toMatch(/Shop \w+ has said nothing for [4-6] hours/)
  await looks([hub])
  expect(mailsTo(mail, 'calm@example.com')).toEqual([])

  // It speaks again.
  await owner.query(
    `insert into events (tenant_id, id, connection_id, dedupe_key, topic, digest, correlation_id, delivery_id, received_at)
     values ($1, gen_random_uuid(), $2, 'again', 'orders/create', 'd', gen_random_uuid(), gen_random_uuid(), now())`,
    [busy.tenantId, busy.connectionId],
  )
  await waitFor('it to be over', async () =>
    (await alerts(hub)).every((a) => a.kind !== 'channel-silent' || a.state === 'closed'),
  )
})

test('a number that nobody hears any more is silent; one whose messages are still told of, or that is stopped, is not', async () => {
  await using mail = await startMailServer()
  await using hub = await aHub(watching(mail, { ROLE: 'api' }))
  const shops = [await aShop(hub), await aShop(hub), await aShop(hub), await aShop(hub)]
  const [deaf, quiet, stopped, notices] = await Promise.all(
    shops.map(async ({ tenantId }) => {
      const { connectionId } = await provisionNumber(hub.floor.app, hub.floor.vault, tenantId, aNumber)
      await tells(hub, tenantId, 'mail', `${connectionId}@example.com`)
      return { tenantId, connectionId }
    }),
  )
  if (!deaf || !quiet || !stopped || !notices) throw new Error('four were made')
  const { owner } = hub.database
  const came = async (number: typeof deaf, kind: 'conversation' | 'message', from: string, until: string) => {
    await owner.query(
      `insert into events (tenant_id, id, connection_id, dedupe_key, topic, subject_kind, digest, correlation_id, delivery_id, received_at)
       select $1, gen_random_uuid(), $2, $3 || at::text, 'messages', $3, 'd', gen_random_uuid(), gen_random_uuid(), at
       from generate_series(now() - $4::interval, now() - $5::interval, interval '20 minutes') at`,
      [number.tenantId, number.connectionId, kind, from, until],
    )
  }
  await owner.query(
    `insert into messaging_channels (tenant_id, connection_id, paused_at, paused_code) values ($1, $2, now(), 'number-blocked')`,
    [stopped.tenantId, stopped.connectionId],
  )

  // Of a shop that only sends notices nothing is expected: nobody writes to it.
  await came(notices, 'message', '7 weeks', '6 hours')
  await came(quiet, 'conversation', '7 weeks', '6 hours')
  await came(quiet, 'message', '5 hours', '3 hours')
  await came(stopped, 'conversation', '7 weeks', '6 hours')
  await came(deaf, 'conversation', '7 weeks', '6 hours')
  await open(hub, 'channel-silent')
  await looks([hub])

  const { rows } = await owner.query(`select tenant_id from alerts where kind = 'channel-silent'`)
  expect(rows).toEqual([{ tenant_id: deaf.tenantId }])
  expect(mailsTo(mail, `${deaf.connectionId}@example.com`)[0]?.text).toMatch(/Support has said nothing for [4-6] hours/)
})

test('a confirmation that stays unanswered is told', async () => {
  await using mail = await startMailServer()
  await using stage = await aShopWithOdoo({ env: watching(mail, { ROLE: 'api' }) })
  const { hub, shop } = stage
  await tells(hub, shop.tenantId, 'mail', asha)

  await hub.database.owner.query(
    `insert into erp_fences (erp_database_id, id, tenant_id, connection_id, erp_ids, token, sent_at)
     values ($1, $2, $3, $4, '{7,8}', 1, now() - interval '20 minutes')`,
    [shop.erp?.databaseId, newId(), shop.tenantId, shop.erp?.connectionId],
  )

  await waitFor('the mail', async () => mail.mails.length === 1)
  expect(mail.mails[0]?.subject).toContain('Odoo has not answered a confirmation of 2 order(s) for 20 minutes')
})

test('nobody hears of another tenant’s troubles, and addresses stand nowhere in plain', async () => {
  let logged = ''
  const sink = new Writable({
    write(chunk, _, done) {
      logged += chunk.toString()
      done()
    },
  })
  await using mail = await startMailServer()
  mail.refuse = `no such person ${asha}`
  await using hub = await aHub(watching(mail), createLog('trace', sink))
  const [mine, theirs] = [await aShop(hub), await aShop(hub)]
  await tells(hub, mine.tenantId, 'mail', asha)
  await tells(hub, theirs.tenantId, 'mail', 'other@example.com')
  await hub.database.owner.query(
    `update connections set config = config || jsonb_build_object('keyExpiresAt', now() + interval '2 days') where tenant_id = $1`,
    [mine.tenantId],
  )
  await waitFor('a refusal', async () => logged.includes('people could not be told'))
  mail.refuse = null

  await waitFor('the mail', async () => mail.mails.length === 1)
  await looks([hub])

  expect(mail.mails.map(({ to }) => to)).toEqual([[asha]])
  const { rows } = await hub.database.owner.query(
    `select a::text as line from alerts a union all select r::text from alert_recipients r union all select t::text from alert_tellings t`,
  )
  const atRest = rows.map(({ line }) => line).join('\n')
  expect(atRest).toContain('credentials-dying')
  for (const address of [asha, 'other@example.com']) {
    expect(atRest).not.toContain(address)
    expect(logged).not.toContain(address)
  }
})
