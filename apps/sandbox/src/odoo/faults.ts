import type { Call } from './http/call.ts'
import { conflictMessages } from './load/load.ts'
import type { Json } from './orm/json.ts'
import type { Env } from './orm/model.ts'
import { accessError, pythonError, serializationFailure } from './orm/odoo-error.ts'
import { findSentinel, type Trouble } from './sentinels.ts'

/** A trouble ordered by a test rather than typed into data. */
export interface Fault {
  trouble: Trouble
  model?: string
  method?: string
  /** How many calls it hits; 1 unless told. */
  times?: number
}

export type Verdict =
  | { kind: 'go' }
  | { kind: 'answer'; body: Json }
  /** The work is done and committed, and the client never hears of it. */
  | { kind: 'silence' }
  /** Something in front of the server answers in its place; the server never did the work. */
  | { kind: 'gateway' }

const BUSY_TIMES = 2
const TIMEOUT_TIMES = 1

/** Decides before a call whether it is to go wrong. Refusals are thrown, and then nothing has happened. */
export class Faults {
  #ordered: { fault: Fault; left: number }[] = []
  #seen = new Map<string, number>()

  next(fault: Fault): void {
    this.#ordered.push({ fault, left: fault.times ?? 1 })
  }

  clear(): void {
    this.#ordered = []
    this.#seen.clear()
  }

  judge(env: Env, call: Call): Verdict {
    const ordered = this.#ordered.find(
      ({ fault, left }) =>
        left > 0 && (fault.model ?? call.model) === call.model && (fault.method ?? call.method) === call.method,
    )
    if (ordered) {
      ordered.left -= 1
      return verdict(ordered.fault.trouble, call)
    }
    const sentinel = findSentinel(env, call)
    if (!sentinel) return { kind: 'go' }
    const key = `${call.method} ${sentinel.text}`
    const seen = (this.#seen.get(key) ?? 0) + 1
    this.#seen.set(key, seen)
    return seen > (sentinel.times ?? defaultTimes(sentinel.trouble)) ? { kind: 'go' } : verdict(sentinel.trouble, call)
  }
}

/** Busy and slow servers recover; wrong and forbidden stay so until a person changes something. */
function defaultTimes(trouble: Trouble): number {
  if (trouble === 'BUSY') return BUSY_TIMES
  return trouble === 'TIMEOUT' ? TIMEOUT_TIMES : Number.POSITIVE_INFINITY
}

function verdict(trouble: Trouble, call: Call): Verdict {
  const rows = Array.isArray(call.args.data) ? call.args.data : []
  switch (trouble) {
    case '500':
      throw pythonError('ValueError', 'The sandbox was asked to fail (SANDBOX-500)')
    case 'DENIED':
      throw accessError(`You are not allowed to modify '${call.model}' records (SANDBOX-DENIED).`)
    case 'BUSY':
      // Inside `load` the conflict is swallowed into messages, with HTTP 200 (odoo.md 10, trap 13).
      if (call.method !== 'load') throw serializationFailure()
      return { kind: 'answer', body: { ids: false, messages: conflictMessages(rows.length), nextrow: 0 } }
    case 'BADROW':
      if (call.method !== 'load') return { kind: 'go' }
      return { kind: 'answer', body: { ids: false, messages: badRows(rows), nextrow: 0 } }
    case 'GATEWAY':
      return { kind: 'gateway' }
    case 'TIMEOUT':
      return { kind: 'silence' }
  }
}

/** Blames the rows that carry the words, so that bisecting a batch has something to find. */
function badRows(rows: Json[]): Json[] {
  const blamed = rows.flatMap((row, index) => (JSON.stringify(row).includes('SANDBOX-BADROW') ? [index] : []))
  return (blamed.length > 0 ? blamed : [0]).map((record) => ({
    rows: { from: record, to: record },
    record,
    type: 'error',
    field: 'order_line',
    message: 'The sandbox was asked to refuse this row (SANDBOX-BADROW)',
  }))
}
