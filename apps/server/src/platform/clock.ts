/** The only source of "now" in the hub, so that tests can hold it still. */
export interface Clock {
  now(): Date
  /** Milliseconds that only ever rise, also while the process was frozen: for leases and durations. */
  monotonicMs(): number
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
}
