import { shopDomain } from '@crossdock/connectors/shopify'
import { defaultPushPolicy, listErpConnections, pointChannelsAt } from '#modules/tenants/index.ts'
import { odooAccess, provisionErp, provisionShop } from '../provision.ts'
import type { Answer } from './answer.ts'
import { Misunderstood, NotDone } from './exit-codes.ts'
import type { Inside } from './inside.ts'
import { secretFrom } from './read-secret.ts'

export interface NewOdoo {
  url: string
  database: string
  login: string
  name: string
  transport: string
  forChannels?: boolean
}

const transports = ['auto', 'json-2', 'json-rpc', 'xml-rpc'] as const

/** Logs in first: what does not work is not stored. */
export async function connectOdoo(hub: Inside, options: NewOdoo): Promise<Answer> {
  const {
    app,
    vault,
    config,
    tenant: { tenantId },
  } = hub
  const transport = transports.find((one) => one === options.transport)
  if (!transport) throw new Misunderstood(`--transport is one of ${transports.join(', ')}.`)
  if (!/^https?:/.test(URL.parse(options.url)?.protocol ?? ''))
    throw new Misunderstood('--url takes an address such as https://erp.example.com.')
  const { url, database, login, name } = options
  const secret = await secretFrom(config.CROSSDOCK_SECRET, `Password or API key of ${login}`)
  const access = await odooAccess({ url, database, login, secret, transport })
  const erp = await provisionErp(app, vault, tenantId, { name, ...access })
  if (options.forChannels) await app.withTenant(tenantId, (tx) => pointChannelsAt(tx, tenantId, erp.connectionId))
  return {
    json: {
      ...erp,
      login: access.login,
      companyId: access.companyId,
      warehouseId: access.warehouseId,
      keyExpiresAt: access.keyExpiresAt,
    },
    print() {
      console.log(`${name} is connected: ${url}, database ${database}, as the user ${access.login}.`)
      if (access.keyExpiresAt) console.log(`Its key ends on ${access.keyExpiresAt.toISOString().slice(0, 10)}.`)
      console.log(`Look at it: npx crossdock connections preflight ${erp.connectionId}`)
    },
  }
}

export interface NewShopify {
  shop: string
  name?: string
  erp?: string
  cutOver?: string
  confirm: string
}

export async function connectShopify(hub: Inside, options: NewShopify): Promise<Answer> {
  const {
    app,
    vault,
    config,
    tenant: { tenantId },
  } = hub
  const domain = shopDomain.safeParse(options.shop)
  if (!domain.success) throw new Misunderstood('--shop takes the domain that ends in .myshopify.com.')
  const confirm = (['at-paid', 'at-create'] as const).find((one) => one === options.confirm)
  if (!confirm) throw new Misunderstood('--confirm is at-paid or at-create.')
  const cutOverAt = options.cutOver === undefined ? new Date() : new Date(options.cutOver)
  if (Number.isNaN(cutOverAt.getTime()))
    throw new Misunderstood('--cut-over takes a moment: 2027-01-31, or with a time.')
  const erpConnectionId = await whichErp(hub, options.erp)
  const secret = await secretFrom(config.CROSSDOCK_SECRET, `Client secret of the app of ${options.shop}`)
  const shop = await provisionShop(app, vault, tenantId, {
    name: options.name ?? options.shop,
    shopDomain: options.shop,
    secrets: [secret],
    cutOverAt,
    policy: { ...defaultPushPolicy, confirm },
    erpConnectionId,
  })
  const url = `${config.PUBLIC_URL?.replace(/\/$/, '') ?? ''}${shop.path}`
  return {
    json: { connectionId: shop.connectionId, endpointId: shop.endpointId, url, cutOverAt, erpConnectionId },
    print() {
      console.log(`${options.shop} is connected. Let its webhooks call:\n\n  ${url}\n`)
      if (!config.PUBLIC_URL)
        console.log('PUBLIC_URL is not set: put the address in front at which the hub is reached.')
      if (erpConnectionId === null) console.log('No ERP is connected yet: its orders are recorded and not carried.')
      console.log(`Look at it: npx crossdock connections preflight ${shop.connectionId}`)
    },
  }
}

/** Named, or the only one. Null: none is connected. */
async function whichErp({ app, tenant: { tenantId } }: Inside, name: string | undefined): Promise<string | null> {
  const all = await app.withTenant(tenantId, (tx) => listErpConnections(tx, tenantId))
  if (name !== undefined) {
    const wanted = all.find((erp) => erp.name === name || erp.connectionId === name)
    if (!wanted) throw new NotDone(`There is no ERP connection "${name}".`)
    return wanted.connectionId
  }
  if (all.length > 1)
    throw new Misunderstood(
      `Several ERPs are connected; say which with --erp: ${all.map((erp) => erp.name).join(', ')}`,
    )
  return all[0]?.connectionId ?? null
}
