import type { Cast, FuzzShop } from './cast.ts'
import type { Utterance } from './wire.ts'

/** One request of an utterance, and what may come of it. */
export interface Claim {
  /** The answers that are right. Hanging up is right for whoever may not be answered at all. */
  may: (number | 'hung-up')[]
  /** What a 200 must have recorded: whatever was rightly signed and is new. */
  records: Recorded[]
}

export interface Recorded {
  connectionId: string
  /** By which the connector knows a repetition of it. */
  dedupeKey: string
  /** What it is, when it can be read; kept for replays when it is an order. */
  read: { order: Buffer; shop: FuzzShop } | 'message' | null
}

/** An order as a shop sends it; null: nothing that could be read. */
export function recorded(shop: FuzzShop, webhookId: string, order: Buffer | null): Recorded {
  return { connectionId: shop.connectionId, dedupeKey: webhookId, read: order && { order, shop } }
}

export interface Attack extends Utterance {
  claims: Claim[]
  /** Says something that leaves the connection in no state for another request. */
  afresh: boolean
}

export interface Kind {
  name: string
  /** How often, beside the others. */
  weight: number
  make(cast: Cast): Attack
}

/** One request with one claim, on a connection that is kept. */
export function polite(bytes: Buffer, may: Claim['may'], ...records: Recorded[]): Attack {
  return { pieces: [bytes], answers: 1, claims: [{ may, records }], afresh: false }
}

/** One that breaks the rules of the wire, on a connection of its own. */
export function rude(pieces: Buffer[], may: Claim['may'], ...records: Recorded[]): Attack {
  return { pieces, answers: 1, claims: [{ may, records }], afresh: true }
}

/** Says its piece and hangs up. */
export function cutOff(bytes: Buffer): Attack {
  return { pieces: [bytes], answers: 0, claims: [{ may: ['hung-up'], records: [] }], afresh: true }
}
