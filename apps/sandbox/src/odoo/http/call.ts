import type { Json, JsonObject } from '../orm/json.ts'
import type { Env } from '../orm/model.ts'
import type { ReservationLog } from '../sales/confirm.ts'

/** One method call after its arguments were checked against the method's signature. */
export interface Call {
  model: string
  method: string
  ids: number[]
  args: JsonObject
}

export interface Timing {
  /** Added to every call. */
  latencyMs: number
  /** How long `action_confirm` works on one order; measured 30–60 ms on a real server. */
  confirmMsPerOrder: number
  /** How long `load` works on one row. */
  loadMsPerRow: number
}

export interface Desk {
  reservations: ReservationLog
  timing: Timing
}

export interface Method {
  /** Python's parameter names; a required one ends in "!". */
  parameters: readonly string[]
  /** Works on `ids`; the others refuse the key (odoo.md 1.2). */
  onRecords: boolean
  /** Answers a Python dict with integers for keys, which JSON turns into text and XML-RPC cannot carry at all. */
  numericKeys?: boolean
  /** What the call sees of the database when it starts. */
  begin?: (env: Env, call: Call) => unknown
  /** How long the server works on it, besides the latency of every call. */
  milliseconds?: (call: Call, timing: Timing) => number
  run: (env: Env, call: Call, begun: unknown, desk: Desk) => Json
}
