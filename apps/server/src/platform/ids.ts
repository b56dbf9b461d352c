import { v7 } from 'uuid'

/** Ids are made in the app: time-ordered (UUID version 7), so a row knows its id before it is written. */
export function newId(): string {
  return v7()
}

/** Belongs to the installation rather than to one tenant: shared endpoints and their keys. */
export const INSTALLATION = '00000000-0000-0000-0000-000000000000'
