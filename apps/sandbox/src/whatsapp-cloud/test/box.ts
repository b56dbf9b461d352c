import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { demoAccount } from '../demo-accounts.ts'
import { startWhatsAppSandbox, type WhatsAppSandboxOptions } from '../server.ts'

export interface Heard {
  body: Buffer
  headers: IncomingHttpHeaders
}

export const verifyToken = 'a-token-of-the-test'

/** Somebody who hears webhooks: answers the challenge, keeps what is posted, says 200 or what a test wants. */
export async function startHub(answer: (attempt: number, response: ServerResponse) => void = ok) {
  const posted: Heard[] = []
  const challenges: URL[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub')
    if (request.method === 'GET') {
      challenges.push(url)
      const right = url.searchParams.get('hub.verify_token') === verifyToken
      response.writeHead(right ? 200 : 403, { 'content-type': 'text/plain' })
      response.end(right ? url.searchParams.get('hub.challenge') : '')
      return
    }
    posted.push({ body: await buffer(request), headers: request.headers })
    answer(posted.length, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    posted,
    challenges,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function ok(_attempt: number, response: ServerResponse): void {
  response.writeHead(200).end()
}

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever was answered; tests name what they look at
  body: any
}

interface Sending {
  path?: string
  /** A phone number id. */
  from?: string
  token?: string
  signal?: AbortSignal
}

/** A stand-in whose webhooks go to a hub of the test, with the few calls most tests need. */
export async function openBox(options: WhatsAppSandboxOptions & { hub?: Awaited<ReturnType<typeof startHub>> } = {}) {
  const hub = options.hub ?? (await startHub())
  const sandbox = await startWhatsAppSandbox({
    callback: { url: hub.url, verifyToken },
    ...options,
    pace: { sentMs: 1, deliveredMs: 1, ...options.pace },
  })

  async function call(path: string, init: RequestInit & { token?: string } = {}): Promise<Answer> {
    const answer = await fetch(`${sandbox.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${init.token ?? sandbox.accessToken}`, ...init.headers },
    })
    const text = await answer.text()
    return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text }
  }
  const post = (path: string, body: object, init: RequestInit & { token?: string } = {}) =>
    call(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' }, ...init })

  return {
    sandbox,
    hub,
    call,
    post,
    /** Sends from the demo brand's number, or another. */
    send: (body: object, { path = 'messages', from = demoAccount.phoneNumberId as string, ...init }: Sending = {}) =>
      post(`/v26.0/${from}/${path}`, { messaging_product: 'whatsapp', ...body }, init),
    /** A person writes first, so that the window is open. */
    async customer(phone = newPhone()) {
      await post(`/phones/${phone}/write`, { text: 'Hello' })
      return phone
    },
    phone: async (phone: string) => (await call(`/phones/${phone}`)).body,
    /** Everything heard so far, item by item, once nothing is to come. */
    async heard() {
      await sandbox.settled()
      return hub.posted.map(({ body }) => JSON.parse(body.toString()))
    },
    /** In the order they mean: how they came is up to the line. */
    async statuses() {
      const rank = ['sent', 'delivered', 'read', 'failed']
      const all = valuesIn(await this.heard()).flatMap((value) => value.statuses ?? [])
      return all.toSorted((one, other) => rank.indexOf(one.status) - rank.indexOf(other.status))
    },
    async messages() {
      return valuesIn(await this.heard()).flatMap((value) => value.messages ?? [])
    },
    async [Symbol.asyncDispose]() {
      await sandbox.stop()
      if (!options.hub) await hub[Symbol.asyncDispose]()
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: bodies as they came
export function valuesIn(bodies: any[]): any[] {
  return bodies.flatMap(({ entry }) =>
    entry.flatMap(({ changes }: { changes: { value: object }[] }) => changes.map(({ value }) => value)),
  )
}

let phones = 0

export function newPhone(): string {
  phones += 1
  return `+917006${String(phones).padStart(6, '0')}`
}

export const text = (to: string, body = 'Your order SO-10482 is confirmed.') => ({ to, type: 'text', text: { body } })

export const template = (to: string, name: string, language: string, ...values: string[]) => ({
  to,
  type: 'template',
  template: {
    name,
    language: { code: language },
    components: [{ type: 'body', parameters: values.map((value) => ({ type: 'text', text: value })) }],
  },
})
