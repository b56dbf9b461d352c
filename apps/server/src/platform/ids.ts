import { v5, v7 } from 'uuid'

/** Ids are made in the app: time-ordered (UUID version 7), so a row knows its id before it is written. */
export function newId(): string {
  return v7()
}

/** The smallest id that can have been made at that moment: ids of a time are a range of ids. */
export function firstIdAt(at: Date): string {
  const ms = Math.max(at.getTime(), 0).toString(16).padStart(12, '0')
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-000000000000`
}

/**
 * The same id for the same thing, whoever meets it and when: for what another system knows by our id. A hub that was
 * restored from a backup, and hears of an order again that it had forgotten, must not take it for another one.
 */
export function idOf(within: string, what: string): string {
  return v5(what, within)
}
