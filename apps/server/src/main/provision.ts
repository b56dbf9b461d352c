import {
  callLimits,
  connectWithLogin,
  NoSuchRoute,
  type OdooTransportName,
  setUpOdoo,
} from '@crossdock/connectors/odoo'
import { AppError } from '@crossdock/contracts/errors'
import {
  type ConnectedChannel,
  connectChannel,
  connectErp,
  connectNumber,
  type ErpReached,
  makeTenant,
  type PushPolicy,
  type Tenant,
} from '#modules/tenants/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { spaced } from './paced-fetch.ts'

/** Sets up a tenant with an ERP and a Shopify channel: what a person will do in the dashboard, as functions. */

export const provisionTenant = (app: Database, vault: Vault, tenant: Omit<Tenant, 'tenantId'>): Promise<Tenant> =>
  makeTenant(app, vault, tenant)

export interface ErpAccess {
  name: string
  url: string
  database: string
  companyId: string
  warehouseId: string | null
  apiKey: string
  /** Whose secret it is; JSON-RPC and XML-RPC need it. */
  login?: string
  /** Of the ways into an Odoo; it is asked what it can unless one is named. */
  transport?: OdooTransportName | 'auto'
  /** Odoo's own id of the database where it is known; else its address stands for it. */
  databaseUuid?: string | null
  /** When the key stops working, where that is known. */
  keyExpiresAt?: Date | null
}

export function provisionErp(
  app: Database,
  vault: Vault,
  tenantId: string,
  erp: ErpAccess,
): Promise<{ connectionId: string; databaseId: string }> {
  return app.withTenant(tenantId, (tx) => connectErp(tx, vault, tenantId, { name: erp.name, ...reached(erp) }))
}

/** The same in the hub's own words. */
export function reached(erp: Omit<ErpAccess, 'name'>): ErpReached {
  return {
    provider: 'odoo',
    url: erp.url,
    database: erp.database,
    companyId: erp.companyId,
    warehouseId: erp.warehouseId,
    names: [...(erp.databaseUuid ? [erp.databaseUuid] : []), new URL(erp.url).origin].map(
      (name) => `odoo|${name}|${erp.database}`,
    ),
    minIntervalMs: callLimits(erp.url).minIntervalMs,
    keyExpiresAt: erp.keyExpiresAt ?? null,
    reach: {
      ...(erp.login === undefined ? {} : { login: erp.login }),
      ...(erp.transport === undefined ? {} : { transport: erp.transport }),
    },
    secrets: { apiKey: erp.apiKey },
  }
}

export interface ShopAccess {
  name: string
  shopDomain: string
  /** Valid right now: client secret, the previous one while it rotates, a shop's own notification secret. */
  secrets: string[]
  cutOverAt: Date
  policy: PushPolicy
  erpConnectionId: string | null
}

export type ProvisionedShop = ConnectedChannel

/** As large as Shopify's largest webhook. */
export const shopifyBodyLimitBytes = 1024 * 1024

export function provisionShop(
  app: Database,
  vault: Vault,
  tenantId: string,
  { shopDomain, ...shop }: ShopAccess,
): Promise<ProvisionedShop> {
  return app.withTenant(tenantId, (tx) =>
    connectChannel(tx, vault, tenantId, {
      ...shop,
      provider: 'shopify',
      providerKey: shopDomain,
      bodyLimitBytes: shopifyBodyLimitBytes,
    }),
  )
}

export interface NumberAccess {
  provider: string
  name: string
  /** Of the number alone; what it has in common with other numbers of the tenant. */
  providerKey: string
  commonKeys: string[]
  /** In the provider's own terms. */
  config: Record<string, unknown>
  secrets: Record<string, string>
  /** Valid right now, as the connector's `WebhookPort` reads them. */
  endpointSecrets: string[]
}

/** Meta sends up to 3 MB. */
export const numberBodyLimitBytes = 3 * 1024 * 1024

/** A number that people write to, with an endpoint of its own. */
export function provisionNumber(
  app: Database,
  vault: Vault,
  tenantId: string,
  number: NumberAccess,
): Promise<ProvisionedShop> {
  return app.withTenant(tenantId, (tx) =>
    connectNumber(tx, vault, tenantId, { ...number, bodyLimitBytes: numberBodyLimitBytes }),
  )
}

export interface OdooLogIn {
  url: string
  database: string
  login: string
  /** A password or an API key. */
  secret: string
  transport?: OdooTransportName | 'auto'
}

/**
 * From a log-in to lasting access. An administrator's password is used once, to make a user with few rights and the
 * products for charges; whoever may not do that is taken as they are.
 *
 * @param fetcher how it is called, where the address was chosen by somebody who may not choose any
 */
export async function odooAccess(logIn: OdooLogIn, fetcher: typeof fetch = fetch): Promise<Omit<ErpAccess, 'name'>> {
  const { url, database, login, secret, transport } = logIn
  const way = {
    ...(transport === undefined ? {} : { transport }),
    fetch: spaced(callLimits(url).minIntervalMs, fetcher),
  }
  const made = await setUpOdoo({ url, database, login, password: secret, ...way }).catch((thrown: unknown) => {
    const notByHim =
      thrown instanceof AppError && (thrown.code === 'credentials-rejected' || thrown.code === 'rights-missing')
    // Set-up makes its user a key in the web client's routes, which some hosts keep away.
    if (notByHim || thrown instanceof NoSuchRoute) return null
    throw thrown
  })
  const access = made ?? (await connectWithLogin({ url, database, login, secret, ...way }))
  return {
    url,
    database,
    companyId: String(access.companyId),
    warehouseId: String(access.warehouseId),
    apiKey: access.apiKey,
    login: access.login,
    ...(transport === undefined ? {} : { transport }),
    databaseUuid: made?.databaseUuid ?? null,
    keyExpiresAt: access.expiresAt,
  }
}
