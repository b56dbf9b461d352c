import { openApiDocument } from '@crossdock/contracts/api/document'
import { sample } from '@crossdock/contracts/api/samples'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromSchema, type Making, rude, type Schema } from '#test/api/from-schema.arbitrary.ts'
import { aWorld, type World } from '#test/api/world.ts'

// Every route, as its own schemas say and as rudely as can be: refusals are problem documents, and nothing is a fault of ours.

interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema: Schema
}

interface Target {
  id: string
  method: string
  path: string
  parameters: Parameter[]
  body: Schema | null
}

const document = JSON.parse(JSON.stringify(openApiDocument()))
const targets: Target[] = Object.entries<Record<string, never>>(document.paths).flatMap(([path, item]) =>
  Object.entries<{
    operationId: string
    parameters?: Parameter[]
    requestBody?: { content: { 'application/json': { schema: Schema } } }
  }>(item).map(([method, one]) => ({
    id: one.operationId,
    method: method.toUpperCase(),
    path: path.replace('/v1/tenants/{tenant}', ''),
    parameters: (one.parameters ?? []).filter(({ name }) => name !== 'tenant'),
    body: one.requestBody?.content['application/json'].schema ?? null,
  })),
)

/** Nothing may be called outside of this machine: a token never has the form of one, and addresses lead to a closed port. */
const instead: Making['instead'] = {
  adminToken: fc.constantFrom('two words', '', '\0', 'a b'),
  url: fc.constantFrom('http://127.0.0.1:1', 'x', 'ftp://127.0.0.1'),
}

interface Shot {
  path: string
  method: string
  headers: Record<string, string>
  body: string | undefined
}

function aShot(
  target: Target,
  making: Making,
  cursors: readonly string[],
  idsOf: Record<string, readonly string[]>,
): fc.Arbitrary<Shot> {
  const header = fc.string({ unit: 'grapheme-ascii', maxLength: 40 }).map((text) => text.trim())
  const aValue = ({ name, schema }: Parameter): fc.Arbitrary<unknown> =>
    name === 'cursor' ? aCursor(cursors) : fromSchema(schema, making)
  const anId = (parameter: Parameter): fc.Arbitrary<unknown> =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...(idsOf[parameter.name] ?? making.known)) },
      { weight: 1, arbitrary: aValue(parameter) },
    )
  const inPath = target.parameters.filter((one) => one.in === 'path')
  const inQuery = target.parameters.filter((one) => one.in === 'query')
  return fc
    .record({
      path: fc.record(Object.fromEntries(inPath.map((one) => [one.name, anId(one)]))),
      query: fc.record(Object.fromEntries(inQuery.map((one) => [one.name, aValue(one)])), {
        requiredKeys: inQuery.filter(({ required }) => required).map(({ name }) => name),
      }),
      unknown: fc.oneof(
        { weight: 11, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.tuple(fc.string(), fc.string()) },
      ),
      headers: fc.record(
        {
          'if-match': fc.oneof(fc.constant('*'), header),
          'if-none-match': header,
          'idempotency-key': header,
          'x-request-id': header,
          origin: header,
        },
        { requiredKeys: target.method === 'PATCH' ? ['if-match'] : [] },
      ),
      body:
        target.body === null
          ? fc.constant(undefined)
          : fc.oneof(
              { weight: 9, arbitrary: fromSchema(target.body, making).map(asJson) },
              { weight: 1, arbitrary: fc.string() },
            ),
    })
    .map(({ path, query, unknown, headers, body }) => {
      const search = new URLSearchParams()
      for (const [name, value] of [...Object.entries(query), ...(unknown ? [unknown] : [])])
        search.append(name, asText(value).toWellFormed())
      return {
        path: `${target.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(asText(path[name]).toWellFormed()))}?${search}`,
        method: target.method,
        headers,
        body,
      }
    })
}

/** What stands in paths under these names. */
function idsIn({ real }: World): Record<string, readonly string[]> {
  const known = (...ids: string[]): string[] => ids.flatMap((id) => real.get(id) ?? [])
  return {
    connectionId: known(sample.shop, sample.erp, sample.direct, sample.number),
    orderId: known(sample.order, sample.parkedOrder),
    endpointId: known(sample.endpoint, sample.numberEndpoint),
    keyId: known(sample.key),
    messageId: known(sample.message, sample.inbound, sample.failedMessage),
    conversationId: known(sample.conversation),
    notice: ['order-confirmation', 'order-cancelled'],
    eventId: known(sample.event),
    deliveryId: known(sample.delivery),
    taskId: known(sample.task),
    requestId: known(sample.privacyRequest),
  }
}

/** Real ones, ones of other lists, and hand-made ones with rude values where positions belong. */
function aCursor(cursors: readonly string[]): fc.Arbitrary<unknown> {
  const made = fc
    .tuple(
      fc.constantFrom(
        'newest',
        'latest',
        'oldest',
        'key',
        'sku',
        'due',
        'days',
        'recorded',
        '-placedAt',
        'updatedAt',
        'x',
      ),
      fc.array(rude, { maxLength: 3 }),
    )
    .map(([sort, values]) => Buffer.from(JSON.stringify([sort, ...values.map(asText)])).toString('base64url'))
  return fc.oneof(fc.constantFrom(...cursors), made, rude)
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
const asJson = (value: unknown): string =>
  JSON.stringify(value, (_, one) => (typeof one === 'number' && !Number.isFinite(one) ? String(one) : one)) ?? ''

async function cursorsOf({ ask, real }: World): Promise<string[]> {
  const cursors: string[] = []
  for (const { path, parameters } of targets.filter(({ parameters }) =>
    parameters.some(({ name }) => name === 'cursor'),
  )) {
    // Which of the ids fits is tried out.
    const ids = parameters.some((one) => one.in === 'path') ? [...real.values()] : ['']
    for (const id of ids) {
      const answer = await ask(`${path.replaceAll(/\{\w+\}/g, encodeURIComponent(id))}?limit=1`)
      const { next } = (await answer.json()) as { next?: string | null }
      if (next) cursors.push(next)
    }
  }
  return cursors
}

/** What a provider that is not there makes of a request is no fault of ours. */
const ofProviders = new Set(['provider-unreachable', 'provider-busy', 'outcome-unknown', 'provider-contract-broken'])
const shotsEach = Number(process.env.API_FUZZ_SHOTS ?? 60)

test('no request that a schema allows, or forbids, makes a fault of ours', async () => {
  await using world = await aWorld({ ERP_CALL_TIMEOUT_MS: '2000' })
  const known = [...world.real.values()]
  const cursors = await cursorsOf(world)
  const making: Making = { schemas: document.components.schemas, known, instead }
  const answered = new Map<number, number>()

  for (const target of targets)
    await fc.assert(
      fc.asyncProperty(aShot(target, making, cursors, idsIn(world)), async ({ path, ...options }) => {
        const answer = await world.ask(path, options)
        answered.set(answer.status, (answered.get(answer.status) ?? 0) + 1)
        const text = await answer.text()
        if (answer.status < 400) return
        expect(answer.headers.get('content-type')).toContain('application/problem+json')
        const { code } = JSON.parse(text) as { code: string }
        if (answer.status >= 500) expect(ofProviders).toContain(code)
      }),
      { numRuns: shotsEach, endOnFailure: true },
    )

  expect(cursors.length).toBeGreaterThan(3)
  // It was not refused at the door each time, and not let in each time.
  expect(answered.get(200) ?? 0).toBeGreaterThan(targets.length * 5)
  expect(answered.get(400) ?? 0).toBeGreaterThan(targets.length * 5)
})
