import { endpointSecrets, whatsappCloudWebhooks } from '@crossdock/connectors/whatsapp-cloud'
import { expect, test } from 'vitest'
import { openBox, startHub, verifyToken } from './test/box.ts'

const secrets = endpointSecrets({ appSecrets: ['sandbox-app-secret'], verifyTokens: [verifyToken] })

/** What a hub would keep: each event once, under the account it concerns. */
function keysIn(posted: { body: Buffer; headers: Record<string, string | string[] | undefined> }[]): string[] {
  return posted.flatMap(({ body, headers }) => {
    const heard = whatsappCloudWebhooks.hear(body, headers, secrets)
    if (!heard.ok) throw new Error(heard.reason)
    return heard.events.map(({ providerKey, dedupeKey }) => `${providerKey} ${dedupeKey}`)
  })
}

test('a flood is so many different events, each told twice, over as many accounts', async () => {
  await using box = await openBox()

  const { body: report } = await box.post('/sandbox/flood', { events: 600, double: true, shuffle: true, accounts: 3 })

  const keys = keysIn(box.hub.posted)
  expect(keys).toHaveLength(1_200)
  expect(new Set(keys).size).toBe(600)
  expect(report).toMatchObject({ events: 600, bodies: 1_200, answers: { 200: 1_200 }, repeated: 0 })
  expect(report.accounts).toHaveLength(3)
  for (const { phoneNumberId, messages, statuses } of report.accounts) {
    const its = keys.filter((key) => key.startsWith(`${phoneNumberId} `))
    expect(new Set(its).size).toBe(messages + statuses)
  }
})

test('batched, one body holds several tenants’ events', async () => {
  await using box = await openBox()

  const { body: report } = await box.post('/sandbox/flood', { events: 100, batch: true, accounts: 2 })

  expect(report.bodies).toBe(5)
  expect(new Set(keysIn(box.hub.posted)).size).toBe(100)
  const accounts = JSON.parse(box.hub.posted[0]?.body.toString() ?? '{}').entry.map(({ id }: { id: string }) => id)
  expect(new Set(accounts).size).toBe(2)
})

test('the same seed tells the same in the same order', async () => {
  await using box = await openBox()
  const flood = async () => {
    box.hub.posted.length = 0
    await box.post('/sandbox/flood', { events: 50, shuffle: true, atOnce: 1, seed: 7 })
    return box.hub.posted.map(
      ({ body }) => JSON.parse(body.toString()).entry[0].changes[0].value.messages?.[0].type ?? 'status',
    )
  }

  expect(await flood()).toEqual(await flood())
})

test('what was not taken is told again until it is', async () => {
  await using hub = await startHub((attempt, response) => response.writeHead(attempt <= 3 ? 503 : 200).end())
  await using box = await openBox({ hub })

  const { body: report } = await box.post('/sandbox/flood', { events: 20 })

  expect(report).toMatchObject({ answers: { 200: 20 }, repeated: 3 })
  expect(new Set(keysIn(hub.posted)).size).toBe(20)
})

test.each([
  [{ events: 100_001 }, '100000'],
  [{ events: 10, accounts: 21 }, '20'],
  [{ events: 10, atOnce: 33 }, '32'],
])('%j is more than it makes', async (options, words) => {
  await using box = await openBox()

  const answer = await box.post('/sandbox/flood', options)

  expect(answer.status).toBe(400)
  expect(answer.body.problem).toContain(words)
  expect(box.hub.posted).toEqual([])
})

test('only this machine is flooded', async () => {
  await using box = await openBox({ callback: { url: 'https://hub.example.com/hooks/1', verifyToken } })

  const answer = await box.post('/sandbox/flood', { events: 10 })

  expect([answer.status, answer.body.problem]).toEqual([
    500,
    'A flood goes to this machine only, not to hub.example.com.',
  ])
})
