import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { inboxReader } from '#intake/inbox.ts'
import { attachAccountAsOperator, createChannel, defaultPushPolicy, detachAccount } from '#modules/tenants/index.ts'
import { newId } from '#platform/ids.ts'
import { type Batch, type Item, messageProvider } from '#test/harness/a-message-provider.ts'
import {
  aNumber,
  aNumberUnattached,
  anIntake,
  aSharedEndpoint,
  aTenant,
  counted,
  type Intake,
  post,
  storedBodies,
  type TestEndpoint,
} from '#test/harness/an-intake.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

const phone = '919000000001'
const hello: Item = { kind: 'message', id: 'm1', person: phone, text: 'hello' }

async function events({ database }: Intake): Promise<string[]> {
  const { rows } = await database.owner.query<{ line: string }>(
    `select e.tenant_id || ' ' || e.dedupe_key as line from events e
     join deliveries d on d.tenant_id = e.tenant_id and d.id = e.delivery_id order by e.id`,
  )
  return rows.map(({ line }) => line)
}

/** Everything that was ever written, counted. */
async function rowCounts({ database }: Intake): Promise<Record<string, number>> {
  const { rows } = await database.owner.query(
    `select (select count(*)::int from events) as events, (select count(*)::int from deliveries) as deliveries,
       (select count(*)::int from work) as work`,
  )
  return rows[0]
}

function as(whose: TestEndpoint, where: TestEndpoint): Pick<TestEndpoint, 'url' | 'secret'> {
  return { url: where.url, secret: whose.secret }
}

test('of a body that concerns three tenants and a stranger each holds its events and its part, and nothing else', async () => {
  await using intake = await anIntake()
  const endpoint = await aSharedEndpoint(intake)
  const [a, b, c] = [await aNumber(intake, endpoint), await aNumber(intake, endpoint), await aNumber(intake, endpoint)]
  const batch: Batch = [
    { account: a.account, items: [hello, { kind: 'status', id: 's1', message: 'wamid.1' }] },
    { account: 'a-stranger', items: [{ ...hello, text: 'for a stranger' }] },
    { account: b.account, items: [{ ...hello, text: 'for b' }] },
    { account: a.account, items: [{ ...hello, id: 'm2', text: 'for a again' }] },
    { account: c.account, items: [{ kind: 'account', id: 'n1', text: 'for c' }] },
  ]

  const answer = await post(endpoint, batch)

  expect(answer.status).toBe(200)
  const expected = [
    `${a.tenantId} message:m1`,
    `${a.tenantId} status:s1`,
    `${a.tenantId} message:m2`,
    `${b.tenantId} message:m1`,
    `${c.tenantId} account:n1`,
  ]
  expect((await events(intake)).sort()).toEqual(expected.sort())
  const partOf = (account: string): string => JSON.stringify(batch.filter((entry) => entry.account === account))
  const bodies = await storedBodies(intake)
  expect(bodies).toHaveLength(3)
  expect(bodies).toEqual(
    expect.arrayContaining([a, b, c].map(({ tenantId, account }) => ({ tenantId, body: partOf(account) }))),
  )
  expect(await counted(intake, endpoint, 'nobody')).toBe(1)
  expect(intake.rung).toHaveLength(5)

  expect((await post(endpoint, batch)).status).toBe(200)

  expect(await rowCounts(intake)).toEqual({ events: 5, deliveries: 3, work: 5 })
  expect(intake.rung).toHaveLength(5)
})

test('what nobody entitled has signed is refused and counted, and nothing of it is kept', async () => {
  await using intake = await anIntake()
  const [endpoint, other] = [await aSharedEndpoint(intake), await aSharedEndpoint(intake)]
  const number = await aNumber(intake, endpoint)
  const batch: Batch = [{ account: number.account, items: [hello] }]

  const answers = [
    await post(as(other, endpoint), batch),
    await post(endpoint, batch, { 'x-test-signature': '' }),
    await post(endpoint, batch, { 'x-test-signature': 'f'.repeat(64) }),
    // Rightly signed, and for an account that is attached elsewhere.
    await post(other, batch),
  ]

  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 200])
  expect(await rowCounts(intake)).toEqual({ events: 0, deliveries: 0, work: 0 })
  expect(await counted(intake, endpoint, 'signature-wrong')).toBe(2)
  expect(await counted(intake, endpoint, 'signature-missing')).toBe(1)
  expect(await counted(intake, other, 'nobody')).toBe(1)
})

