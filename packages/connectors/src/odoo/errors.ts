import { AppError } from '@crossdock/contracts/errors'
import { z } from 'zod'

const provider = 'Odoo'

/** Body of a failed JSON-2 call (odoo.md §1.4). `debug` is a traceback and is never kept. */
const failure = z.object({ name: z.string(), message: z.string().catch('') })

/**
 * `repeatable`: reads, loads by external id, writes of the same values: without an answer they are simply sent again.
 * `once`: without an answer somebody has to look first.
 */
export type CallKind = 'repeatable' | 'once'

/** Rolled back by the database and safe to repeat; every other psycopg2 or Python error is a fault of ours. */
const retryable = /^psycopg2\.errors\.(SerializationFailure|DeadlockDetected|LockNotAvailable)$/
/** Odoo lost its database, and cannot tell whether before or after the commit. */
const databaseLost = /^psycopg2\.(OperationalError|InterfaceError)$/

/** An answered call that failed, in our words. 500 is not "try again": Odoo answers it to unknown fields too. */
export function refusalOf(
  status: number,
  contentType: string,
  body: string,
  retryAfter: string | null,
  kind: CallKind,
): AppError {
  const parsed = contentType.includes('json') ? failure.safeParse(tryJson(body)) : null
  const name = parsed?.success ? parsed.data.name : ''
  const message = parsed?.success ? firstLine(parsed.data.message) : ''
  const facts = { provider, detail: message || `HTTP ${status}` }
  const detail = `HTTP ${status} ${name} ${message}`.trim()
  if (status === 401) return new AppError('credentials-rejected', detail, { facts })
  if (status === 403) return new AppError('rights-missing', detail, { facts })
  if (status === 404 && !parsed?.success) {
    return new AppError('provider-refused', detail, {
      facts: { provider, detail: 'there is no such database at this address' },
    })
  }
  // 422 is also a wrong argument, which is a fault of ours; 404 also a model that an app not installed would bring.
  if ((status === 422 && name.startsWith('odoo.exceptions.')) || status === 404)
    return new AppError('provider-refused', detail, { facts })
  if (status === 429 || retryable.test(name)) {
    return new AppError('provider-busy', detail, { facts, ...(retryAfter === null ? {} : waitOf(retryAfter)) })
  }
  if (status >= 300 && status < 400) {
    return new AppError('provider-refused', detail, {
      facts: { provider, detail: 'its address leads to another one; connect the final address' },
    })
  }
  // From something in front of Odoo (its own time-outs, 520 to 526 of a CDN) or behind it: whether the call took effect,
  // it cannot tell. Only Odoo's own words prove that it was rolled back.
  const inBetween = status === 408 || (status >= 500 && !parsed?.success)
  if (inBetween || status === 502 || status === 503 || status === 504 || databaseLost.test(name)) {
    return new AppError(kind === 'once' ? 'outcome-unknown' : 'provider-busy', detail, {
      facts,
      ...(retryAfter === null ? {} : waitOf(retryAfter)),
    })
  }
  return new AppError('provider-contract-broken', detail, { facts })
}

/** No answer: refused connections surely did nothing, everything else may have been carried out. */
export function silenceOf(thrown: unknown, kind: CallKind): AppError {
  const code = causeCode(thrown)
  const facts = { provider }
  const detail = `no answer: ${code || (thrown instanceof Error ? thrown.message : String(thrown))}`
  const neverConnected =
    ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'].includes(code) || /CERT/.test(code)
  // These may also come in the middle of a call; only for one that may be sent again does that not matter.
  const away = ['EHOSTUNREACH', 'ENETUNREACH'].includes(code) || /^ERR_(TLS|SSL)/.test(code)
  const neverSent = neverConnected || (away && kind === 'repeatable')
  if (neverSent) return new AppError('provider-unreachable', detail, { facts, cause: thrown })
  return new AppError(kind === 'once' ? 'outcome-unknown' : 'provider-busy', detail, { facts, cause: thrown })
}

export function broken(detail: string, cause?: unknown): AppError {
  return new AppError('provider-contract-broken', detail, {
    facts: { provider },
    ...(cause === undefined ? {} : { cause }),
  })
}

/**
 * Messages of Odoo may run over many lines and quote what was sent; the first line says what is wrong. It is stored and
 * shown, so nothing that could be a phone number or an e-mail address stays in it.
 */
export function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '')
    .replace(/[^\s@<>"']+@[^\s@<>"']+/g, '…')
    .replace(/\+?\d[\d ().-]{6,}\d/g, '…')
    .trim()
    .slice(0, 300)
    .toWellFormed()
}

function waitOf(retryAfter: string): { retryAfterMs: number } | Record<string, never> {
  const seconds = Number(retryAfter)
  if (Number.isFinite(seconds) && seconds >= 0) return { retryAfterMs: seconds * 1_000 }
  const until = Date.parse(retryAfter) - Date.now()
  return Number.isFinite(until) && until > 0 ? { retryAfterMs: until } : {}
}

function causeCode(thrown: unknown): string {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { code } = error as { code?: unknown }
    if (typeof code === 'string') return code
    if (error instanceof AggregateError && error.errors[0] instanceof Error) return causeCode(error.errors[0])
  }
  return ''
}

export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
