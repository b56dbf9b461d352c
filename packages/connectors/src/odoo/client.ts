import { AppError } from '@crossdock/contracts/errors'
import type { z } from 'zod'
import type { CallOptions } from '../ports/erp.ts'
import { broken, type CallKind, refusalOf, silenceOf } from './errors.ts'

export interface OdooAccess {
  url: string
  database: string
  apiKey: string
  callTimeoutMs: number
  /** Pinned on every call, or taxes and price lists of another company mix in (odoo.md §10.10). */
  companyId?: number | undefined
}

export interface OdooCall<T> extends CallOptions {
  model: string
  method: string
  kind: CallKind
  /** By name, exactly Odoo's parameter names. */
  args: Record<string, unknown>
  context?: Record<string, unknown> | undefined
  answer: z.ZodType<T>
}

/** JSON-2 of Odoo 19 and newer: one POST a call, errors translated once (odoo.md §1.2, §1.4). */
export class OdooClient {
  readonly #access: OdooAccess
  readonly #fetch: typeof fetch

  constructor(access: OdooAccess, fetcher: typeof fetch = fetch) {
    this.#access = access
    this.#fetch = fetcher
  }

  async call<T>({ model, method, kind, args, context, answer, signal }: OdooCall<T>): Promise<T> {
    const { url, database, apiKey, callTimeoutMs, companyId } = this.#access
    // Aborted before it was sent: nothing happened over there.
    if (signal?.aborted) throw abortReason(signal)
    const timeout = AbortSignal.timeout(callTimeoutMs)
    const pinned = {
      lang: 'en_US',
      tz: 'UTC',
      ...(companyId === undefined ? {} : { allowed_company_ids: [companyId] }),
      ...context,
    }
    let status: number
    let contentType: string
    let retryAfter: string | null
    let text: string
    try {
      const response = await this.#fetch(new URL(`/json/2/${model}/${method}`, url), {
        method: 'POST',
        headers: { authorization: `bearer ${apiKey}`, 'x-odoo-database': database, 'content-type': 'application/json' },
        body: JSON.stringify({ ...args, context: pinned }),
        // Followed, a redirect would turn the POST into a GET and lose the call.
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      })
      status = response.status
      contentType = response.headers.get('content-type') ?? ''
      retryAfter = response.headers.get('retry-after')
      text = await response.text()
    } catch (thrown) {
      throw silenceOf(thrown, kind)
    }
    if (status !== 200) throw refusalOf(status, contentType, text, retryAfter, kind)
    let body: unknown
    try {
      body = JSON.parse(text)
    } catch {
      // Somebody in between answered in Odoo's place. What he said is not kept: it could be half a customer.
      throw silenceOf(new Error(`${model}.${method} answered something that is not JSON`), kind)
    }
    const parsed = answer.safeParse(body)
    if (!parsed.success)
      throw broken(
        `${model}.${method} answered an unexpected shape: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`,
      )
    return parsed.data
  }

  /** Rows as plain ids (`load: null`), in a stable order. */
  searchRead<T>(
    model: string,
    domain: unknown[],
    fields: string[],
    row: z.ZodType<T>,
    options: CallOptions & { context?: Record<string, unknown>; limit?: number; order?: string } = {},
  ): Promise<T[]> {
    return this.call({
      model,
      method: 'search_read',
      kind: 'repeatable',
      signal: options.signal as AbortSignal,
      context: options.context,
      args: {
        domain,
        fields,
        load: null,
        order: options.order ?? 'id',
        ...(options.limit === undefined ? {} : { limit: options.limit }),
      },
      answer: row.array(),
    })
  }
}

function abortReason(signal: AbortSignal): unknown {
  return signal.reason instanceof AppError ? signal.reason : new AppError('shutting-down', 'aborted before it was sent')
}
