import { provisionShop, provisionTenant } from '#main/provision.ts'
import { openFloor } from '#main/wire.ts'
import {
  attachAccountAsOperator,
  createEndpoint,
  createMessagingChannel,
  defaultPushPolicy,
  shareEndpoint,
} from '#modules/tenants/index.ts'
import { readConfig } from '#platform/config.ts'
import { openDatabase } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { createLog } from '#platform/log.ts'
import type { Cast, FuzzShop } from './cast.ts'
import { secretsOf } from './messages.ts'

/** Of every endpoint, bytes. */
export const limitBytes = 1024 * 1024

/** Two shops with endpoints of their own, and an endpoint of Meta's kind that serves a number of each of the two tenants. */
export async function provisionCast({
  databaseUrl,
  masterKey,
}: {
  databaseUrl: string
  masterKey: string
}): Promise<Pick<Cast, 'mine' | 'theirs' | 'shared'>> {
  const floor = openFloor(readConfig({ NODE_ENV: 'test' }), { url: databaseUrl, masterKey }, createLog('silent'))
  const operator = openDatabase({ url: databaseUrl, name: 'fuzz', maxConnections: 1, log: floor.log })
  const { app, vault } = floor
  const provider = 'whatsapp-cloud'
  const endpointId = newId()
  const appSecret = `app-secret-${endpointId}-not-real`
  const verifyToken = `verify-${endpointId}-not-real`
  const numbers: Record<string, string> = {}
  const one = async (number: string): Promise<FuzzShop> => {
    const name = newId().slice(-12)
    const { tenantId } = await provisionTenant(app, vault, { slug: `t-${name}`, name, country: 'IN' })
    const shopDomain = `shop-${name}.myshopify.com`
    const secret = `secret-${name}-not-real`
    const { connectionId, path } = await provisionShop(app, vault, tenantId, {
      name,
      shopDomain,
      secrets: [secret, `previous-${name}-not-real`],
      cutOverAt: new Date(0),
      policy: defaultPushPolicy,
      erpConnectionId: null,
    })
    const numberId = newId()
    await app.withTenant(tenantId, async (tx) => {
      const channel = { tenantId, connectionId: numberId, provider, name: number, providerKey: number }
      await createMessagingChannel(tx, vault, { ...channel, config: {}, secrets: {} })
      // The first tenant's endpoint is the one that is shared.
      if (Object.keys(numbers).length > 0) return
      const secrets = secretsOf({ appSecret, verifyToken })
      await createEndpoint(tx, vault, {
        tenantId,
        endpointId,
        provider,
        secrets,
        bodyLimitBytes: limitBytes,
        serves: [],
      })
    })
    await operator.withoutTenant(async (tx) => {
      await shareEndpoint(tx, endpointId)
      await attachAccountAsOperator(tx, tenantId, endpointId, { connectionId: numberId, own: [number] })
    })
    numbers[number] = numberId
    return { connectionId, path, shopDomain, secret, oldSecret: `the-one-before-${name}-not-real` }
  }
  try {
    const [mine, theirs] = [await one('410987654321001'), await one('410987654321002')]
    return { mine, theirs, shared: { path: `/hooks/${endpointId}`, appSecret, verifyToken, numbers } }
  } finally {
    await operator.close()
    await floor.close()
  }
}
