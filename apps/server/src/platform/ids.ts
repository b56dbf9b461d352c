import { v7 } from 'uuid'

/** Ids are made in the app: time-ordered (UUID version 7), so a row knows its id before it is written. */
export function newId(): string {
  return v7()
}