test('a job finds its item in the part that its tenant holds, by the name under which it was heard', async () => {
  await using intake = await anIntake()
  const endpoint = await aSharedEndpoint(intake)
  const [a, b] = [await aNumber(intake, endpoint), await aNumber(intake, endpoint)]
  await post(endpoint, [
    { account: a.account, items: [hello] },
    { account: b.account, items: [{ ...hello, id: 'm7' }] },
  ])
  const { rows } = await intake.database.owner.query('select payload from work where tenant_id = $1', [b.tenantId])

  const event = await intake.app.withTenant(b.tenantId, (tx) =>
    inboxReader(intake.vault).mustFind(tx, b.tenantId, rows[0].payload.eventId),
  )

  expect(event.dedupeKey).toBe('message:m7')
  expect(event.connectionId).toBe(b.connectionId)
  expect(JSON.parse(event.body.toString())).toEqual([{ account: b.account, items: [{ ...hello, id: 'm7' }] }])
})

test('an account that was nobody’s a moment ago is heard as soon as it is attached', async () => {
  await using intake = await anIntake()
  const endpoint = await aSharedEndpoint(intake)
  const tenantId = await aTenant(intake)
  const number = await aNumberUnattached(intake, { tenantId })
  const batch: Batch = [{ account: number.account, items: [hello] }]
  expect((await post(endpoint, batch)).status).toBe(200)
  expect(await rowCounts(intake)).toEqual({ events: 0, deliveries: 0, work: 0 })

  await intake.operator.withoutTenant((tx) =>
    attachAccountAsOperator(tx, tenantId, endpoint.endpointId, {
      connectionId: number.connectionId,
      own: [number.account],
    }),
  )
  await post(endpoint, batch)

  expect(await storedBodies(intake)).toEqual([{ tenantId, body: JSON.stringify(batch) }])
})

// Sealed with the key of the tenant that intake remembers, it would lie unreadable under another one's name.
test('an account that passed to another tenant is recorded there at once, sealed with that one’s key', async () => {
  await using intake = await anIntake()
  const endpoint = await aSharedEndpoint(intake)
  const [before, other] = [await aNumber(intake, endpoint), await aNumber(intake, endpoint)]
  const tenantId = await aTenant(intake)
  const after = await aNumberUnattached(intake, { tenantId, account: before.account })
  const said = (id: string): Batch => [
    { account: before.account, items: [{ ...hello, id }] },
    { account: other.account, items: [{ ...hello, id }] },
  ]
  await post(endpoint, said('first'))

  await intake.operator.withoutTenant(async (tx) => {
    await detachAccount(tx, before.tenantId, endpoint.endpointId, before.account)
    await attachAccountAsOperator(tx, tenantId, endpoint.endpointId, {
      connectionId: after.connectionId,
      own: [after.account],
    })
  })
  await post(endpoint, said('second'))

  expect(await events(intake)).toEqual([
    `${before.tenantId} message:first`,
    `${other.tenantId} message:first`,
    `${other.tenantId} message:second`,
    `${tenantId} message:second`,
  ])
  const moved = (await storedBodies(intake)).find((stored) => stored.tenantId === tenantId)
  expect(moved?.body).toBe(JSON.stringify(said('second').slice(0, 1)))
})

test('an endpoint that became shared a moment ago records for the others at once', async () => {
  await using intake = await anIntake()
  const endpoint = await aSharedEndpoint(intake)
  const own = await aNumber(intake, endpoint, { tenantId: endpoint.tenantId })
  await intake.database.owner.query('update endpoints set shared = false')
  await post(endpoint, [{ account: own.account, items: [hello] }])
  await intake.database.owner.query('update endpoints set shared = true')
  const other = await aNumber(intake, endpoint)

  await post(endpoint, [{ account: other.account, items: [hello] }])

  expect(await events(intake)).toEqual([`${endpoint.tenantId} message:m1`, `${other.tenantId} message:m1`])
  expect(await storedBodies(intake)).toHaveLength(2)
})

