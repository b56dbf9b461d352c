import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { addKeys, type CustomerKey, findByKeys, insertCustomer, lockKeys } from './store.ts'

/** How a customer showed up in a channel. */
export interface Sighting {
  connectionId: string
  /** The channel's own customer id. */
  sourceId: string | null
  name: string | null
  email: string | null
  /** E.164. */
  phone: string | null
}

/**
 * One customer, many keys. The channel's own id is the strongest, then the phone, then the e-mail address: people share
 * the latter two now and then, shops do not reuse ids. Keys that point to different customers are left where they are;
 * merging is a person's decision.
 * @returns the customer's id, or null when nothing identifies anybody
 */
export async function recogniseCustomer(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  sighting: Sighting,
): Promise<string | null> {
  const keys: CustomerKey[] = []
  if (sighting.sourceId) keys.push({ kind: `channel:${sighting.connectionId}`, key: sighting.sourceId })
  if (sighting.phone) keys.push({ kind: 'phone', key: await vault.hash(tenantId, 'phone', sighting.phone) })
  if (sighting.email)
    keys.push({ kind: 'email', key: await vault.hash(tenantId, 'email', sighting.email.trim().toLowerCase()) })
  if (keys.length === 0) return null

  // Two first orders of one person may be read at the same moment in different lanes.
  await lockKeys(tx, tenantId, keys)
  const known = await findByKeys(tx, tenantId, keys)
  for (const key of keys) {
    const customerId = known.get(`${key.kind}|${key.key}`)
    if (!customerId) continue
    await addKeys(tx, tenantId, customerId, keys)
    return customerId
  }
  const customerId = newId()
  const sealed = async (column: 'name' | 'email' | 'phone', value: string | null): Promise<string | null> =>
    value === null ? null : vault.seal(tenantId, { table: 'customers', column, id: customerId }, value)
  await insertCustomer(tx, tenantId, customerId, {
    name: await sealed('name', sighting.name),
    email: await sealed('email', sighting.email),
    phone: await sealed('phone', sighting.phone),
    phoneLast4: sighting.phone ? await vault.hash(tenantId, 'phone-last4', sighting.phone.slice(-4)) : null,
  })
  await addKeys(tx, tenantId, customerId, keys)
  return customerId
}
