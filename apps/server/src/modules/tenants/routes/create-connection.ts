import type { newDirect, newOdoo, newShopify, newWhatsapp } from '@crossdock/contracts/api/connections'
import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import type { z } from 'zod'
import { route } from '#http/route.ts'
import { checkAccess, type OrderSources, tokenSecret } from '#modules/orders/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { connectChannel, connectErp, type ErpDoors } from '../connect.ts'
import { connectWithLogIn } from '../connect-number.ts'
import { connectionJson, findListed, mustBeErp } from '../connection-listing.ts'
import { saveChannelAccess, tellOfConnection } from '../connections-store.ts'
import { type EndpointView, endpointJson, findEndpoint } from '../endpoint-listing.ts'
import type { NumberDoors } from '../number-doors.ts'
import { pushPolicy } from '../push-policy.ts'

interface Deps extends EndpointView {
  database: Database
  clock: Clock
  erpDoors: ErpDoors
  orderSources: OrderSources
  numberDoors: NumberDoors
  channelBodyLimitBytes: ReadonlyMap<string, number>
}

export const createConnection = route(operations.createConnection, ({ tenantId, body }, deps: Deps) => {
  switch (body.provider) {
    case 'odoo':
      return connectedErp(tenantId, body, deps)
    case 'shopify':
      return connectedShop(tenantId, body, deps)
    case 'direct':
      return connectedDesk(tenantId, body, deps)
    case 'whatsapp-cloud':
      return connectedNumber(tenantId, body, deps)
  }
})

type Answer = Promise<z.input<typeof operations.createConnection.answer>>

async function connectedErp(
  tenantId: string,
  { provider, name, transport, ...logIn }: z.output<typeof newOdoo>,
  deps: Deps,
): Answer {
  const reach = deps.erpDoors.get(provider)
  if (!reach) throw new AppError('internal', `nobody here knows the way into ${provider}`)
  const reached = await reach({ ...logIn, chosenBy: 'tenant', ...(transport === undefined ? {} : { transport }) })
  return deps.database.withTenant(tenantId, async (tx) => {
    const { connectionId, isNew } = await connectErp(tx, deps.vault, tenantId, { ...reached, name })
    // The log-in led to one that is there already; renewing that one is another request, and nothing is written.
    if (!isNew) {
      const detail = 'this company of this database is connected already; replace its credentials instead'
      throw new AppError('conflict', detail, { facts: { detail } })
    }
    const connection = connectionJson(await findListed(tx, tenantId, connectionId))
    return { connection, endpoint: null, verifyToken: null }
  })
}

async function connectedShop(tenantId: string, shop: z.output<typeof newShopify>, deps: Deps): Answer {
  const { provider, name, shopDomain, clientSecret, previousClientSecret, adminToken, erpConnectionId } = shop
  const { database, vault, clock, orderSources } = deps
  const secrets = adminToken === undefined ? {} : { [tokenSecret]: adminToken }
  if (adminToken !== undefined)
    await checkAccess(orderSources, { provider, providerKey: shopDomain, config: {}, secrets }, name)
  return database.withTenant(tenantId, async (tx) => {
    if (erpConnectionId !== undefined) await mustBeErp(tx, tenantId, erpConnectionId)
    const { connectionId, endpointId } = await connectChannel(tx, vault, tenantId, {
      provider,
      name,
      providerKey: shopDomain,
      secrets: [clientSecret, ...(previousClientSecret === undefined ? [] : [previousClientSecret])],
      bodyLimitBytes: deps.channelBodyLimitBytes.get(provider) ?? usualBodyLimitBytes,
      cutOverAt: shop.cutOverAt === undefined ? clock.now() : new Date(shop.cutOverAt),
      policy: pushPolicy.parse(shop.pushPolicy ?? {}),
      erpConnectionId: erpConnectionId ?? null,
    })
    if (adminToken !== undefined) await saveChannelAccess(tx, vault, tenantId, connectionId, { config: {}, secrets })
    const message = `${name} is connected.`
    await tellOfConnection(tx, tenantId, connectionId, newId(), { kind: 'connected', message })
    return {
      connection: connectionJson(await findListed(tx, tenantId, connectionId)),
      endpoint: await endpointJson(await findEndpoint(tx, tenantId, endpointId), tenantId, deps),
      verifyToken: null,
    }
  })
}

/** Its endpoint has no secret, so that nothing can be posted there: orders come over the API alone. */
async function connectedDesk(tenantId: string, desk: z.output<typeof newDirect>, deps: Deps): Answer {
  const { provider, name, account, erpConnectionId } = desk
  const { database, vault, clock } = deps
  return database.withTenant(tenantId, async (tx) => {
    if (erpConnectionId !== undefined) await mustBeErp(tx, tenantId, erpConnectionId)
    const { connectionId } = await connectChannel(tx, vault, tenantId, {
      provider,
      name,
      providerKey: account,
      secrets: [],
      bodyLimitBytes: usualBodyLimitBytes,
      cutOverAt: desk.cutOverAt === undefined ? clock.now() : new Date(desk.cutOverAt),
      policy: pushPolicy.parse(desk.pushPolicy ?? {}),
      erpConnectionId: erpConnectionId ?? null,
    })
    const message = `${name} is connected: its orders are handed in over the API.`
    await tellOfConnection(tx, tenantId, connectionId, newId(), { kind: 'connected', message })
    const connection = connectionJson(await findListed(tx, tenantId, connectionId))
    return { connection, endpoint: null, verifyToken: null }
  })
}

async function connectedNumber(tenantId: string, number: z.output<typeof newWhatsapp>, deps: Deps): Answer {
  const { connectionId, endpointId, verifyToken } = await connectWithLogIn(tenantId, number, deps)
  return deps.database.withTenant(tenantId, async (tx) => ({
    connection: connectionJson(await findListed(tx, tenantId, connectionId)),
    endpoint: await endpointJson(await findEndpoint(tx, tenantId, endpointId), tenantId, deps),
    verifyToken,
  }))
}

const usualBodyLimitBytes = 1024 * 1024
