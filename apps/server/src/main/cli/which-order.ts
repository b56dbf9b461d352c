import { type StoredOrder, search } from '#modules/orders/index.ts'
import { listConnections } from '#modules/tenants/index.ts'
import { NotDone } from './exit-codes.ts'
import type { Inside } from './inside.ts'

/**
 * The one order that somebody means, for commands that do something with it: two shops of a tenant may each have a #1001, and
 * taking the newer one would let go, carry or tell of somebody else's.
 */
export async function theOrder({ app, tenant: { tenantId } }: Inside, text: string): Promise<StoredOrder | null> {
  const [found, connections] = await app.withTenant(tenantId, async (tx) => [
    await search(tx, tenantId, text),
    await listConnections(tx, tenantId),
  ])
  if (found.length <= 1) return found[0] ?? null
  const nameOf = (id: string): string => connections.find(({ connectionId }) => connectionId === id)?.name ?? id
  const candidates = found.map(({ name, connectionId, orderId }) => `  ${orderId}  ${name} of ${nameOf(connectionId)}`)
  throw new NotDone(`Several orders are called ${text}. Name one by its id:\n${candidates.join('\n')}`)
}
