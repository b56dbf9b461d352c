import { AppError } from '@crossdock/contracts/errors'
import { giveToken } from '#modules/orders/index.ts'
import { type ChannelConnection, connectAgain, connectionTimeline, listChannels } from '#modules/tenants/index.ts'
import { readConfig } from '#platform/config.ts'
import { newId } from '#platform/ids.ts'
import { createLog } from '#platform/log.ts'
import { orderSources } from '../order-sources.ts'
import { printTable, when } from '../print-table.ts'
import type { Inside } from './inside.ts'
import { readSecret } from './read-secret.ts'

/** `npm run shops`: the channels, whether we still have access to them, and what happened to it. */
export async function shops(
  { app, tenant: { tenantId } }: Inside,
  { connectAgain: wanted }: { connectAgain?: string },
): Promise<void> {
  await app.withTenant(tenantId, async (tx) => {
    const before = await listChannels(tx, tenantId)
    if (wanted !== undefined) {
      const shop = oneOf(before, wanted)
      const where = { tenantId, connectionId: shop.connectionId, correlationId: newId() }
      await connectAgain(tx, where, new Date())
    }
    const now = wanted === undefined ? before : await listChannels(tx, tenantId)
    printTable(
      ['shop', 'address', 'access', 'since', 'can be asked'],
      now.map((shop) => [
        shop.name,
        shop.providerKey,
        shop.status,
        when(shop.disconnectedAt ?? shop.installedAt),
        shop.canBeAsked ? 'yes' : 'no',
      ]),
    )
    for (const shop of now) {
      const entries = await connectionTimeline(tx, tenantId, shop.connectionId)
      if (entries.length === 0) continue
      console.log(`\n${shop.name}:\n`)
      printTable(
        ['when', 'what', ''],
        entries.map((entry) => [when(entry.at), entry.kind, entry.message]),
      )
    }
  })
}

/**
 * `npm run shops -- --token SHOP`: the shop can be asked for orders from now on. The token comes from the setting
 * SHOPIFY_ADMIN_TOKEN or from standard input.
 */
export async function shopToken({ app, vault, ringer, tenant: { tenantId } }: Inside, wanted: string): Promise<void> {
  const shop = oneOf(await app.withTenant(tenantId, (tx) => listChannels(tx, tenantId)), wanted)
  if (shop.status !== 'active')
    throw new Error(`${shop.name} is ${shop.status}: npm run shops -- --connect-again ${shop.providerKey}`)
  const { SHOPIFY_ADMIN_TOKEN } = readConfig(process.env)
  const token = SHOPIFY_ADMIN_TOKEN ?? (await readSecret(`Admin API token of ${shop.name} (it is not shown): `))
  if (!/^[!-~]+$/.test(token)) throw new Error('That is no token: one word is expected.')
  try {
    const sources = orderSources(createLog('silent'))
    const { asked, limits } = await giveToken({ app, vault, ringer, sources }, { shop, token })
    console.log(`${shop.name} can be asked for orders now. Unclear ones that are asked for: ${asked}.`)
    for (const limit of limits) console.log(limit)
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    const what = thrown.retry === 'later' ? `${shop.name} does not answer at the moment (${thrown.code}).` : thrown.say
    throw new Error(`${what}\nNothing was stored.`)
  }
}

/** Not repeated in the error: somebody may have typed the token in its place. */
function oneOf(shops: ChannelConnection[], wanted: string): ChannelConnection {
  const shop = shops.find(({ name, providerKey }) => name === wanted || providerKey === wanted)
  if (!shop) throw new Error('There is no such shop. npm run shops lists them.')
  return shop
}
