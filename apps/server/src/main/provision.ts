import {
  callLimits,
  connectWithLogin,
  NoSuchRoute,
  type OdooTransportName,
  setUpOdoo,
} from '@crossdock/connectors/odoo'
import { AppError } from '@crossdock/contracts/errors'
import {
  createChannel,
  createEndpoint,
  createMessagingChannel,
  createTenant,
  type PushPolicy,
  saveErpConnection,
  type Tenant,
} from '#modules/tenants/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { spaced } from './paced-fetch.ts'

/** Sets up a tenant with an ERP and a Shopify channel: what a person will do in the dashboard, as functions. */

export async function provisionTenant(app: Database, vault: Vault, tenant: Omit<Tenant, 'tenantId'>): Promise<Tenant> {
  const made = { tenantId: newId(), ...tenant }
  await app.withTenant(made.tenantId, (tx) => createTenant(tx, vault, made))
  return made
}

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
  return app.withTenant(tenantId, (tx) =>
    saveErpConnection(tx, vault, newId(), {
      tenantId,
      connectionId: newId(),
      provider: 'odoo',
      name: erp.name,
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
    }),
  )
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

export interface ProvisionedShop {
  connectionId: string
  endpointId: string
  /** Where the channel has to call, below the hub's address. */
  path: string
}

export async function provisionShop(
  app: Database,
  vault: Vault,
  tenantId: string,
  shop: ShopAccess,
): Promise<ProvisionedShop> {
  const connectionId = newId()
  const endpointId = newId()
  await app.withTenant(tenantId, async (tx) => {
    await createChannel(tx, {
      tenantId,
      connectionId,
      provider: 'shopify',
      name: shop.name,
      providerKey: shop.shopDomain,
      cutOverAt: shop.cutOverAt,
      policy: shop.policy,
      erpConnectionId: shop.erpConnectionId,
    })
    await createEndpoint(tx, vault, {
      tenantId,
      endpointId,
      provider: 'shopify',
      secrets: shop.secrets,
      bodyLimitBytes: 1024 * 1024,
      serves: [{ connectionId, own: [shop.shopDomain] }],
    })
  })
  return { connectionId, endpointId, path: `/hooks/${endpointId}` }
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

/** A number that people write to, with an endpoint of its own. */
export async function provisionNumber(
  app: Database,
  vault: Vault,
  tenantId: string,
  { providerKey, commonKeys, endpointSecrets, ...number }: NumberAccess,
): Promise<ProvisionedShop> {
  const connectionId = newId()
  const endpointId = newId()
  await app.withTenant(tenantId, async (tx) => {
    await createMessagingChannel(tx, vault, { tenantId, connectionId, providerKey, ...number })
    await createEndpoint(tx, vault, {
      tenantId,
      endpointId,
      provider: number.provider,
      secrets: endpointSecrets,
      // Meta sends up to 3 MB.
      bodyLimitBytes: 3 * 1024 * 1024,
      serves: [{ connectionId, own: [providerKey], common: commonKeys }],
    })
  })
  return { connectionId, endpointId, path: `/hooks/${endpointId}` }
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
 */
export async function odooAccess(logIn: OdooLogIn): Promise<Omit<ErpAccess, 'name'>> {
  const { url, database, login, secret, transport } = logIn
  const way = {
    ...(transport === undefined ? {} : { transport }),
    fetch: spaced(callLimits(url).minIntervalMs),
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
