import type { RealOdoo } from '@crossdock/sandbox/odoo-real'
import { odooAccess, provisionErp, provisionShop, provisionTenant } from '#main/provision.ts'
import { openFloor } from '#main/wire.ts'
import { defaultPushPolicy } from '#modules/tenants/index.ts'
import { readConfig } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'

type OdooLogIn = Pick<RealOdoo, 'url' | 'database' | 'login' | 'password'>

export interface HubAddress {
  databaseUrl: string
  masterKey: string
}

export interface ProvisionedShop {
  slug: string
  tenantId: string
  connectionId: string
  /** Of its ERP: orders bear its name there. */
  erpConnectionId: string
  domain: string
  secret: string
  path: string
}

/** A tenant with one shop for each slug, all of them carried to the same Odoo database. */
export async function provisionShops(
  slugs: readonly string[],
  { odoo, erpUrl, cutOverAt = new Date(0) }: { odoo: OdooLogIn; erpUrl: string; cutOverAt?: Date },
  { databaseUrl, masterKey }: HubAddress,
): Promise<ProvisionedShop[]> {
  const floor = openFloor(readConfig({ NODE_ENV: 'test' }), { url: databaseUrl, masterKey }, createLog('silent'))
  try {
    const { app, vault } = floor
    const shops: ProvisionedShop[] = []
    for (const slug of slugs) {
      // The set-up speaks to Odoo directly; the hub's own calls go to `erpUrl`.
      const logIn = { url: odoo.url, database: odoo.database, login: odoo.login, secret: odoo.password }
      const access = await odooAccess(logIn)
      const { tenantId } = await provisionTenant(app, vault, { slug, name: slug, country: 'IN' })
      const erp = await provisionErp(app, vault, tenantId, { name: 'Odoo', ...access, url: erpUrl })
      const secret = `secret-of-${slug}-not-real`
      const domain = `${slug}.myshopify.com`
      const { path, connectionId } = await provisionShop(app, vault, tenantId, {
        name: 'Shop',
        shopDomain: domain,
        secrets: [secret],
        cutOverAt,
        policy: defaultPushPolicy,
        erpConnectionId: erp.connectionId,
      })
      shops.push({ slug, tenantId, connectionId, erpConnectionId: erp.connectionId, domain, secret, path })
    }
    return shops
  } finally {
    await floor.close()
  }
}
