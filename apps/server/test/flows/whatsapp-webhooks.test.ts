import {
  accountKey,
  endpointSecrets,
  whatsappCloudMessages,
  whatsappCloudWebhooks,
} from '@crossdock/connectors/whatsapp-cloud'
import { expect, test } from 'vitest'
import { inboxReader } from '#intake/inbox.ts'
import {
  aNumber,
  anIntake,
  aSharedEndpoint,
  counted,
  type Intake,
  storedBodies,
  type TestEndpoint,
  type TestNumber,
} from '#test/harness/an-intake.ts'
import {
  exampleAccount,
  exampleNumber,
  postAsMeta,
  signatureVectors,
  whatsappExamples,
} from '#test/harness/whatsapp-examples.ts'

const provider = whatsappCloudWebhooks.provider
const appSecret = signatureVectors().appSecret
const verifyToken = 'crossdock-verify-not-real'
const secrets = endpointSecrets({ appSecrets: ['the-next-secret-not-real', appSecret], verifyTokens: [verifyToken] })

async function metaIntake(): Promise<{ intake: Intake; endpoint: TestEndpoint }> {
  const intake = await anIntake({ webhooks: [whatsappCloudWebhooks] })
  return { intake, endpoint: await aSharedEndpoint(intake, provider, secrets) }
}

function whatsappNumber(
  intake: Intake,
  endpoint: TestEndpoint,
  account = exampleNumber,
  waba = exampleAccount,
): Promise<TestNumber> {
  return aNumber(intake, endpoint, { account, common: [accountKey(waba)], provider })
}

interface EventRow {
  id: string
  tenant_id: string
  dedupe_key: string
  kind: string | null
  lane: string | null
}

async function recorded({ database }: Intake): Promise<EventRow[]> {
  const { rows } = await database.owner.query<EventRow>(`
    select e.id, e.tenant_id, e.dedupe_key, w.kind, w.lane from events e
    left join work w on w.tenant_id = e.tenant_id and w.payload ->> 'eventId' = e.id::text order by e.id`)
  return rows
}

/** An example that is said of another number and account, by somebody else. */
function saidOf(example: string, number: string, waba: string): { entry: unknown[] } {
  const said = example
    .replaceAll(exampleNumber, number)
    .replaceAll(exampleAccount, waba)
    .replaceAll('wamid.', `wamid.${number}`)
  return JSON.parse(said)
}

test('every example that Meta might post is recorded, finds its lane, and can be read again by its name', async () => {
  const { intake, endpoint } = await metaIntake()
  await using _ = intake
  const { tenantId, connectionId } = await whatsappNumber(intake, endpoint)
  const lanes = {
    inbound: 'conversation',
    status: 'message',
    template: 'shop',
    user: 'shop',
    account: 'shop',
    value: 'shop',
  }
  const reader = inboxReader(intake.vault)
  const known = new Set<string>()
  // Three examples tell in different words that one message was delivered; the first of them is heard.
  const repeats = new Set(['status-delivered-sent-to-bsuid', 'status-delivered'])

  for (const [name, example] of whatsappExamples()) {
    for (let time = 0; time < 2; time++) expect((await postAsMeta(endpoint.url, example, appSecret)).status).toBe(200)

    const fresh = (await recorded(intake)).filter(({ id }) => !known.has(id))
    expect({ name, fresh: fresh.length }).toEqual({ name, fresh: repeats.has(name) ? 0 : 1 })
    for (const { id, dedupe_key: key, lane } of fresh) {
      known.add(id)
      const laneKind = lanes[name.split('-')[0] as keyof typeof lanes]
      expect({ name, lane }).toEqual({ name, lane: expect.stringMatching(`^${laneKind}:${connectionId}:`) })
      const event = await intake.app.withTenant(tenantId, (tx) => reader.mustFind(tx, tenantId, id))
      expect({ name, key: event.dedupeKey }).toEqual({ name, key })
      expect({ name, item: whatsappCloudMessages.readItem(event.body, event.dedupeKey) }).toEqual({
        name,
        item: expect.objectContaining({ kind: expect.any(String) }),
      })
    }
  }

  expect(known.size).toBeGreaterThan(30)
  expect(await counted(intake, endpoint, 'nobody')).toBe(0)
  const { rows } = await intake.database.owner.query<{ line: string }>(
    'select e::text as line from events e union all select w::text from work w union all select d.headers::text from deliveries d',
  )
  const atRest = rows.map(({ line }) => line).join('\n')
  for (const personal of ['919876543210', '9876543210', 'IN.8842015590371264', 'Ananya', 'wamid', '91804718'])
    expect(atRest).not.toContain(personal)
})

