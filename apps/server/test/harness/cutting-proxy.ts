import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** `asked`: Odoo has the whole request and has not answered. `answered`: Odoo is done and the hub does not know yet. */
export type Moment = 'asked' | 'answered'

export interface CuttingProxy extends AsyncDisposable {
  url: string
  /** Calls seen, by model and method: `sale.order/load`. */
  calls: Map<string, number>
  /**
   * Runs `act` once, at this moment of the next call of this method. The answer is held back until `act` has come to its
   * end, so what happens to the hub meanwhile happens for certain at that place.
   */
  at(method: string, moment: Moment, act: () => Promise<void>): void
}

/** Stands between the hub and Odoo, passes everything on, and strikes at a chosen place. */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const plans: { method: string; moment: Moment; act: () => Promise<void> }[] = []
  const calls = new Map<string, number>()

  async function strike(method: string, moment: Moment): Promise<void> {
    const index = plans.findIndex((plan) => plan.method === method && plan.moment === moment)
    if (index >= 0) await plans.splice(index, 1)[0]?.act()
  }

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const method = (incoming.url ?? '').replace(/^\/json\/2\//, '')
    calls.set(method, (calls.get(method) ?? 0) + 1)
    const body: Buffer[] = []
    for await (const chunk of incoming) body.push(chunk as Buffer)
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const address = new URL(incoming.url ?? '/', target)
      const forward = httpRequest(
        address,
        { method: incoming.method, headers: { ...incoming.headers, host: address.host } },
        resolve,
      )
      forward.once('error', reject)
      // Once the request is written: Odoo goes on with it, whatever becomes of the one who asked.
      forward.end(Buffer.concat(body), () => void strike(method, 'asked'))
    })
    const answered: Buffer[] = []
    for await (const chunk of answer) answered.push(chunk as Buffer)
    await strike(method, 'answered')
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    outgoing.end(Buffer.concat(answered))
  }

  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    at: (method, moment, act) => void plans.push({ method, moment, act }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
