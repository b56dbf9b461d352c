import type { Cast, FuzzShop } from './cast.ts'
import type { Utterance } from './wire.ts'

/** One request of an utterance, and what may come of it. */
export interface Claim {
  /** The answers that are right. Hanging up is right for whoever may not be answered at all. */
  may: (number | 'hung-up')[]
  /** What a 200 must have recorded: a delivery that was rightly signed and is new. Null: nothing at all. */
  records: Recorded | null
}

export interface Recorded {
  shop: FuzzShop
  webhookId: string
  /** Kept for replays when it is an order. */
  order: Buffer | null
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
export function polite(bytes: Buffer, may: Claim['may'], records: Recorded | null = null): Attack {
  return { pieces: [bytes], answers: 1, claims: [{ may, records }], afresh: false }
}

/** One that breaks the rules of the wire, on a connection of its own. */
export function rude(pieces: Buffer[], may: Claim['may'], records: Recorded | null = null): Attack {
  return { pieces, answers: 1, claims: [{ may, records }], afresh: true }
}

/** Says its piece and hangs up. */
export function cutOff(bytes: Buffer): Attack {
  return { pieces: [bytes], answers: 0, claims: [{ may: ['hung-up'], records: null }], afresh: true }
}
