import { AppError } from '@crossdock/contracts/errors'
import type { Ringer } from '#jobs/enqueue.ts'
import {
  type ChannelAccess,
  type ChannelConnection,
  findChannelAccess,
  saveChannelAccess,
  tellOfConnection,
} from '#modules/tenants/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import type { OrderSources } from './jobs/refetch-order.ts'
import { requestRefetch } from './refetch-request.ts'
import { unclearOrders } from './store.ts'

/** The name of the token among a connection's secrets. */
export const tokenSecret = 'adminToken'

export interface GivenToken {
  shop: Pick<ChannelConnection, 'tenantId' | 'connectionId' | 'name' | 'provider'>
  token: string
  /** Laid over what the connection has: the API version, a stand-in's address. */
  config?: Record<string, unknown>
}

/** More wait for the next time a token is given. */
const mostAsked = 10_000

/**
 * Lets a channel be asked from now on: one call shows that the token works and what it may, then it is sealed and stored,
 * and every order that was left unclear is asked for. Throws AppError, and then nothing is stored.
 * @returns how many are asked for, and what the token does not allow
 */
export async function giveToken(
  { app, vault, ringer, sources }: { app: Database; vault: Vault; ringer: Ringer; sources: OrderSources },
  { shop, token, config }: GivenToken,
): Promise<{ asked: number; limits: string[] }> {
  const { tenantId, connectionId } = shop
  const access = await app.withTenant(tenantId, (tx) => findChannelAccess(tx, vault, tenantId, connectionId))
  const given = {
    ...access,
    config: { ...access.config, ...config },
    secrets: { ...access.secrets, [tokenSecret]: token },
  }
  const limits = await checkAccess(sources, given, shop.name)
  return app.withTenant(tenantId, async (tx) => {
    await saveChannelAccess(tx, vault, tenantId, connectionId, given)
    const correlationId = newId()
    let asked = 0
    for (const order of await unclearOrders(tx, tenantId, connectionId, mostAsked))
      if (await requestRefetch(tx, ringer, { tenantId, connectionId, ...order }, correlationId)) asked += 1
    const message = `${shop.name} can be asked for orders now. Unclear ones that are asked for: ${asked}.`
    await tellOfConnection(tx, tenantId, connectionId, correlationId, { kind: 'token', message })
    return { asked, limits }
  })
}

/** One call to the channel. @returns what the credentials do not allow. @throws AppError when they are of no use */
export async function checkAccess(sources: OrderSources, access: ChannelAccess, name: string): Promise<string[]> {
  const source = sources.get(access.provider)?.(access)
  if (!source) throw new AppError('internal', `nobody here can ask ${access.provider}`)
  const { missing, limits } = await source.checkRights()
  if (missing.length > 0) {
    const facts = { provider: name, detail: `the token lacks ${missing.join(', ')}` }
    throw new AppError('rights-missing', facts.detail, { facts })
  }
  return limits
}
