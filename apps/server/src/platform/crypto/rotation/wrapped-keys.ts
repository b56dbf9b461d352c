import type { Database } from '../../db/database.ts'
import type { MasterKey } from '../master-key.ts'
import { keyIdOf } from '../seal.ts'
import { keyPlace } from '../vault.ts'
import { opens, refuseWrongMasterKey } from '../wrong-master-key.ts'
import { valuesByKey } from './sealed-rows.ts'
import { listTenantKeys, saveWrapped, type TenantKey } from './tenant-keys.ts'

/**
 * Wraps every data key with the first master key. Every process has to know it before: a key that it cannot unwrap is of no
 * use to it.
 * @returns how many were wrapped anew
 * @throws WrongMasterKey
 */
export async function wrapAnew(
  owner: Database,
  masterKey: MasterKey,
  tenantIds: readonly string[] | null,
): Promise<number> {
  const keys = await owner.withoutTenant((tx) => listTenantKeys(tx, tenantIds))
  refuseWrongMasterKey(masterKey, keys)
  let wrapped = 0
  for (const key of keys.filter((one) => keyIdOf(one.wrapped) !== masterKey.currentId)) {
    const place = keyPlace(key.tenantId, key.id)
    const anew = masterKey.wrap(masterKey.unwrap(key.wrapped, place), place)
    if (await owner.withoutTenant((tx) => saveWrapped(tx, key, anew))) wrapped += 1
  }
  return wrapped
}

export interface KeyStanding {
  tenantId: string
  slug: string
  id: string
  purpose: TenantKey['purpose']
  ageMs: number
  retired: boolean
  /** Which master key wraps it. */
  wrappedBy: string
  /** Whether the master keys at hand open it. */
  opens: boolean
  /** Sealed values that refer to it; null for keys of hashes, which are not looked through. */
  values: number | null
}

/** How every data key stands: who wraps it and what refers to it. */
export async function keyStandings(
  owner: Database,
  masterKey: MasterKey,
  tenantIds: readonly string[] | null,
): Promise<KeyStanding[]> {
  const keys = await owner.withoutTenant((tx) => listTenantKeys(tx, tenantIds))
  const used = new Map<string, Map<string, number>>()
  for (const tenantId of new Set(keys.map((key) => key.tenantId)))
    used.set(tenantId, await owner.withoutTenant((tx) => valuesByKey(tx, tenantId)))
  return keys.map(({ wrapped, ...key }) => ({
    ...key,
    wrappedBy: keyIdOf(wrapped),
    opens: opens(masterKey, { ...key, wrapped }),
    values: key.purpose === 'hash' ? null : (used.get(key.tenantId)?.get(key.id) ?? 0),
  }))
}
