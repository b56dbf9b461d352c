import { createHmac, randomUUID } from 'node:crypto'
import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import autocannon from 'autocannon'
import { quantile } from '../statistics.ts'

export interface Target {
  url: string
  secret: string
  shopDomain: string
}

export interface LoadOptions {
  seconds: number
  connections: number
}

export interface Measured {
  /** Answers 2xx. */
  accepted: number
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** Other answers, time-outs and broken connections. */
  failed: number
}

/** Different orders in the shapes the shop's orders have: one to four lines, discounts, cash on delivery. */
const shapes = 200
const placeholder = '7777777777777'

interface Shape {
  bytes: Buffer
  /** Where the order's id stands. */
  at: number
}

/**
 * Webhooks as fast as the other side answers them, each a new order with a signature and a delivery id of its own, over
 * connections that stay open.
 */
export class Load {
  readonly #shapes: Shape[] = Array.from({ length: shapes }, (_, seed) => aShape(seed))
  #nextOrder = 1_000_000_000_000

  async run({ url, secret, shopDomain }: Target, { seconds, connections }: LoadOptions): Promise<Measured> {
    const times: number[] = []
    const started = performance.now()
    let accepted = 0
    let failed = 0
    const options: autocannon.Options = {
      url,
      connections,
      duration: seconds,
      requests: [
        {
          method: 'POST',
          setupRequest: (request) => {
            const body = this.#nextBody()
            return {
              ...request,
              body,
              headers: {
                'content-type': 'application/json',
                'user-agent': 'Shopify-Captain-Hook',
                'x-shopify-topic': 'orders/create',
                'x-shopify-shop-domain': shopDomain,
                'x-shopify-api-version': '2026-10',
                'x-shopify-webhook-id': randomUUID(),
                'x-shopify-event-id': randomUUID(),
                'x-shopify-triggered-at': new Date().toISOString(),
                'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
              },
            }
          },
        },
      ],
    }
    const result = await new Promise<autocannon.Result>((resolve, reject) => {
      const instance = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)))
      // Its own statistics count whole milliseconds only.
      instance.on('response', (_, status, __, milliseconds) => {
        times.push(milliseconds)
        if (status >= 200 && status < 300) accepted++
        else failed++
      })
    })
    const elapsed = (performance.now() - started) / 1000
    return {
      accepted,
      perSecond: accepted / elapsed,
      p50Ms: quantile(times, 0.5),
      p99Ms: quantile(times, 0.99),
      failed: failed + result.errors + result.timeouts,
    }
  }

  #nextBody(): Buffer {
    const order = this.#nextOrder++
    const { bytes, at } = this.#shapes[order % shapes] as Shape
    const body = Buffer.from(bytes)
    body.write(String(order), at, 'latin1')
    return body
  }
}

function aShape(seed: number): Shape {
  const body = anOrderBody({ seed, firstId: BigInt(placeholder) })
  const bytes = Buffer.from(toJson(body))
  const at = bytes.indexOf(`"id":${placeholder}`) + '"id":'.length
  if (at < '"id":'.length) throw new Error('the order has no id where one was expected')
  return { bytes, at }
}
