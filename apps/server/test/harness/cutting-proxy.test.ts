import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeEach, expect, test } from 'vitest'
import { type CuttingProxy, graphMethod, startCuttingProxy, type Verdict } from './cutting-proxy.ts'

const answered = JSON.stringify({ answer: 'x'.repeat(1_000) })
let heard = 0
let proxy: CuttingProxy
let odoo: Server

beforeEach(async () => {
  heard = 0
  odoo = createServer((request, response) => {
    request.resume().once('end', () => {
      heard++
      response.writeHead(200, { 'content-type': 'application/json' }).end(answered)
    })
  })
  await new Promise<void>((resolve) => odoo.listen(0, '127.0.0.1', resolve))
  proxy = await startCuttingProxy(`http://127.0.0.1:${(odoo.address() as AddressInfo).port}`)
  return async () => {
    await proxy[Symbol.asyncDispose]()
    odoo.closeAllConnections()
    odoo.close()
  }
})

async function ask(method = 'sale.order/load', signal: AbortSignal | null = null): Promise<string> {
  try {
    const response = await fetch(`${proxy.url}/json/2/${method}`, { method: 'POST', body: '{}', signal })
    return `${response.status} ${(await response.text()) === answered ? 'whole' : 'something else'}`
  } catch (error) {
    return ((error as Error).cause as { code?: string })?.code ?? 'broken off'
  }
}

test('passes everything on, and counts by method', async () => {
  expect([await ask(), await ask(), await ask('stock.move/search_read')]).toEqual(Array(3).fill('200 whole'))
  expect(proxy.calls).toEqual(
    new Map([
      ['sale.order/load', 2],
      ['stock.move/search_read', 1],
    ]),
  )
})

test.each<[string, 'arrived' | 'asked' | 'answered', Verdict, RegExp, number]>([
  ['a gateway answers before Odoo has heard', 'arrived', { status: 503 }, /^503 something else$/, 0],
  ['a gateway answers after Odoo was done', 'answered', { status: 504 }, /^504 something else$/, 1],
  ['cut once Odoo was asked', 'asked', 'cut', /SOCKET|RESET/, 1],
  ['cut once Odoo had answered', 'answered', 'cut', /SOCKET|RESET/, 1],
  ['half an answer', 'answered', 'half', /SOCKET|RESET|broken/, 1],
  ['an answer that trickles', 'answered', { trickleMs: 100 }, /^200 whole$/, 1],
])('%s: once, and then all is well again', async (_, moment, verdict, outcome, heardByOdoo) => {
  proxy.at('*', moment, () => verdict)

  expect(await ask()).toMatch(outcome)
  expect(heard).toBe(heardByOdoo)
  expect(await ask()).toBe('200 whole')
})

test('silence after the other side was done: whoever asked gives up, and then all is well again', async () => {
  const patience = new AbortController()
  proxy.at('*', 'answered', () => {
    setTimeout(() => patience.abort(), 50)
    return 'silent'
  })

  expect(await ask('sale.order/load', patience.signal)).toBe('broken off')
  expect(heard).toBe(1)
  expect(await ask()).toBe('200 whole')
})

test('calls of Graph are named by what is done, whoever does it', () => {
  expect(graphMethod('/v26.0/410987654321001/messages', [])).toBe('messages')
  expect(graphMethod('/v26.0/218840199871234/message_templates?limit=100', [])).toBe('message_templates')
})

test('strikes at the method it was told, unless the plan is taken back', async () => {
  proxy.at('sale.order/action_confirm', 'arrived', () => ({ status: 502 }))
  const takeBack = proxy.at('sale.order/load', 'arrived', () => ({ status: 502 }))
  takeBack()

  expect(await ask('sale.order/load')).toBe('200 whole')
  expect(await ask('sale.order/action_confirm')).toBe('502 something else')
})

test('refuses connections for a while, on the same address afterwards', async () => {
  proxy.refuse()
  const refused = await ask()
  await proxy.listen()

  expect(refused).toBe('ECONNREFUSED')
  expect(await ask()).toBe('200 whole')
})

test('a gateway says so when nobody listens behind it', async () => {
  await new Promise((resolve) => odoo.close(resolve))

  expect(await ask()).toBe('502 something else')
})
