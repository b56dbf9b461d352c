import { request } from 'node:http'
import { expect, test } from 'vitest'
import { aProcessStage } from '#test/harness/a-process-stage.ts'
import { bellKinds } from '#test/harness/bell-servers.ts'
import { heldAnswer } from '#test/harness/held-answer.ts'
import { sendWebhook, signed } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

const confirm = 'sale.order/action_confirm'
const never = new Promise<void>(() => undefined)

test('asked to stop, it waits for the answer of the ERP, notes it, and leaves no fence and no lane behind', async () => {
  await using stage = await aProcessStage()
  const hub = await stage.hub()
  const answer = heldAnswer(stage.proxy, confirm)
  await stage.send(() => hub, 1)
  await answer.reached

  hub.kill('SIGTERM')
  await waitFor('the hub to take no more webhooks', () =>
    fetch(`${hub.url}/livez`).then(
      () => false,
      () => true,
    ),
  )
  answer.release()
  const code = await hub.ended

  expect(code).toBe(0)
  expect([await stage.fences(), await stage.held()]).toEqual([0, []])
  expect(await stage.settled(), 'without another process').toEqual(['sale'])
})

test('an answer that does not come within the grace is given up; a successor goes on and confirms once', async () => {
  await using stage = await aProcessStage()
  const hub = await stage.hub({ SHUTDOWN_GRACE_MS: '500' })
  const answer = heldAnswer(stage.proxy, confirm)
  await stage.send(() => hub, 1)
  await answer.reached

  hub.kill('SIGTERM')
  const code = await hub.ended
  const [fences, held] = [await stage.fences(), await stage.held()]
  answer.release()
  await stage.hub({ ROLE: 'worker' })

  expect([code, fences, held]).toEqual([0, 1, []])
  expect(await stage.settled()).toEqual(['sale'])
  expect(await stage.fences()).toBe(0)
})

test.each(bellKinds)(
  'bell on $name: what waits behind goes to a successor that does not wait for the lease',
  async (kind) => {
    await using stage = await aProcessStage()
    await using server = await kind.serve(stage.database)
    const hub = await stage.hub({ WORKER_CONCURRENCY: '1', LANE_LEASE_MS: '600000', ...server.env })
    const answer = heldAnswer(stage.proxy, confirm)
    await stage.send(() => hub, 1)
    await answer.reached
    await stage.send(() => hub, 5)

    hub.kill('SIGTERM')
    await stage.hub(server.env)
    answer.release()

    expect(await hub.ended).toBe(0)
    expect(await stage.settled()).toEqual(Array(6).fill('sale'))
  },
)

test('a request in flight is served to its end, new ones are told to go elsewhere first', async () => {
  await using stage = await aProcessStage()
  const hub = await stage.hub({ ROLE: 'api', SHUTDOWN_NOTICE_MS: '1500' })
  const shop = { ...stage.shop, url: hub.url + stage.shop.path }
  const body = stage.body()
  const half = body.length / 2
  const slow = request(shop.url, {
    method: 'POST',
    headers: { ...signed(shop, body), 'content-length': Buffer.byteLength(body) },
  })
  const answered = new Promise<number | undefined>((resolve, reject) => {
    slow.once('response', ({ statusCode }) => resolve(statusCode)).once('error', reject)
  })
  slow.write(body.slice(0, half))
  await waitFor('the connection', async () => slow.socket?.bytesWritten)

  hub.kill('SIGTERM')
  const told = await waitFor('/readyz to say no', async () => {
    const answer = await fetch(`${hub.url}/readyz`)
    return answer.status === 503 && (await answer.json())
  })
  const meanwhile = await sendWebhook(shop, stage.body())
  await waitFor('new connections to be refused', () =>
    fetch(`${hub.url}/livez`).then(
      () => false,
      () => true,
    ),
  )
  slow.end(body.slice(half))

  expect(told).toEqual({ status: 'not ready', problems: ['the server is stopping'] })
  expect(meanwhile.status).toBe(200)
  expect(await answered).toBe(200)
  expect(await hub.ended).toBe(0)
})

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('a second %s leaves at once with %i, and nothing is lost', async (signal, expected) => {
  await using stage = await aProcessStage()
  const hub = await stage.hub({ SHUTDOWN_GRACE_MS: '60000' })
  const answer = heldAnswer(stage.proxy, confirm)
  await stage.send(() => hub, 1)
  await answer.reached

  hub.kill(signal)
  await waitFor('the hub to take no more webhooks', () =>
    fetch(`${hub.url}/livez`).then(
      () => false,
      () => true,
    ),
  )
  hub.kill(signal)
  const code = await Promise.race([hub.ended, never])
  answer.release()
  await stage.hub({ ROLE: 'worker' })

  expect(code).toBe(expected)
  expect(await stage.settled()).toEqual(['sale'])
})
