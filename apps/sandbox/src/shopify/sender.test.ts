import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { shopifyWebhooks } from '@crossdock/connectors/shopify'
import { expect, test } from 'vitest'
import { ordersScenario } from './scenario.ts'
import { send } from './sender.ts'

const [delivery] = ordersScenario({ count: 1, shop: 'crossdock-demo.myshopify.com', seed: 1 })
if (!delivery) throw new Error('no delivery')

/** A hub that answers as told and keeps what it got. */
async function hub(answer: (attempt: number, response: ServerResponse) => void) {
  const got: { body: Buffer; headers: IncomingMessage['headers'] }[] = []
  const server = createServer(async (request, response) => {
    got.push({ body: await buffer(request), headers: request.headers })
    answer(got.length, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    got,
    target: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/1`, secret: 'secret' },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('delivers what the connector accepts', async () => {
  await using there = await hub((_, response) => response.writeHead(200).end('ok'))

  const answer = await send(delivery, there.target)

  expect(answer).toMatchObject({ status: 200, problem: null, attempts: 1 })
  const [arrived] = there.got
  expect(arrived && shopifyWebhooks.hear(arrived.body, arrived.headers, ['secret']).ok).toBe(true)
})

test('retries with the same bytes and the same id', async () => {
  await using there = await hub((attempt, response) => response.writeHead(attempt < 3 ? 503 : 204).end())

  const answer = await send(delivery, there.target, { retries: 8, firstRetryMs: 1 })

  expect(answer).toMatchObject({ status: 204, attempts: 3 })
  expect(new Set(there.got.map(({ body }) => body.toString())).size).toBe(1)
  expect(new Set(there.got.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(1)
})

test('takes a redirect for a failure and does not follow it', async () => {
  await using there = await hub((_, response) => response.writeHead(302, { location: '/elsewhere' }).end())

  const answer = await send(delivery, there.target, { retries: 1, firstRetryMs: 1 })

  expect(answer).toMatchObject({ status: 302, attempts: 2 })
})

test('gives up when no answer comes in time', async () => {
  await using there = await hub(() => {})

  const answer = await send(delivery, there.target, { answerTimeoutMs: 50 })

  expect(answer).toMatchObject({ status: null, problem: 'no answer within 0.05 s' })
})

test('says when nobody listens', async () => {
  const there = await hub(() => {})
  await there[Symbol.asyncDispose]()

  const answer = await send(delivery, there.target)

  expect(answer.status).toBeNull()
  expect(answer.problem).toContain('ECONNREFUSED')
})

test('says when the connection breaks off', async () => {
  await using there = await hub(
    (_, response) => response.writeHead(200, { 'content-length': '10' }).write('ok') && response.destroy(),
  )

  const answer = await send(delivery, there.target)

  expect(answer.status).toBeNull()
  expect(answer.problem).not.toBeNull()
})
