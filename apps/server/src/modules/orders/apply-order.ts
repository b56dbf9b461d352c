import { currencyExponent, formatAmount } from '@crossdock/contracts/money'
import type { CanonicalOrder } from '@crossdock/contracts/order'
import type { ChannelConnection } from '#modules/tenants/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { contentDigest } from './content-digest.ts'
import { compareVersions, type SourceVersion } from './source-version.ts'
import * as store from './store.ts'
import { holdReasons, recordReasons, type Wanted, wantedInErp } from './wanted-in-erp.ts'

export interface Applied {
  orderId: string
  /** The ERP has something to do: the order is new to it, its content changed, or something else is wanted of it. */
  carry: boolean
}

export interface ToApply {
  channel: ChannelConnection
  order: CanonicalOrder
  version: SourceVersion
  topic: string
  correlationId: string
  customerId: string | null
}

/** The reason of an order whose channel has no ERP yet. */
export const noErp = 'erp-connection-missing'

/** Newest version wins; late and repeated events change nothing. Runs in the order's lane. */
export async function applyOrder(
  tx: Tx,
  vault: Vault,
  { channel, order, version, topic, correlationId, customerId }: ToApply,
): Promise<Applied> {
  const { tenantId, connectionId } = channel
  const stored = await store.findBySource(tx, tenantId, connectionId, order.sourceId)
  const wanted = wantedInErp(order, channel)
  const facts: store.OrderFacts = {
    order,
    version,
    needsRefetch: false,
    contentDigest: contentDigest(order),
    wanted,
    customerId,
    erpState: wanted.wanted === 'none' ? 'recorded' : 'waiting',
    reasonCode: wanted.reason,
    reasonFacts: null,
  }
  const tell = (orderId: string, entry: store.TimelineEntry): Promise<void> =>
    store.addToTimeline(tx, tenantId, orderId, correlationId, entry)

  if (!stored) {
    const orderId = newId()
    await store.insertOrder(tx, vault, tenantId, orderId, connectionId, correlationId, facts)
    await tell(orderId, {
      kind: 'received',
      message: `${order.name} received from ${channel.name} (${topic}): ${amount(order)}, ${order.payment.status}.`,
    })
    await tell(orderId, decision(wanted))
    return { orderId, carry: wanted.wanted !== 'none' }
  }

  const { orderId } = stored
  const verdict = compareVersions(stored.version, version)
  // It came before an ERP was connected; the replay of the very same event finds one now.
  const waitsForErp = stored.reasonCode === noErp && stored.wanted !== 'none'
  if (verdict === 'older') return { orderId, carry: waitsForErp }
  if (verdict === 'same-content-later') {
    await store.moveVersion(tx, tenantId, orderId, version)
    return { orderId, carry: waitsForErp }
  }
  if (verdict !== 'newer') {
    await tell(orderId, {
      kind: 'unclear',
      message: 'Two versions of this order carry the same moment; the channel has to be asked which one holds.',
    })
  }
  if (verdict === 'unclear-older') {
    await store.flagForRefetch(tx, tenantId, orderId)
    return { orderId, carry: false }
  }

  const contentChanged = stored.contentDigest !== facts.contentDigest
  const wishChanged = stored.wanted !== wanted.wanted
  const piecesTaken = takenBack(order) !== takenBack(await store.openDocument(vault, tenantId, stored))
  const carry = wanted.wanted !== 'none' && (contentChanged || wishChanged || piecesTaken || waitsForErp)
  // Nothing for the ERP to do: whatever came of it last stays true, and why.
  if (!carry && wanted.wanted !== 'none') {
    facts.erpState = stored.erpState
    facts.reasonCode = stored.reasonCode
    facts.reasonFacts = stored.reasonFacts
  }
  await store.updateOrder(tx, vault, tenantId, orderId, stored.revision + (contentChanged ? 1 : 0), {
    ...facts,
    needsRefetch: verdict === 'unclear-newer',
  })
  await tell(orderId, { kind: 'changed', message: whatChanged(stored, order, contentChanged, topic) })
  if (wishChanged) await tell(orderId, decision(wanted))
  return { orderId, carry }
}

/** Pieces that the channel refunded or removed since the order was placed. */
function takenBack(order: CanonicalOrder): number {
  return order.lines.reduce((sum, line) => sum + line.quantity - line.currentQuantity, 0)
}

function decision(wanted: Wanted): store.TimelineEntry {
  if (wanted.wanted === 'none') return { kind: 'recorded', message: recordReasons[wanted.reason] }
  if (wanted.wanted === 'draft')
    return { kind: 'to-carry', message: `To be a draft in the ERP. ${holdReasons[wanted.reason]}` }
  return {
    kind: 'to-carry',
    message: wanted.wanted === 'confirmed' ? 'To be confirmed in the ERP.' : 'To be cancelled in the ERP.',
  }
}

function whatChanged(stored: store.StoredOrder, order: CanonicalOrder, contentChanged: boolean, topic: string): string {
  const changes = [
    ...(contentChanged ? [`its content (now ${amount(order)})`] : []),
    ...(stored.paymentStatus === order.payment.status
      ? []
      : [`payment ${stored.paymentStatus} → ${order.payment.status}`]),
    ...(stored.state === 'open' && order.cancelledAt !== null
      ? [`cancelled by ${order.cancelReason ?? 'the channel'}`]
      : []),
    ...(order.refunds.length > 0 ? [`${order.refunds.length} refund(s) so far`] : []),
  ]
  return `The channel changed the order (${topic}): ${changes.length > 0 ? changes.join(', ') : 'nothing the ERP holds'}.`
}

function amount(order: CanonicalOrder): string {
  return `${formatAmount(order.totals.total, currencyExponent(order.currency) ?? 2)} ${order.currency}`
}
