import { AppError } from '@crossdock/contracts/errors'
import type { z } from 'zod'
import { parseJsonExactly } from '../lib/json.ts'
import type { CallOptions } from '../ports/erp.ts'
import { adminEndpoint, type ShopifyAdminConfig, shopifyAdminConfig } from './admin-config.ts'
import { broken, bucketOf, busy, type CostBucket, refusalOfBody, refusalOfStatus, silenceOf } from './admin-errors.ts'

export interface AdminQuery<T> extends CallOptions {
  /** GraphQL that only reads: without an answer it is asked again. */
  document: string
  variables: Record<string, string | null>
  answer: z.ZodType<T>
}

export interface AdminClientOptions {
  fetcher?: typeof fetch
  /** Told at every answer that Shopify gave in another version than was asked for: ours has ended. */
  onVersionDrift?: (served: string, asked: string) => void
  /** Told what is left of the shop's cost bucket, when an answer says. */
  onBucket?: (bucket: CostBucket) => void
}

/**
 * Questions to the GraphQL Admin API of one shop: one POST each, failures translated once (admin-errors.ts). Numbers in
 * an answer stay the text they were written in, as in webhook bodies. https://shopify.dev/docs/api/admin-graphql
 */
export class ShopifyAdminClient {
  readonly #config: ShopifyAdminConfig
  readonly #fetch: typeof fetch
  readonly #onVersionDrift: AdminClientOptions['onVersionDrift']
  readonly #onBucket: AdminClientOptions['onBucket']

  /** Checks the configuration once more: whatever the way it came here, the token goes to no other host. */
  constructor(
    config: z.input<typeof shopifyAdminConfig>,
    { fetcher = fetch, onVersionDrift, onBucket }: AdminClientOptions = {},
  ) {
    this.#config = shopifyAdminConfig.parse(config)
    this.#fetch = fetcher
    this.#onVersionDrift = onVersionDrift
    this.#onBucket = onBucket
  }

  /** The whole `data`; an answer with errors beside data is an error. */
  async query<T>({ document, variables, answer, signal }: AdminQuery<T>): Promise<T> {
    const { status, served, retryAfter, body } = await this.#post(
      JSON.stringify({ query: document, variables }),
      signal,
    )
    const asked = this.#config.apiVersion
    if (served && served !== asked) this.#onVersionDrift?.(served, asked)
    const bucket = this.#onBucket && bucketOf(body)
    if (bucket) this.#onBucket?.(bucket)
    if (status !== 200) throw refusalOfStatus(status, body, retryAfter)
    // Somebody in between answered in Shopify's place. What he said is not kept.
    if (body === null) throw busy('answered 200 with something that is not JSON')
    const refusal = refusalOfBody(body)
    if (refusal) throw refusal
    const read = answer.safeParse((body as { data?: unknown }).data)
    if (read.success) return read.data
    const [issue] = read.error.issues
    throw broken(`unexpected shape: ${issue?.path.join('.')} ${issue?.message}`)
  }

  async #post(sent: string, signal: AbortSignal | undefined): Promise<Heard> {
    const { accessToken, callTimeoutMs } = this.#config
    if (signal?.aborted) throw abortReason(signal)
    const timeout = AbortSignal.timeout(callTimeoutMs)
    try {
      const response = await this.#fetch(adminEndpoint(this.#config), {
        method: 'POST',
        headers: { 'x-shopify-access-token': accessToken, 'content-type': 'application/json' },
        body: sent,
        // Followed, a redirect would carry the token to whoever it names.
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      })
      return {
        status: response.status,
        served: response.headers.get('x-shopify-api-version'),
        retryAfter: response.headers.get('retry-after'),
        body: jsonOrNull(new Uint8Array(await response.arrayBuffer())),
      }
    } catch (thrown) {
      // Given up by the caller is not a failure of Shopify.
      throw signal?.aborted ? abortReason(signal) : silenceOf(thrown)
    }
  }
}

interface Heard {
  status: number
  /** The version the answer was given in. */
  served: string | null
  retryAfter: string | null
  body: unknown
}

function jsonOrNull(bytes: Uint8Array): unknown {
  try {
    return parseJsonExactly(bytes)
  } catch {
    return null
  }
}

function abortReason(signal: AbortSignal): unknown {
  return signal.reason instanceof AppError ? signal.reason : new AppError('shutting-down', 'the call was given up')
}
