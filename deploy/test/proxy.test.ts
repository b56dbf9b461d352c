import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '#server/main/free-port.ts'
import { waitFor } from '#server-test/harness/wait-for.ts'
import { deployTools } from '../../scripts/testing/deploy-tools.ts'
import { deployFolder } from './compose-file.ts'

const { caddy } = deployTools(process.env)

describe.skipIf(!caddy)('the proxy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-caddy-'))
  const seen: { url: string; body: string; headers: IncomingMessage['headers'] }[] = []
  let hub: Server
  let proxy: { url: string; log(): string; end(): Promise<void> }

  beforeAll(async () => {
    hub = await aHubThatListens(seen)
    proxy = await startProxy(folder, (hub.address() as AddressInfo).port)
  })

  afterAll(async () => {
    await proxy.end()
    hub.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test.each(['/hooks/0199-endpoint', '/v1/tenants/demo/orders?limit=2', '/livez', '/readyz'])(
    'leads %s to the hub',
    async (path) => {
      const answer = await fetch(proxy.url + path)

      expect(answer.status).toBe(200)
      expect(seen.at(-1)?.url).toBe(path)
    },
  )

  test.each([
    '/metrics',
    '/health',
    '/',
    '/hooks',
    '/v1',
    '/V1x',
    '/livez/../metrics',
    '/hooks/../metrics',
    '/v1/%2e%2e/metrics',
    '//metrics',
    '/hooks/%2e%2e/health',
  ])('answers %s itself, with 404', async (path) => {
    const before = seen.length

    const answer = await raw(proxy.url, path)

    expect(answer).toMatch(/^HTTP\/1\.1 (404|308|301)/)
    expect(seen.length).toBe(before)
  })

  test('hands a body on as it came, byte for byte: signatures are over the bytes', async () => {
    const body = Buffer.from('{"a":"ü\\u0000",  "b":1.10}\r\n')

    await fetch(`${proxy.url}/hooks/x`, { method: 'POST', body, headers: { 'x-shopify-hmac-sha256': 'abc=' } })

    expect(seen.at(-1)?.body).toBe(body.toString())
    expect(seen.at(-1)?.headers['x-shopify-hmac-sha256']).toBe('abc=')
  })

  test('lets Meta’s largest body through', async () => {
    const body = Buffer.alloc(3 * 1024 * 1024, 97)

    const answer = await fetch(`${proxy.url}/hooks/x`, { method: 'POST', body })

    expect(answer.status).toBe(200)
    expect(seen.at(-1)?.body.length).toBe(body.length)
  })

  test('senders that break off do not make it take the hub for dead', async () => {
    for (let sender = 0; sender < 5; sender++) await breakOff(proxy.url)

    const answer = await fetch(`${proxy.url}/livez`)

    expect(answer.status).toBe(200)
  })

  test('neither paths nor queries nor headers reach its log, also when the hub is away', async () => {
    const away = await startProxy(folder, await freePort(0))

    const answer = await fetch(`${away.url}/hooks/endpoint-of-somebody?hub.verify_token=a-token`, {
      headers: { authorization: 'Bearer a-key' },
    })
    await away.end()

    expect(answer.status).toBe(502)
    expect(away.log()).toMatch(/http\.log\.error.*502|"status":502/)
    expect(away.log()).not.toMatch(/endpoint-of-somebody|a-token|a-key/)
  })

  test('its own health is asked on a port of its own', async () => {
    const answer = await fetch('http://127.0.0.1:2020/')

    expect(answer.status).toBe(204)
  })
})

async function aHubThatListens(
  seen: { url: string; body: string; headers: IncomingMessage['headers'] }[],
): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk)
    } catch {
      return // the sender broke off
    }
    seen.push({ url: request.url ?? '', body: Buffer.concat(chunks).toString(), headers: request.headers })
    response.end('heard')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/** Caddy as compose.yaml runs it, but for the certificate: the site is a plain address of this machine. */
async function startProxy(folder: string, upstreamPort: number) {
  const url = `http://127.0.0.1:${await freePort(0)}`
  const child = spawn(caddy ?? '', ['run', '--config', join(deployFolder, 'Caddyfile'), '--adapter', 'caddyfile'], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
      CROSSDOCK_SITE: url,
      CROSSDOCK_UPSTREAM: 'localhost',
      CROSSDOCK_UPSTREAM_PORT: String(upstreamPort),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await waitFor('the proxy to answer', async () => {
    if (child.exitCode !== null) throw new Error(`caddy ended with ${child.exitCode}: ${said.join('')}`)
    return (await fetch(`${url}/`)).status === 404
  })
  return {
    url,
    log: () => said.join(''),
    async end() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** A request as it is written, where `fetch` would tidy the path up first. */
async function raw(url: string, path: string): Promise<string> {
  const { hostname, port, host } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  return text(socket)
}

/** Announces a large body, sends a little of it, and goes away once the hub has been told of it. */
async function breakOff(url: string): Promise<void> {
  const { hostname, port, host } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(`POST /hooks/x HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000000\r\n\r\n${'a'.repeat(50_000)}`)
  await once(socket, 'connect')
  socket.destroy()
  await once(socket, 'close')
}
