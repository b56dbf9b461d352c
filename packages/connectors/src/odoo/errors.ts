import { AppError, type ErrorCode } from '@crossdock/contracts/errors'
import { causeCode, neverConnected } from '../lib/no-answer.ts'
import { withoutPeople } from '../lib/without-people.ts'

const provider = 'Odoo'

/**
 * `repeatable`: reads, loads by external id, writes of the same values: without an answer they are simply sent again.
 * `once`: without an answer somebody has to look first.
 */
export type CallKind = 'repeatable' | 'once'

/** Why a call failed, as Odoo names it on each of its APIs: the Python exception (odoo.md §1.4). */
export interface OdooFault {
  /** With its module: `odoo.exceptions.UserError`, `psycopg2.errors.SerializationFailure`, `builtins.ValueError`. */
  name: string
  message: string
}

/** `unsettled`: Odoo cannot tell whether it committed; what that means depends on the kind of call. */
type Ruling =
  | Extract<
      ErrorCode,
      'credentials-rejected' | 'rights-missing' | 'provider-refused' | 'provider-busy' | 'provider-contract-broken'
    >
  | 'unsettled'

/**
 * Odoo's own words, first match decides. What is not named here is a fault of ours (`builtins.*`, other database
 * errors): HTTP 500 is not "try again", Odoo answers it to unknown fields too.
 */
const byName: [name: RegExp, ruling: Ruling, message?: RegExp][] = [
  [/^odoo\.exceptions\.AccessDenied$/, 'credentials-rejected'],
  [/^werkzeug\.exceptions\.Unauthorized$/, 'credentials-rejected'],
  [/^odoo\.http\.SessionExpiredException$/, 'credentials-rejected'],
  [/^odoo\.exceptions\.AccessError$/, 'rights-missing'],
  [/^werkzeug\.exceptions\.Forbidden$/, 'rights-missing'],
  // Rolled back and safe to repeat, after five tries of the server's own.
  [/^psycopg2\.errors\.(SerializationFailure|DeadlockDetected|LockNotAvailable)$/, 'provider-busy'],
  [/^odoo\.exceptions\.ConcurrencyError$/, 'provider-busy'],
  [/^odoo\.exceptions\./, 'provider-refused'],
  // JSON-2 says "not found" of a method, which is a fault of ours, and of a model, which an app not installed would bring.
  [/^werkzeug\.exceptions\.NotFound$/, 'provider-contract-broken', /^The method /],
  [/^werkzeug\.exceptions\.NotFound$/, 'provider-refused'],
  // Only JSON-RPC and XML-RPC say this; waiting will not bring the database back.
  [/^psycopg2\.OperationalError$/, 'provider-refused', noSuchDatabase()],
  [/^psycopg2\.(OperationalError|InterfaceError)$/, 'unsettled'],
]

/** The words of PostgreSQL; where it speaks another language this stays "try again". */
function noSuchDatabase(): RegExp {
  return /database "[^"]*" does not exist/
}

/** Answers without Odoo's words, from something in front of it or from Odoo's own web server. */
const byStatus: [from: number, to: number, ruling: Ruling, detail?: string][] = [
  [300, 399, 'provider-refused', 'its address leads to another one; connect the final address'],
  [401, 401, 'credentials-rejected'],
  [403, 403, 'rights-missing'],
  [413, 413, 'provider-refused', 'something in front of it takes no calls as large as this one'],
  [429, 429, 'provider-busy'],
  // Its own time-outs, 520 to 526 of a CDN: whether the call took effect, it cannot tell.
  [408, 408, 'unsettled'],
  [500, 599, 'unsettled'],
]

/** The API is not at the address, or the database it names is not: such a call surely did nothing. */
export class NoSuchRoute extends AppError {}

/** Thrown by a `fetch` that waits before it sends: the call never left, so nothing has to be settled. */
export class NotSent extends AppError {}

/**
 * An answered call that failed, in our words. `fault` is null when the answer did not carry Odoo's own.
 * Tracebacks are not part of it: they are never kept.
 */
export function refusalOf(
  status: number,
  fault: OdooFault | null,
  retryAfter: string | null,
  kind: CallKind,
): AppError {
  if (fault === null && (status === 404 || status === 405)) {
    const detail =
      status === 404 ? 'there is no such database at this address' : 'this way into it is closed at its address'
    return new NoSuchRoute('provider-refused', `HTTP ${status}`, { facts: { provider, detail } })
  }
  const message = fault ? withoutPeople(fault.message) : ''
  const [ruling, told] = fault ? [rulingOf(fault, status), undefined] : statusRuling(status)
  const facts = { provider, detail: told ?? (message || `HTTP ${status}`) }
  return new AppError(
    codeOf(ruling, kind),
    `HTTP ${status} ${fault?.name ?? ''} ${message}`.replace(/ +/g, ' ').trim(),
    {
      facts: fault && noSuchDatabase().test(fault.message) ? { ...facts, detail: 'there is no such database' } : facts,
      ...(retryAfter === null ? {} : waitOf(retryAfter)),
    },
  )
}

function rulingOf({ name, message }: OdooFault, status: number): Ruling {
  const known = byName.find(([pattern, , words]) => pattern.test(name) && (!words || words.test(message)))
  if (known) return known[1]
  if (status === 404 || (status === 422 && !name.startsWith('werkzeug.'))) return 'provider-refused'
  // Any other exception of Python's is a fault of ours, whatever it is called; other statuses speak for themselves.
  return status === 200 || status === 500 ? 'provider-contract-broken' : statusRuling(status)[0]
}

function statusRuling(status: number): [ruling: Ruling, detail: string | undefined] {
  const known = byStatus.find(([from, to]) => status >= from && status <= to)
  return known ? [known[2], known[3]] : ['provider-contract-broken', undefined]
}

function codeOf(ruling: Ruling, kind: CallKind): ErrorCode {
  if (ruling !== 'unsettled') return ruling
  return kind === 'once' ? 'outcome-unknown' : 'provider-busy'
}

/** No answer: refused connections surely did nothing, everything else may have been carried out. */
export function silenceOf(thrown: unknown, kind: CallKind): AppError {
  const code = causeCode(thrown)
  const facts = { provider }
  const detail = `no answer: ${code || (thrown instanceof Error ? thrown.message : String(thrown))}`
  // These may also come in the middle of a call; only for one that may be sent again does that not matter.
  const away = ['EHOSTUNREACH', 'ENETUNREACH'].includes(code) || /^ERR_(TLS|SSL)/.test(code)
  const neverSent = neverConnected(code) || (away && kind === 'repeatable')
  if (neverSent) return new AppError('provider-unreachable', detail, { facts, cause: thrown })
  return new AppError(kind === 'once' ? 'outcome-unknown' : 'provider-busy', detail, { facts, cause: thrown })
}

export function broken(detail: string, cause?: unknown): AppError {
  return new AppError('provider-contract-broken', detail, {
    facts: { provider },
    ...(cause === undefined ? {} : { cause }),
  })
}

function waitOf(retryAfter: string): { retryAfterMs: number } | Record<string, never> {
  const seconds = Number(retryAfter)
  if (Number.isFinite(seconds) && seconds >= 0) return { retryAfterMs: seconds * 1_000 }
  const until = Date.parse(retryAfter) - Date.now()
  return Number.isFinite(until) && until > 0 ? { retryAfterMs: until } : {}
}

export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
