import type { Command } from 'commander'
import { connectAgain, connectionTimeline, listChannels } from '#modules/tenants/index.ts'
import { newId } from '#platform/ids.ts'
import type { WithTenant } from './cli-privacy.ts'
import { printTable, when } from './print-table.ts'

/** `shops`: the channels, whether we still have access to them, and what happened to it. */
export function addShopsCommand(program: Command, withTenant: WithTenant): void {
  program
    .command('shops')
    .description('the connected shops, and what happened to their connections')
    .option('--connect-again <shop>', 'its app was installed anew (domain or name)')
    .action((options: { connectAgain?: string }) =>
      withTenant(async (app, { tenantId }) => {
        await app.withTenant(tenantId, async (tx) => {
          const shops = await listChannels(tx, tenantId)
          const wanted = options.connectAgain
          if (wanted !== undefined) {
            const shop = shops.find(({ name, providerKey }) => name === wanted || providerKey === wanted)
            if (!shop) throw new Error(`There is no shop "${wanted}".`)
            const where = { tenantId, connectionId: shop.connectionId, correlationId: newId() }
            await connectAgain(tx, where, new Date())
          }
          const now = wanted === undefined ? shops : await listChannels(tx, tenantId)
          printTable(
            ['shop', 'address', 'access', 'since'],
            now.map((shop) => [
              shop.name,
              shop.providerKey,
              shop.status,
              when(shop.disconnectedAt ?? shop.installedAt),
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
      }),
    )
}
