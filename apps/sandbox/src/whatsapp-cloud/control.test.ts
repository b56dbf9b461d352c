import { request } from 'node:http'
import { expect, test } from 'vitest'
import { newPhone, openBox } from './test/box.ts'

/** fetch does not let a caller choose these headers. */
function ask(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end()
  })
}

test('a name that was turned to this machine, and a page of another site, get nothing', async () => {
  await using box = await openBox()
  const { url } = box.sandbox
  const { host, port } = new URL(url)

  const statuses = [
    await ask(`${url}/phones`, { host }),
    await ask(`${url}/phones`, { host: `localhost:${port}` }),
    await ask(`${url}/phones`, { host: `evil.example:${port}` }),
    await ask(`${url}/phones`, { host, origin: 'https://evil.example' }),
    await ask(`${url}/`, { host: `evil.example:${port}` }),
  ]

  expect(statuses).toEqual([200, 200, 403, 403, 403])
})

test('what is asked for wrongly is said in words', async () => {
  await using box = await openBox()

  const answers = [
    await box.post(`/phones/${newPhone()}/write`, {}),
    await box.post('/phones/12/write', { text: 'Hello' }),
    await box.post(`/phones/${newPhone()}/write?to=410000000000000`, { text: 'Hello' }),
    await box.post('/sandbox/trouble', { code: 999_999 }),
    await box.post('/sandbox/template', { name: 'order_confirmation', language: 'ta', status: 'PAUSED' }),
    await box.post(`/phones/${newPhone()}/story`, { names: ['unheard-of'] }),
  ]

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 404, 404, 404, 400])
  for (const { body } of answers) expect(body.problem).toMatch(/\w/)
})

test('a callback is saved once it has answered the challenge', async () => {
  await using box = await openBox()

  const wrong = await box.post('/sandbox/callback', { url: box.hub.url, verifyToken: 'another' })
  const right = await box.post('/sandbox/callback', { url: box.hub.url, verifyToken: 'a-token-of-the-test' })

  expect([wrong.status, right.status]).toEqual([400, 200])
})

test('the state of everything names accounts, numbers and templates', async () => {
  await using box = await openBox({ accounts: 1 })

  const { body } = await box.call('/sandbox')

  expect(body.accounts.map(({ name }: { name: string }) => name)).toEqual(['Demo brand', 'Other brand 1'])
  expect(body.accounts[0].templates).toContainEqual({
    name: 'order_cancelled',
    language: 'hi',
    category: 'UTILITY',
    status: 'APPROVED',
  })
})