test('when one part cannot be written none is, and the repetition records each once', async () => {
  await using intake = await anIntake()
  const endpoint = await aSharedEndpoint(intake)
  const [a, b] = [await aNumber(intake, endpoint), await aNumber(intake, endpoint)]
  const batch: Batch = [a, b].map(({ account }) => ({ account, items: [hello] }))
  await intake.database.owner.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'full' using errcode = '53100'; end $$;
    create trigger refuse before insert on events for each row when (new.tenant_id = '${b.tenantId}') execute function refuse()`)

  const refused = await post(endpoint, batch)

  expect(refused.status).toBe(503)
  expect(await rowCounts(intake)).toEqual({ events: 0, deliveries: 0, work: 0 })
  expect(intake.rung).toEqual([])

  await intake.database.owner.query('drop trigger refuse on events')
  const answers = await Promise.all([post(endpoint, batch), post(endpoint, batch)])

  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(await rowCounts(intake)).toEqual({ events: 2, deliveries: 2, work: 2 })
})

test('a connector that does not say what concerns whom gets nothing recorded', async () => {
  const { hear } = messageProvider
  const careless = {
    ...messageProvider,
    hear: (...said: Parameters<typeof hear>) => ({ ...hear(...said), parts: undefined as never }),
  }
  await using intake = await anIntake({ webhooks: [careless] })
  const endpoint = await aSharedEndpoint(intake)
  const [a, b] = [await aNumber(intake, endpoint), await aNumber(intake, endpoint)]

  const answer = await post(
    endpoint,
    [a, b].map(({ account }) => ({ account, items: [hello] })),
  )

  expect(answer.status).toBe(500)
  expect(await rowCounts(intake)).toEqual({ events: 0, deliveries: 0, work: 0 })
})

// Whoever holds the secret may say anything; PostgreSQL takes neither a NUL nor half of a surrogate pair.
test('accounts with impossible names are nobody’s, and what has an impossible name of its own is recorded', async () => {
  await using intake = await anIntake()
  const endpoint = await aSharedEndpoint(intake)
  const number = await aNumber(intake, endpoint)
  const own = await aSharedEndpoint(intake)
  const ownNumber = await aNumber(intake, own, { tenantId: own.tenantId })
  await intake.database.owner.query('update endpoints set shared = false where id = $1', [own.endpointId])
  const strange = ['a\0b', '\ud800', 'x'.repeat(100_000), '', '__proto__', '*']
  const items = strange.map((id): Item => ({ kind: 'message', id, person: id }))

  for (const [to, { account }] of [
    [endpoint, number],
    [own, ownNumber],
  ] as const) {
    for (let time = 0; time < 2; time++) {
      const answer = await post(to, [...strange.map((name) => ({ account: name, items })), { account, items }])
      expect(answer.status).toBe(200)
    }
    expect(await counted(intake, to, 'nobody')).toBe(2 * strange.length ** 2)
  }

  expect(await rowCounts(intake)).toEqual({ events: 2 * strange.length, deliveries: 2, work: 2 * strange.length })
})

test('one Shopify app at one address serves shops of several tenants', async () => {
  await using intake = await anIntake()
  const endpoint = await aSharedEndpoint(intake, 'shopify')
  const shops: { tenantId: string; shopDomain: string }[] = []
  for (const shopDomain of ['one.myshopify.com', 'two.myshopify.com']) {
    const [tenantId, connectionId] = [await aTenant(intake), newId()]
    await intake.app.withTenant(tenantId, (tx) =>
      createChannel(tx, {
        ...{ tenantId, connectionId, provider: 'shopify', name: shopDomain, providerKey: shopDomain },
        ...{ cutOverAt: new Date(0), policy: defaultPushPolicy, erpConnectionId: null },
      }),
    )
    await intake.operator.withoutTenant((tx) =>
      attachAccountAsOperator(tx, tenantId, endpoint.endpointId, { connectionId, own: [shopDomain] }),
    )
    shops.push({ tenantId, shopDomain })
  }
  const say = (shopDomain: string, body: string): Promise<Response> =>
    sendWebhook({ ...endpoint, shopDomain }, body, { webhookId: 'the-same-id' })

  const answers = [
    ...(await Promise.all(shops.map(({ shopDomain }) => say(shopDomain, `{"id":1,"name":"${shopDomain}"}`)))),
    await say('three.myshopify.com', '{"id":1}'),
  ]

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  const bodies = await storedBodies(intake)
  expect(bodies).toHaveLength(2)
  expect(bodies).toEqual(
    expect.arrayContaining(
      shops.map(({ tenantId, shopDomain }) => ({ tenantId, body: `{"id":1,"name":"${shopDomain}"}` })),
    ),
  )
  expect(await counted(intake, endpoint, 'nobody')).toBe(1)
})

test('whose accounts these are is asked once, and of an endpoint that is not shared never', async () => {
  await using intake = await anIntake()
  const endpoint = await aSharedEndpoint(intake)
  const [a, b] = [await aNumber(intake, endpoint), await aNumber(intake, endpoint)]
  const own = await aSharedEndpoint(intake)
  const ownNumber = await aNumber(intake, own, { tenantId: own.tenantId })
  await intake.database.owner.query('update endpoints set shared = false where id = $1', [own.endpointId])
  const asked = vi.spyOn(pg.Client.prototype, 'query')

  for (let n = 0; n < 3; n++) {
    await post(
      endpoint,
      [a, b].map(({ account }) => ({ account, items: [{ ...hello, id: `m${n}` }] })),
    )
    await post(own, [{ account: ownNumber.account, items: [{ ...hello, id: `m${n}` }] }])
  }

  const statements = asked.mock.calls.map(([text]) => String(text))
  asked.mockRestore()
  expect(statements.filter((text) => text.includes('find_accounts'))).toHaveLength(1)
  expect(statements.filter((text) => text.includes('record_deliveries'))).toHaveLength(6)
})
