import type { MasterKey } from './master-key.ts'
import { keyIdOf } from './seal.ts'
import { keyPlace } from './vault.ts'

/** A data key as it lies in `data_keys`. */
export interface WrappedKey {
  tenantId: string
  id: string
  wrapped: string
}

/** The master keys at hand are not those of the database. Whoever writes all the same shuts out what is in it. */
export class WrongMasterKey extends Error {
  override readonly name = 'WrongMasterKey'
}

export function opens(masterKey: MasterKey, { tenantId, id, wrapped }: WrappedKey): boolean {
  try {
    masterKey.unwrap(wrapped, keyPlace(tenantId, id))
    return true
  } catch {
    return false
  }
}

/**
 * Asked before anything is written that follows from the master key. Its id says nothing: with other bytes under the same id
 * a process would wrap what no other process can open.
 * @throws WrongMasterKey
 */
export function refuseWrongMasterKey(masterKey: MasterKey, keys: readonly WrappedKey[]): void {
  const closed = keys.find((key) => !opens(masterKey, key))
  if (!closed) return
  const id = keyIdOf(closed.wrapped)
  throw new WrongMasterKey(
    masterKey.ids.includes(id)
      ? `CROSSDOCK_MASTER_KEY has a key "${id}", but with other bytes than the one that wraps the data keys in this database. Nothing was changed. Put the original key "${id}" there, the same on every machine.`
      : `The data keys in this database are wrapped with the master key "${id}", which CROSSDOCK_MASTER_KEY does not have. Nothing was changed. Add it: CROSSDOCK_MASTER_KEY=${id}:BASE64`,
  )
}
