import { whyPaused } from '#modules/messaging/index.ts'
import {
  findChannel,
  findChannelAccess,
  findErpConnection,
  listConnections,
  listTenants,
  type Tenant,
} from '#modules/tenants/index.ts'
import { listTenantKeys } from '#platform/crypto/rotation/tenant-keys.ts'
import { opens } from '#platform/crypto/wrong-master-key.ts'
import { messagingProviders } from '../../messaging-providers.ts'
import { paced } from '../../paced-fetch.ts'
import type { Installation } from '../inside.ts'
import { ownEndpoints } from '../own-endpoints.ts'
import type { Area, Check, Finding } from './finding.ts'
import { odooFindings } from './odoo.ts'
import { shopifyFindings } from './shopify.ts'
import { numberFindings } from './whatsapp.ts'

type Surroundings = Pick<Installation, 'app' | 'owner' | 'vault' | 'masterKey'>

/** A slow Odoo that takes one call a second is no fault of its own. */
const connectionTimeoutMs = 60_000

const areaOf: Record<string, Area> = { odoo: 'Odoo', shopify: 'Shopify', 'whatsapp-cloud': 'WhatsApp' }

/** One check a connection, over all tenants. Connections of providers that cannot be looked at are left out. */
export async function connectionChecks(surroundings: Surroundings): Promise<Check[]> {
  const tenants = await surroundings.owner.withoutTenant(listTenants)
  const checks: Check[] = []
  for (const tenant of tenants) {
    const { tenantId } = tenant
    // What cannot be opened cannot be tried, and that is told of the keys.
    if (!(await keysOpen(surroundings, tenantId))) continue
    for (const one of await surroundings.app.withTenant(tenantId, (tx) => listConnections(tx, tenantId))) {
      const check = connectionCheck(surroundings, tenant, one, tenants.length > 1 ? `${tenant.slug}: ` : '')
      if (check) checks.push(check)
    }
  }
  return checks
}

async function keysOpen({ owner, masterKey }: Surroundings, tenantId: string): Promise<boolean> {
  const keys = await owner.withoutTenant((tx) => listTenantKeys(tx, [tenantId]))
  return keys.every((key) => opens(masterKey, key))
}

/** Null: nobody here knows how to look at such a provider. */
export function connectionCheck(
  { app, vault }: Pick<Surroundings, 'app' | 'vault'>,
  { tenantId }: Pick<Tenant, 'tenantId'>,
  { connectionId, provider, name }: { connectionId: string; provider: string; name: string },
  prefix = '',
): Check | null {
  const area = areaOf[provider]
  if (area === undefined) return null
  const subject = `${prefix}${name}`
  const look: Record<string, (signal: AbortSignal) => Promise<Finding[]>> = {
    async odoo(signal) {
      const erp = await app.withTenant(tenantId, (tx) => findErpConnection(tx, vault, tenantId, connectionId))
      const fetch = paced(app, connectionTimeoutMs)(erp.databaseId, erp.minIntervalMs)
      return odooFindings(erp, subject, { fetch, signal })
    },
    async shopify(signal) {
      const shop = await app.withTenant(tenantId, async (tx) => ({
        shop: await findChannel(tx, tenantId, connectionId),
        access: await findChannelAccess(tx, vault, tenantId, connectionId),
        ...(await ownEndpoints(tx, vault, tenantId, connectionId)),
      }))
      return shopifyFindings(shop, subject, signal)
    },
    async 'whatsapp-cloud'(signal) {
      const { access, paused, heard } = await app.withTenant(tenantId, async (tx) => ({
        access: await findChannelAccess(tx, vault, tenantId, connectionId),
        paused: await whyPaused(tx, tenantId, connectionId),
        heard: (await ownEndpoints(tx, vault, tenantId, connectionId)).heard,
      }))
      const port = messagingProviders().get(provider)?.port(access)
      return port ? numberFindings({ name, port, paused, heard }, subject, signal) : []
    },
  }
  return {
    area,
    subject,
    timeoutMs: connectionTimeoutMs,
    run: (signal) => look[provider]?.(signal) ?? Promise.resolve([]),
  }
}
