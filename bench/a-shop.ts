import { type ErpAccess, provisionErp, provisionShop, provisionTenant } from '#server/main/provision.ts'
import { openFloor } from '#server/main/wire.ts'
import { defaultPushPolicy } from '#server/modules/tenants/index.ts'
import { readConfig } from '#server/platform/config.ts'
import { createLog } from '#server/platform/log.ts'
import type { BenchDatabase } from './throwaway-database.ts'

export interface BenchShop {
  tenantId: string
  connectionId: string
  endpointId: string
  path: string
  secret: string
  shopDomain: string
}

/** A tenant with a Shopify shop whose orders go to this Odoo, whether anything answers there or not. */
export async function aBenchShop({ url, masterKey }: BenchDatabase, name: string, odoo: ErpAccess): Promise<BenchShop> {
  const floor = openFloor(readConfig({ NODE_ENV: 'test' }), { url, masterKey }, createLog('silent'))
  try {
    const { app, vault } = floor
    const { tenantId } = await provisionTenant(app, vault, { slug: name, name, country: 'IN' })
    const erp = await provisionErp(app, vault, tenantId, odoo)
    const secret = `secret-of-${name}-not-real`
    const shopDomain = `${name}.myshopify.com`
    const shop = await provisionShop(app, vault, tenantId, {
      name: 'Shop',
      shopDomain,
      secrets: [secret],
      cutOverAt: new Date(0),
      policy: defaultPushPolicy,
      erpConnectionId: erp.connectionId,
    })
    return { ...shop, tenantId, secret, shopDomain }
  } finally {
    await floor.close()
  }
}
