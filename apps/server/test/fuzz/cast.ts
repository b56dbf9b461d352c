import { createHmac } from 'node:crypto'
import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { newId } from '#platform/ids.ts'
import type { SeededRandom } from '../harness/seeded-random.ts'

/** A shop as an attacker or the channel knows it. */
export interface FuzzShop {
  connectionId: string
  path: string
  shopDomain: string
  /** Good now. */
  secret: string
  /** Was good once, and is not any more. */
  oldSecret: string
}

/** An endpoint that serves a number of each of two tenants. */
export interface SharedEndpoint {
  path: string
  appSecret: string
  verifyToken: string
  /** The connection of each number, by the provider's key of it. */
  numbers: Readonly<Record<string, string>>
}

/** A signed delivery that was answered 200, for replaying. */
export interface Accepted {
  shop: FuzzShop
  webhookId: string
  body: Buffer
}

export interface Cast {
  random: SeededRandom
  mine: FuzzShop
  theirs: FuzzShop
  shared: SharedEndpoint
  accepted: Accepted[]
  /** The endpoints' own limit, bytes. */
  limitBytes: number
}

export type Header = [name: string, value: string]

let orders = 0n

/** A new paid order, small or middling. Ids are never used twice in a process. */
export function anOrder(random: SeededRandom): Buffer {
  orders++
  return Buffer.from(
    toJson(anOrderBody({ seed: random.int(0, 2 ** 31), firstId: 5_000_000_000_000n + orders * 1_000n })),
  )
}

export function signatureOf(body: Uint8Array, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('base64')
}

/** As Shopify sends them, all right; `changes` replaces headers by name, null leaves one out. */
export function headersFor(
  shop: FuzzShop,
  body: Uint8Array,
  changes: Record<string, string | null> = {},
): { headers: Header[]; webhookId: string } {
  const webhookId = newId()
  const all: Record<string, string | null> = {
    host: 'hub.example',
    'content-type': 'application/json',
    'content-length': String(body.length),
    'x-shopify-topic': 'orders/create',
    'x-shopify-shop-domain': shop.shopDomain,
    'x-shopify-api-version': '2026-10',
    'x-shopify-webhook-id': webhookId,
    'x-shopify-event-id': newId(),
    'x-shopify-triggered-at': new Date().toISOString(),
    'x-shopify-hmac-sha256': signatureOf(body, shop.secret),
    ...changes,
  }
  const headers = Object.entries(all).filter((header): header is Header => header[1] !== null)
  return { headers, webhookId: changes['x-shopify-webhook-id'] ?? webhookId }
}

export function request(
  path: string,
  headers: readonly Header[],
  body: Uint8Array | null,
  { method = 'POST', version = 'HTTP/1.1' } = {},
): Buffer {
  const head = `${method} ${path} ${version}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), ...(body ? [body] : [])])
}

/** Chunked transfer coding, in pieces of this size. */
export function chunked(body: Buffer, size: number): Buffer {
  const parts: Buffer[] = []
  for (let start = 0; start < body.length; start += size) {
    const piece = body.subarray(start, start + size)
    parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}
