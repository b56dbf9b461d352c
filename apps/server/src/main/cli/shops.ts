import { connectAgain, connectionTimeline, listChannels } from '#modules/tenants/index.ts'
import { newId } from '#platform/ids.ts'
import { printTable, when } from '../print-table.ts'
import type { Inside } from './inside.ts'

/** `npm run shops`: the channels, whether we still have access to them, and what happened to it. */
export async function shops(
  { app, tenant: { tenantId } }: Inside,
  { connectAgain: wanted }: { connectAgain?: string },
): Promise<void> {
  await app.withTenant(tenantId, async (tx) => {
    const before = await listChannels(tx, tenantId)
    if (wanted !== undefined) {
      const shop = before.find(({ name, providerKey }) => name === wanted || providerKey === wanted)
      if (!shop) throw new Error(`There is no shop "${wanted}".`)
      const where = { tenantId, connectionId: shop.connectionId, correlationId: newId() }
      await connectAgain(tx, where, new Date())
    }
    const now = wanted === undefined ? before : await listChannels(tx, tenantId)
    printTable(
      ['shop', 'address', 'access', 'since'],
      now.map((shop) => [shop.name, shop.providerKey, shop.status, when(shop.disconnectedAt ?? shop.installedAt)]),
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
