import { findTenantBySlug } from '#modules/tenants/index.ts'
import type { Database } from '#platform/db/database.ts'
import { NotDone } from './exit-codes.ts'

/** For commands of the installation that may be narrowed down to one tenant. Null: all of them. */
export async function tenantIdsOf(owner: Database, slug: string | undefined): Promise<string[] | null> {
  if (slug === undefined) return null
  const tenant = await owner.withoutTenant((tx) => findTenantBySlug(tx, slug))
  if (!tenant) throw new NotDone(`There is no tenant "${slug}". npx crossdock tenants lists them.`)
  return [tenant.tenantId]
}
