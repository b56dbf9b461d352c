import type { TenantJson } from '@crossdock/contracts/api/tenant'
import type { TenantSettings } from './tenants-store.ts'

export function tenantJson({ tenantId, slug, name, country, corsOrigins, createdAt }: TenantSettings): TenantJson {
  return { id: tenantId, slug, name, country, corsOrigins, createdAt: createdAt.toISOString() }
}
