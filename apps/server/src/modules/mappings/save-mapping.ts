import type { ErpPort } from '@crossdock/connectors/ports/erp'
import { fallbackKey, type MappingKind } from '@crossdock/connectors/ports/mapping-keys'
import { AppError } from '@crossdock/contracts/errors'
import type { Ringer } from '#jobs/enqueue.ts'
import { replay } from '#jobs/store.ts'
import { addToTimeline } from '#modules/orders/index.ts'
import type { Database } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import * as store from './store.ts'

export interface MappingToSave {
  tenantId: string
  erpConnectionId: string
  kind: MappingKind
  key: string
  targetId: string
}

export interface SavedMapping {
  targetLabel: string
  /** Orders that waited for it and are carried again. */
  replayed: number
}

/**
 * Saves what a word stands for and carries every order again that waited for it. What it points to is asked for first: a
 * mapping to nothing would park the same orders a second time.
 *
 * @throws `mapping-target-unknown`
 */
export async function saveMapping(
  { tenantId, erpConnectionId, kind, key, targetId }: MappingToSave,
  { database, ringer, erp }: { database: Database; ringer: Ringer; erp: ErpPort },
): Promise<SavedMapping> {
  if (kind === 'fallback-product' && key !== fallbackKey)
    throw new AppError('bad-request', `the key of the fall-back product is ${fallbackKey}`)
  const [target] = await erp.choices(kind, { id: targetId })
  if (!target) throw new AppError('mapping-target-unknown', 'no such target', { facts: { target: targetId } })
  return database.withTenant(tenantId, async (tx) => {
    await store.takeTurns(tx, tenantId)
    await store.upsertMapping(tx, tenantId, erpConnectionId, {
      kind,
      key,
      targetId: target.id,
      targetLabel: target.label,
    })
    const orderIds = await store.waitingFor(tx, tenantId, erpConnectionId, kind, key)
    await store.forgetNeed(tx, tenantId, erpConnectionId, kind, key)
    const again = await replay(tx, tenantId, { orderIds })
    const correlationId = newId()
    const message = `${words[kind]} ${kind === 'fallback-product' ? '' : `"${key}" `}is mapped to ${target.label} now; the order is carried again.`
    for (const orderId of new Set(again.flatMap(({ subjectId }) => subjectId ?? [])))
      await addToTimeline(tx, tenantId, orderId, correlationId, { kind: 'mapped', message })
    tx.afterCommit(() => {
      for (const lane of new Set(again.map((one) => one.lane))) ringer.ring(lane)
    })
    return { targetLabel: target.label, replayed: again.length }
  })
}

const words: Record<MappingKind, string> = {
  product: 'The product',
  tax: 'The tax',
  gateway: 'The payment method',
  location: 'The place',
  'fallback-product': 'The fall-back product ',
}
