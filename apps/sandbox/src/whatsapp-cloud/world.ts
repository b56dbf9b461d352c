import type { Random } from '../shopify/random.ts'
import type { Business } from './business.ts'
import type { SandboxClock, Timers } from './clock.ts'
import type { Phones } from './customers/phones.ts'
import type { MediaStore } from './graph/media-store.ts'
import type { SendRates } from './sending/rates.ts'
import type { Troubles } from './sentinels.ts'
import type { Courier } from './webhooks/courier.ts'

/** How long things take, in milliseconds. */
export interface Pace {
  /** From the acceptance to `sent`, and on to `delivered`. */
  sentMs: number
  deliveredMs: number
  /** Until the customer reads by himself; null: when somebody opens the chat or answers. */
  readMs: number | null
  /** How long Meta looks at a held template. */
  heldMs: number
  /** What SANDBOX-SLOW waits before it answers. */
  slowMs: number
}

/** A send request that came through the door, in the order in which they came. */
export interface SendRequest {
  at: number
  phoneNumberId: string
  body: unknown
  /** Why the adapter's own schema would not have written it so; null: it fits. Only what the hub sends has to. */
  misfit: string | null
}

/** Everything that is, handed to whatever acts in it. */
export interface World {
  clock: SandboxClock
  timers: Timers
  random: Random
  pace: Pace
  business: Business
  phones: Phones
  troubles: Troubles
  rates: SendRates
  courier: Courier
  media: MediaStore
  requests: SendRequest[]
  /** The stand-in's own address, for what it links to. */
  url: string
}
