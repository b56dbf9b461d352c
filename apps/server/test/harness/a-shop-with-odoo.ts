import { type OdooSandbox, type OdooSandboxOptions, startOdooSandbox } from '@crossdock/sandbox/odoo'
import { demoCatalogue } from '@crossdock/sandbox/shopify'
import { type ErpAccess, odooAccess } from '#main/provision.ts'
import { replayLetters } from '#modules/sync/index.ts'
import type { PushPolicy } from '#modules/tenants/index.ts'
import type { Log } from '#platform/log.ts'
import { aHub, aShop, type Hub, type Shop } from './a-hub.ts'
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts'
import type { TestDatabase } from './test-database.ts'
import { waitFor } from './wait-for.ts'

export interface Stage extends AsyncDisposable {
  hub: Hub
  odoo: OdooSandbox
  /** Between the hub and Odoo, where it was asked for. */
  proxy: CuttingProxy | undefined
  shop: Shop
  /** How the shop's ERP is reached. */
  access: ErpAccess
  /** What the hub says of an order, by its label. */
  order(name: string): Promise<OrderFacts | undefined>
  /** Waits until the order stands so. */
  becomes(name: string, erpState: string): Promise<OrderFacts>
  /** As a person does who has mended the cause. */
  replay(orderId: string): Promise<void>
  /** Waits until no work is left to do. */
  quiet(): Promise<void>
}

export interface OrderFacts {
  id: string
  erp_state: string
  reason_code: string | null
  revision: number
  document: string
}

/** A hub, an Odoo sandbox with the demo catalogue, and a shop whose orders go there. */
export async function aShopWithOdoo(
  options: {
    policy?: Partial<PushPolicy>
    cutOverAt?: Date
    env?: Record<string, string>
    stock?: number
    log?: Log
    /** Instead of one of its own. */
    database?: TestDatabase
    odoo?: OdooSandboxOptions
    withProxy?: boolean
  } = {},
): Promise<Stage> {
  const odoo = await startOdooSandbox(options.odoo)
  odoo.seedProducts(
    demoCatalogue.map((item) => ({
      sku: item.sku,
      name: item.title,
      listPrice: 1,
      stock: options.stock ?? item.stock,
    })),
  )
  const proxy = options.withProxy ? await startCuttingProxy(odoo.url) : undefined
  const logIn = {
    url: proxy?.url ?? odoo.url,
    database: odoo.database,
    login: odoo.adminLogin,
    secret: odoo.adminPassword,
  }
  const access: ErpAccess = { name: 'Odoo', ...(await odooAccess(logIn)) }
  const hub = await aHub(options.env, options.log, options.database)
  const shop = await aShop(hub, { ...options, erp: access })
  const { owner } = hub.database
  const order = async (name: string): Promise<OrderFacts | undefined> =>
    (
      await owner.query<OrderFacts>(
        'select id, erp_state, reason_code, revision, document from orders where tenant_id = $1 and name = $2',
        [shop.tenantId, name],
      )
    ).rows[0]
  return {
    hub,
    odoo,
    proxy,
    shop,
    access,
    order,
    becomes: (name, erpState) =>
      waitFor(
        `${name} to be ${erpState}`,
        async () => {
          const facts = await order(name)
          if (facts?.erp_state === erpState) return facts
          throw new Error(`it is ${facts?.erp_state} ${facts?.reason_code ?? ''}`)
        },
        25_000,
      ),
    replay: async (orderId) => {
      await replayLetters(hub.floor.app, hub.floor.bell, shop.tenantId, { orderId })
    },
    quiet: async () => {
      await waitFor(
        'all work to be done',
        async () => (await owner.query(`select from work where state = 'waiting'`)).rowCount === 0,
        25_000,
      )
    },
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]()
      await proxy?.[Symbol.asyncDispose]()
      await odoo.stop()
    },
  }
}