test('a body of many items is opened once for all of them, and is gone for all when it was dropped', async () => {
  const { intake, endpoint } = await metaIntake()
  await using _ = intake
  const { tenantId } = await whatsappNumber(intake, endpoint)
  const messages = Array.from({ length: 200 }, (__, n) => ({
    id: `wamid.${n}`,
    from: '919876543210',
    timestamp: '1795000000',
    type: 'text',
    text: { body: `message ${n}, ${'as long as people write '.repeat(10)}` },
  }))
  const value = { metadata: { phone_number_id: exampleNumber }, messages }
  const body = JSON.stringify({ entry: [{ id: exampleAccount, changes: [{ field: 'messages', value }] }] })
  await postAsMeta(endpoint.url, body, appSecret)
  const reader = inboxReader(intake.vault)
  const find = (id = '') => intake.app.withTenant(tenantId, (tx) => reader.mustFind(tx, tenantId, id))
  const [first, second, third] = await recorded(intake)

  const [one, other] = [await find(first?.id), await find(second?.id)]
  await intake.database.owner.query('delete from deliveries')

  expect(other.body).toBe(one.body)
  expect(whatsappCloudMessages.readItem(other.body, other.dedupeKey)).toMatchObject({ kind: 'message' })
  await expect(find(third?.id)).rejects.toMatchObject({ code: 'payload-unreadable' })
})

test('of a body of Meta’s that mixes three tenants and a stranger each holds its own part, however it is packed again', async () => {
  const { intake, endpoint } = await metaIntake()
  await using _ = intake
  const accounts = [1, 2, 3].map((n) => ({ number: `41098765432200${n}`, waba: `21884019987200${n}` }))
  const tenants: TestNumber[] = []
  for (const { number, waba } of accounts) tenants.push(await whatsappNumber(intake, endpoint, number, waba))
  const examples = [...whatsappExamples().values()]
  const all = [...accounts, { number: '410987654329999', waba: '218840199879999' }]
  // Entry by entry one account after the other, as nobody would sort them.
  const entries = examples.flatMap((example) => all.flatMap(({ number, waba }) => saidOf(example, number, waba).entry))
  const post = (some: unknown[]): Promise<Response> =>
    postAsMeta(endpoint.url, JSON.stringify({ object: 'whatsapp_business_account', entry: some }), appSecret)

  expect((await post(entries)).status).toBe(200)

  const events = await recorded(intake)
  const ofTenant = (tenantId: string): string[] =>
    events
      .filter((event) => event.tenant_id === tenantId)
      .map((event) => event.dedupe_key)
      .sort()
  const [first] = tenants.map(({ tenantId }) => ofTenant(tenantId).length)
  expect(first).toBeGreaterThan(30)
  for (const { tenantId } of tenants) expect(ofTenant(tenantId)).toHaveLength(first as number)
  // A part for the number and one for its account.
  const bodies = await storedBodies(intake)
  expect(bodies).toHaveLength(6)
  for (const [n, { number, waba }] of accounts.entries()) {
    const theirs = bodies.filter(({ tenantId }) => tenantId === tenants[n]?.tenantId)
    expect(theirs).toHaveLength(2)
    for (const { body } of theirs) {
      expect(body).toContain(waba)
      for (const other of all) if (other.number !== number) expect(body).not.toContain(other.number)
      for (const other of all) if (other.waba !== waba) expect(body).not.toContain(other.waba)
    }
  }
  const strangers = await counted(intake, endpoint, 'nobody')
  expect(strangers).toBe(first)

  for (const entry of entries.toReversed()) expect((await post([entry])).status).toBe(200)

  expect(await recorded(intake)).toEqual(events)
  expect(await storedBodies(intake)).toHaveLength(6)
})

test('Meta is believed by the bytes it signed and by nothing else', async () => {
  const { intake, endpoint } = await metaIntake()
  await using _ = intake
  await whatsappNumber(intake, endpoint)
  const { rawBody, signature, wrong_if_reserialised: again } = signatureVectors()
  const send = (raw: string, header?: string): Promise<Response> => postAsMeta(endpoint.url, raw, appSecret, header)

  const refused = [
    await send(again.rawBody, signature),
    await send(rawBody, signature.slice('sha256='.length)),
    await send(rawBody, ''),
    await postAsMeta(endpoint.url, rawBody, 'the-secret-of-another-app'),
    // A token is no secret to sign with, nor is a secret one with its mark.
    await postAsMeta(endpoint.url, rawBody, verifyToken),
    await postAsMeta(endpoint.url, rawBody, `app:${appSecret}`),
  ]
  const nothing = await recorded(intake)
  const right = await send(rawBody, signature)

  expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 401))
  expect(nothing).toEqual([])
  expect(right.status).toBe(200)
  expect(await recorded(intake)).toHaveLength(1)
  expect(await storedBodies(intake)).toMatchObject([{ body: rawBody }])
})

test('Meta’s check of the address is answered with the bare challenge', async () => {
  const { intake, endpoint } = await metaIntake()
  await using _ = intake
  const ask = (token: string): Promise<Response> =>
    fetch(`${endpoint.url}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${token}`)

  const right = await ask(verifyToken)
  const wrong = [await ask('another-token'), await ask(appSecret), await ask('')]

  expect([right.status, await right.text()]).toEqual([200, '1158201444'])
  expect(wrong.map(({ status }) => status)).toEqual([403, 403, 403])
})
