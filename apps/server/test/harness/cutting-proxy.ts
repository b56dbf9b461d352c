import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * `arrived`: the other side knows nothing of it yet. `asked`: it has the whole request and has not answered. `answered`: it
 * is done and the hub does not know yet.
 */
export type Moment = 'arrived' | 'asked' | 'answered'

/** What becomes of a call: nothing special, or what networks and gateways make of it. */
export type Verdict =
  | undefined
  /** The connection to the hub is gone; what the other side was asked it does. */
  | 'cut'
  /** The line stays open and nothing comes, until whoever asked gives up. */
  | 'silent'
  /** Half of the answer, then the connection is gone. */
  | 'half'
  /** The answer comes in small pieces, over this long. */
  | { trickleMs: number }
  /** A gateway answers in the other side's place, with a page of HTML. */
  | { status: 500 | 502 | 503 | 504 }

export interface Call {
  /** Of Odoo model and method, `sale.order/load`; of others what `nameOf` makes of it. */
  method: string
  /** Of the caller's end of the connection. */
  callerPort: number
}

export type Act = (call: Call) => Promise<Verdict> | Verdict

export interface CuttingProxy extends AsyncDisposable {
  url: string
  port: number
  /** Calls seen, by method. */
  calls: Map<string, number>
  /**
   * Runs `act` once, at this moment of the next call of this method ('*': of any). The answer is held back until `act`
   * has come to its end, so what happens to the hub meanwhile happens for certain at that place.
   * @returns takes the plan back, if it has not come to pass
   */
  at(method: string, moment: Moment, act: Act): () => void
  /** Calls seen, of whatever method. */
  seen(): number
  /** How long each call waits before it reaches the other side, from now on; 0 for none. */
  delayMs: number
  /** While it does not listen, connections are refused: nothing was sent. */
  refuse(): void
  listen(): Promise<void>
}

interface Plan {
  method: string
  moment: Moment
  act: Act
}

/** The last thing the writer asks before it writes down that an order is through: orders with their moves. */
export const readReservations = 'sale.order/web_search_read of moves'

type NameOf = (url: string, body: readonly Buffer[]) => string

function odooMethod(url: string, body: readonly Buffer[]): string {
  const name = url.replace(/^\/json\/2\//, '')
  const ofMoves = name === 'sale.order/web_search_read' && Buffer.concat(body).includes('"move_ids"')
  return ofMoves ? readReservations : name
}

/** Of Graph: what is done, without the version and the number that does it. */
export const graphMethod: NameOf = (url) => url.replace(/\?.*$/, '').split('/').at(-1) ?? ''

/** Stands between the hub and a provider, passes everything on, and strikes at a chosen place. */
export async function startCuttingProxy(target: string, nameOf: NameOf = odooMethod): Promise<CuttingProxy> {
  const plans: Plan[] = []
  const calls = new Map<string, number>()

  async function strike(call: Call, moment: Moment): Promise<Verdict> {
    const index = plans.findIndex(
      (plan) => (plan.method === call.method || plan.method === '*') && plan.moment === moment,
    )
    return index < 0 ? undefined : plans.splice(index, 1)[0]?.act(call)
  }

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const sent: Buffer[] = []
    for await (const chunk of incoming) sent.push(chunk as Buffer)
    const method = nameOf(incoming.url ?? '', sent)
    const call: Call = { method, callerPort: incoming.socket.remotePort ?? 0 }
    calls.set(method, (calls.get(method) ?? 0) + 1)

    if (proxy.delayMs > 0) await pause(proxy.delayMs)
    if (doomed(await strike(call, 'arrived'), outgoing)) return
    let lost: Promise<Verdict> = Promise.resolve(undefined)
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const address = new URL(incoming.url ?? '/', target)
      const forward = httpRequest(
        address,
        { method: incoming.method, headers: { ...incoming.headers, host: address.host } },
        resolve,
      )
      forward.once('error', reject)
      // Once the request is written: the other side goes on with it, whatever becomes of the one who asked.
      forward.end(Buffer.concat(sent), () => {
        lost = strike(call, 'asked')
        // Cut now, not when the other side has come to its end.
        lost.then((verdict) => doomed(verdict, outgoing)).catch(() => outgoing.destroy())
      })
    })
    const answered: Buffer[] = []
    for await (const chunk of answer) answered.push(chunk as Buffer)
    await lost
    // Whoever asked is gone: no place to strike at.
    if (outgoing.destroyed || outgoing.writableEnded) return
    const verdict = await strike(call, 'answered')
    if (doomed(verdict, outgoing) || outgoing.destroyed) return
    const body = Buffer.concat(answered)
    const { 'transfer-encoding': _, ...headers } = answer.headers
    outgoing.writeHead(answer.statusCode ?? 502, { ...headers, 'content-length': body.length })
    if (verdict === 'half') {
      outgoing.write(body.subarray(0, body.length / 2), () => outgoing.destroy())
    } else if (typeof verdict === 'object' && 'trickleMs' in verdict) {
      await trickle(body, verdict.trickleMs, outgoing)
    } else outgoing.end(body)
  }

  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch((error: NodeJS.ErrnoException) => {
      // A gateway says so when nobody listens behind it; a call that broke off simply breaks off.
      if (error.code === 'ECONNREFUSED') doomed({ status: 502 }, outgoing)
      else outgoing.destroy()
    })
  })
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  await listen(0)
  const { port } = server.address() as AddressInfo
  const proxy: CuttingProxy = {
    url: `http://127.0.0.1:${port}`,
    port,
    calls,
    seen: () => [...calls.values()].reduce((sum, n) => sum + n, 0),
    delayMs: 0,
    at(method, moment, act) {
      const plan = { method, moment, act }
      plans.push(plan)
      return () => {
        const index = plans.indexOf(plan)
        if (index >= 0) plans.splice(index, 1)
      }
    },
    refuse() {
      server.close()
      server.closeIdleConnections()
    },
    async listen() {
      if (!server.listening) await listen(port)
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}

/** @returns whether the call has met its end here */
function doomed(verdict: Verdict, outgoing: ServerResponse): boolean {
  if (verdict === 'cut') outgoing.destroy()
  else if (verdict === 'silent') return true
  else if (typeof verdict === 'object' && 'status' in verdict) {
    if (!outgoing.headersSent && !outgoing.destroyed) {
      outgoing.writeHead(verdict.status, { 'content-type': 'text/html' })
      outgoing.end(`<html><body><h1>${verdict.status}</h1></body></html>`)
    }
  } else return false
  return true
}

async function trickle(body: Buffer, durationMs: number, outgoing: ServerResponse): Promise<void> {
  const pieces = 20
  const size = Math.max(1, Math.ceil(body.length / pieces))
  for (let start = 0; start < body.length && !outgoing.destroyed; start += size) {
    outgoing.write(body.subarray(start, start + size))
    await pause(durationMs / pieces)
  }
  outgoing.end()
}
