import { createHmac } from 'node:crypto'
import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'

/** One webhook as Shopify would deliver it. */
export interface Delivery {
  topic: string
  /** `{shop}.myshopify.com` */
  shop: string
  /** Names the delivery; the same over its retries and repetitions. */
  webhookId: string
  /** Names the merchant's action; shared by all topics it triggers. */
  eventId: string
  /** RFC 3339 with nanoseconds. */
  triggeredAt: string
  /** The exact text that is signed and sent. */
  body: string
}

export interface Target {
  url: string
  /** The app's client secret. */
  secret: string
}

export interface Answer {
  /** HTTP status of the last attempt; null when none came. */
  status: number | null
  /** Why there was no answer. */
  problem: string | null
  attempts: number
  durationMs: number
}

export interface SendOptions {
  /** Further attempts after a failure. Shopify makes 8 within four hours; none by default. */
  retries?: number
  /** Wait before the first retry; doubles each time. */
  firstRetryMs?: number
  /** Longest wait for the whole answer; Shopify's five seconds by default. */
  answerTimeoutMs?: number
}

const apiVersion = '2026-10'
const connectTimeoutMs = 1000

/** Base64 of HMAC-SHA256 over the bytes of the body. */
export function sign(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body, 'utf8').digest('base64')
}

/** The headers of a delivery, named as Shopify documents them. */
export function headersOf(delivery: Delivery, secret: string): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'Shopify-Captain-Hook',
    'X-Shopify-Topic': delivery.topic,
    'X-Shopify-Hmac-Sha256': sign(delivery.body, secret),
    'X-Shopify-Shop-Domain': delivery.shop,
    'X-Shopify-API-Version': apiVersion,
    'X-Shopify-Webhook-Id': delivery.webhookId,
    'X-Shopify-Event-Id': delivery.eventId,
    'X-Shopify-Triggered-At': delivery.triggeredAt,
  }
}

/**
 * Delivers as Shopify does: one second to connect, five for the whole answer, no redirects followed, and only 2xx is
 * success. A retry carries the same bytes and the same id. Never throws for what the other side does.
 */
export async function send(delivery: Delivery, target: Target, options: SendOptions = {}): Promise<Answer> {
  const { retries = 0, firstRetryMs = 250, answerTimeoutMs = 5000 } = options
  const started = performance.now()
  for (let attempts = 1; ; attempts++) {
    const outcome = await post(delivery, target, answerTimeoutMs)
    if (isSuccess(outcome.status) || attempts > retries) {
      return { ...outcome, attempts, durationMs: Math.round(performance.now() - started) }
    }
    await pause(firstRetryMs * 2 ** (attempts - 1))
  }
}

export function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300
}

function post(
  delivery: Delivery,
  { url, secret }: Target,
  answerTimeoutMs: number,
): Promise<Pick<Answer, 'status' | 'problem'>> {
  const request = new URL(url).protocol === 'https:' ? overHttps : overHttp
  return new Promise((resolve) => {
    const call = request(url, { method: 'POST', headers: headersOf(delivery, secret), agent: false })
    const fail = (problem: string) => {
      resolve({ status: null, problem })
      call.destroy()
    }
    const connecting = setTimeout(fail, connectTimeoutMs, 'no connection within 1 s')
    const waiting = setTimeout(fail, answerTimeoutMs, `no answer within ${answerTimeoutMs / 1000} s`)
    call.on('socket', (socket) => socket.on('connect', () => clearTimeout(connecting)))
    call.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode ?? null, problem: null }))
    })
    call.on('error', (error) => resolve({ status: null, problem: reasonOf(error) }))
    call.on('close', () => {
      clearTimeout(connecting)
      clearTimeout(waiting)
      // An answer that breaks off has neither ended nor failed by now.
      resolve({ status: null, problem: 'the connection broke off' })
    })
    call.end(delivery.body)
  })
}

/** Connecting to a name with several addresses fails with an AggregateError whose message is empty. */
function reasonOf(error: Error): string {
  return error.message || (error as NodeJS.ErrnoException).code || error.name
}
