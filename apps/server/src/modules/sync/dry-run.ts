import type { ErpDocument, ErpOrderState, ErpPort, Refusal } from '@crossdock/connectors/ports/erp'
import { mappingsOf } from '#modules/mappings/index.ts'
import { findByIds, openDocument, type StoredOrder } from '#modules/orders/index.ts'
import { findChannel } from '#modules/tenants/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { toErpOrder } from './erp-order.ts'
import * as store from './store.ts'

/** What carrying an order again would do, and what the ERP holds of it now. */
export interface DryRun {
  order: StoredOrder
  /** What would be sent; null when it would be refused as it is. */
  document: ErpDocument | null
  refusals: Refusal[]
  /** What stands there under its external id; null: nothing. */
  now: ErpOrderState | null
  would: 'refuse' | 'create' | 'rewrite' | 'confirm' | 'cancel' | 'leave'
}

export interface DryRunDeps {
  database: Database
  vault: Vault
  port(tenantId: string, erpConnectionId: string): Promise<ErpPort>
}

/** Reads only: nothing is sent, frozen or written down. Orders without an ERP are left out. */
export async function dryRun(tenantId: string, orderIds: string[], deps: DryRunDeps): Promise<DryRun[]> {
  const { database, vault } = deps
  const orders = await database.withTenant(tenantId, async (tx) => {
    const found = []
    for (const stored of await findByIds(tx, tenantId, orderIds)) {
      const { erp } = await findChannel(tx, tenantId, stored.connectionId)
      if (erp)
        found.push({ stored, erpConnectionId: erp.connectionId, order: await openDocument(vault, tenantId, stored) })
    }
    return found
  })
  const runs: DryRun[] = []
  for (const erpConnectionId of new Set(orders.map((one) => one.erpConnectionId))) {
    const mine = orders.filter((one) => one.erpConnectionId === erpConnectionId)
    const { mappings, known } = await database.withTenant(tenantId, async (tx) => ({
      mappings: (await mappingsOf(tx, tenantId, erpConnectionId)).mappings,
      known: await store.findDocuments(
        tx,
        vault,
        tenantId,
        erpConnectionId,
        mine.map(({ stored }) => stored.orderId),
      ),
    }))
    const port = await deps.port(tenantId, erpConnectionId)
    const outcomes = await port.plan(
      mine.map(({ stored, order }) => toErpOrder(stored, order)),
      { mappings },
    )
    // Frozen rows tell what was sent, also when today's plan refuses the order.
    const documents = mine.map(({ stored }, index) => {
      const outcome = outcomes[index]
      return outcome?.ok ? outcome.document : known.find(({ orderId }) => orderId === stored.orderId)?.document
    })
    const standing = await port.findOrders(documents.flatMap((document) => document ?? []))
    for (const [index, { stored }] of mine.entries()) {
      const outcome = outcomes[index]
      if (!outcome) continue
      const now = standing.find(({ externalId }) => externalId === documents[index]?.externalId) ?? null
      const refusals = outcome.ok ? [] : outcome.refusals
      const would = whatWouldHappen(stored, refusals, now)
      runs.push({ order: stored, document: outcome.ok ? outcome.document : null, refusals, now, would })
    }
  }
  return runs
}

function whatWouldHappen(
  { wanted }: StoredOrder,
  refusals: readonly Refusal[],
  now: ErpOrderState | null,
): DryRun['would'] {
  if (wanted === 'none') return 'leave'
  if (wanted === 'cancelled') {
    if (now) return now.state === 'cancelled' || now.started ? 'leave' : 'cancel'
    return refusals.length > 0 ? 'leave' : 'create'
  }
  if (now && now.state !== 'draft') return 'leave'
  if (refusals.length > 0) return 'refuse'
  if (!now) return 'create'
  return wanted === 'confirmed' ? 'confirm' : 'rewrite'
}
