import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { route } from '#http/route.ts'
import type { Ringer } from '#jobs/enqueue.ts'
import { giveToken, type OrderSources } from '#modules/orders/index.ts'
import type { ErpRegistry } from '#modules/sync/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { changeSecrets } from '../change-secrets.ts'
import { connectErp, type ErpDoors } from '../connect.ts'
import { doorTo } from '../connect-number.ts'
import { connectionJson, findListed, type ListedConnection } from '../connection-listing.ts'
import { findChannelAccess, findErpConnection, saveChannelAccess, tellOfConnection } from '../connections-store.ts'

import { beside, type NumberDoors, withKeyEnd } from '../number-doors.ts'

interface Deps {
  database: Database
  vault: Vault
  ringer: Ringer
  erps: ErpRegistry
  erpDoors: ErpDoors
  orderSources: OrderSources
  numberDoors: NumberDoors
}

export const replaceCredentials = route(
  operations.replaceCredentials,
  async ({ tenantId, params, body }, deps: Deps) => {
    const { database, vault, ringer, orderSources: sources } = deps
    const { connectionId } = params
    const connection = await database.withTenant(tenantId, (tx) => findListed(tx, tenantId, connectionId))
    if (connection.provider !== body.provider) throw misfit(`this is a connection to ${connection.provider}`)
    if (body.provider === 'shopify') {
      if (connection.status !== 'active') throw misfit(`the shop is ${connection.status}; connect it again first`)
      const shop = { tenantId, connectionId, name: connection.name, provider: connection.provider }
      await giveToken({ app: database, vault, ringer, sources }, { shop, token: body.adminToken })
    } else if (body.provider === 'odoo') await renewErp(tenantId, connection, body, deps)
    else await renewNumber(tenantId, connection, body, deps)
    return connectionJson(await database.withTenant(tenantId, (tx) => findListed(tx, tenantId, connectionId)))
  },
)

/** The log-in has to lead to the same company of the same database: orders stand there under this connection's name. */
async function renewErp(
  tenantId: string,
  { id, provider, name, url, database: erpDatabase }: ListedConnection,
  { login, secret }: { login: string; secret: string },
  { database, vault, erps, erpDoors }: Deps,
): Promise<void> {
  const reach = erpDoors.get(provider)
  if (!reach || url === null || erpDatabase === null) throw new AppError('internal', `no way into ${provider}`)
  const { config } = await database.withTenant(tenantId, (tx) => findErpConnection(tx, vault, tenantId, id))
  const transport = config.transport as 'auto' | 'json-2' | 'json-rpc' | 'xml-rpc' | undefined
  const reached = await reach({
    url,
    database: erpDatabase,
    login,
    secret,
    chosenBy: config.chosenBy === 'tenant' ? 'tenant' : 'operator',
    ...(transport === undefined ? {} : { transport }),
  })
  await database.withTenant(tenantId, async (tx) => {
    const { connectionId } = await connectErp(tx, vault, tenantId, { ...reached, name })
    if (connectionId !== id) throw misfit('this log-in leads to another company or database')
    await tellOfConnection(tx, tenantId, id, newId(), { kind: 'credentials', message: `${name} has new credentials.` })
  })
  erps.forget(tenantId, id)
}

/** The token is felt by a number that waited for one as soon as its next message is looked at. */
async function renewNumber(
  tenantId: string,
  { id, provider, name }: ListedConnection,
  wanted: { accessToken?: string | undefined; appSecret?: string | undefined; keepPrevious: boolean },
  { database, vault, numberDoors }: Deps,
): Promise<void> {
  const door = doorTo(numberDoors, provider)
  const access = await database.withTenant(tenantId, (tx) => findChannelAccess(tx, vault, tenantId, id))
  const found = await door.ask(door.renewed(access, wanted))
  await database.withTenant(tenantId, async (tx) => {
    await findListed(tx, tenantId, id, { lock: true })
    const { appSecret, accessToken, keepPrevious } = wanted
    if (appSecret !== undefined) {
      await changeSecrets(tx, vault, tenantId, id, door, ({ appSecrets, verifyTokens }) => ({
        appSecrets: beside(appSecret, appSecrets, keepPrevious),
        verifyTokens,
      }))
      const message = `What calls ${name} may be signed with a new app secret.`
      await tellOfConnection(tx, tenantId, id, newId(), { kind: 'secret', message })
    }
    // As it stands now: how it is written through may have been changed meanwhile. The end also where none is known: that of
    // the token before is not its own.
    const now = await findChannelAccess(tx, vault, tenantId, id)
    await saveChannelAccess(tx, vault, tenantId, id, withKeyEnd(door.renewed(now, wanted), found))
    const message = `${name} has a new access token.`
    if (accessToken !== undefined) await tellOfConnection(tx, tenantId, id, newId(), { kind: 'credentials', message })
  })
}

function misfit(detail: string): AppError {
  return new AppError('conflict', detail, { facts: { detail } })
}
