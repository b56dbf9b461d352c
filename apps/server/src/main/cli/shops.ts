import { AppError } from '@crossdock/contracts/errors'
import { giveToken } from '#modules/orders/index.ts'
import { type ChannelConnection, connectAgain, connectionTimeline, listChannels } from '#modules/tenants/index.ts'
import { newId } from '#platform/ids.ts'
import { orderSources } from '../order-sources.ts'
import { printTable, when } from '../print-table.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import { NotDone } from './exit-codes.ts'
import type { Inside } from './inside.ts'
import { secretFrom } from './read-secret.ts'

export function shopCommand({ program, inTenant }: Crossdock): void {
  program
    .command('shops')
    .description('the connected shops, and what happened to their connections')
    .option('--connect-again <shop>', 'its app was installed anew (domain or name)')
    .option('--token <shop>', 'stores its Admin API token, from SHOPIFY_ADMIN_TOKEN or standard input (domain or name)')
    .action(({ connectAgain: again, token }: { connectAgain?: string; token?: string }) =>
      inTenant((hub) => (token === undefined ? shops(hub, again) : shopToken(hub, token))),
    )
}

async function shops({ app, tenant: { tenantId } }: Inside, wanted: string | undefined): Promise<Answer> {
  const all = await app.withTenant(tenantId, async (tx) => {
    if (wanted !== undefined) {
      const shop = oneOf(await listChannels(tx, tenantId), wanted)
      const where = { tenantId, connectionId: shop.connectionId, correlationId: newId() }
      await connectAgain(tx, where, new Date())
    }
    const now = []
    for (const shop of await listChannels(tx, tenantId))
      now.push({ shop, entries: await connectionTimeline(tx, tenantId, shop.connectionId) })
    return now
  })
  return {
    json: {
      shops: all.map(({ shop, entries }) => ({
        connectionId: shop.connectionId,
        name: shop.name,
        account: shop.providerKey,
        status: shop.status,
        installedAt: shop.installedAt,
        disconnectedAt: shop.disconnectedAt,
        canBeAsked: shop.canBeAsked,
        timeline: entries,
      })),
    },
    print() {
      printTable(
        ['shop', 'address', 'access', 'since', 'can be asked'],
        all.map(({ shop }) => [
          shop.name,
          shop.providerKey,
          shop.status,
          when(shop.disconnectedAt ?? shop.installedAt),
          shop.canBeAsked ? 'yes' : 'no',
        ]),
      )
      for (const { shop, entries } of all) {
        if (entries.length === 0) continue
        console.log(`\n${shop.name}:\n`)
        printTable(
          ['when', 'what', ''],
          entries.map((entry) => [when(entry.at), entry.kind, entry.message]),
        )
      }
    },
  }
}

/** The shop can be asked for orders from now on. The token comes from SHOPIFY_ADMIN_TOKEN or from standard input. */
export async function shopToken(
  { app, vault, ringer, config, log, tenant: { tenantId } }: Inside,
  wanted: string,
): Promise<Answer> {
  const shop = oneOf(await app.withTenant(tenantId, (tx) => listChannels(tx, tenantId)), wanted)
  if (shop.status !== 'active')
    throw new NotDone(`${shop.name} is ${shop.status}: npx crossdock shops --connect-again ${shop.providerKey}`)
  const token = await secretFrom(config.SHOPIFY_ADMIN_TOKEN, `Admin API token of ${shop.name}`)
  if (!/^[!-~]+$/.test(token)) throw new NotDone('That is no token: one word is expected.')
  try {
    const { asked, limits } = await giveToken({ app, vault, ringer, sources: orderSources(log) }, { shop, token })
    return {
      json: { connectionId: shop.connectionId, asked, limits },
      print() {
        console.log(`${shop.name} can be asked for orders now. Unclear ones that are asked for: ${asked}.`)
        for (const limit of limits) console.log(limit)
      },
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.retry === 'later') throw thrown
    throw new NotDone(`${thrown.say}\nNothing was stored.`, { cause: thrown })
  }
}

/** Not repeated in the error: somebody may have typed the token in its place. */
function oneOf(shops: ChannelConnection[], wanted: string): ChannelConnection {
  const shop = shops.find(({ name, providerKey }) => name === wanted || providerKey === wanted)
  if (!shop) throw new NotDone('There is no such shop. npx crossdock shops lists them.')
  return shop
}
