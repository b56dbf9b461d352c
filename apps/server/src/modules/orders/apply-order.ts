import type { ErrorCode } from '@crossdock/contracts/errors'
import { type CanonicalOrder, namesPeople } from '@crossdock/contracts/order'
import { supersedeDead, supersedeOlderEvents } from '#jobs/store.ts'
import { noteSkus } from '#modules/catalog/index.ts'
import type { ChannelConnection } from '#modules/tenants/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { idOf } from '#platform/ids.ts'
import { contentDigest } from './content-digest.ts'
import { afterDeletion } from './deletion-task.ts'
import { type Decision, decide, isSameStory, learn, type News, nothingKnown, type Story } from './order-story.ts'
import { winnerOf } from './source-version.ts'
import * as store from './store.ts'
import { type ToTell, whatToTell } from './what-to-tell.ts'

export interface Applied {
  /** Null when nothing but notices are known of it. */
  orderId: string | null
  /** The order was not here before. */
  isNew: boolean
  /** The ERP has something to do: the order is new to it, its content changed, or something else is wanted of it. */
  carry: boolean
  /** `ask`: what is stored may not be the newest. `settled`: that is over. Null: nothing new about it. */
  refetch: 'ask' | 'settled' | null
}

export interface ToApply {
  channel: ChannelConnection
  /** The channel's own id of the order. */
  sourceId: string
  news: News
  /** As the channel names the event, for people. */
  topic: string
  correlationId: string
  /** Who the order is for, found or made. */
  recognise(customer: CanonicalOrder['customer']): Promise<string | null>
}

/** Why a version could not be read; one that a later version has made out of date needs nobody. */
export const unreadCauses: readonly ErrorCode[] = [
  'payload-unreadable',
  'order-does-not-add-up',
  'edited-order-does-not-add-up',
  'currency-unknown',
]

const nothing = { isNew: false, carry: false, refetch: null } as const

/** The reason of an order whose channel has no ERP yet. */
export const noErp = 'erp-connection-missing'

/**
 * Learns one piece of news of an order and writes down what follows. Late and repeated news change nothing (see
 * `order-story.ts`). Runs in the order's lane.
 */
export async function applyNews(tx: Tx, vault: Vault, toApply: ToApply): Promise<Applied> {
  const { channel, sourceId, news, topic, correlationId } = toApply
  const { tenantId, connectionId } = channel
  const notices = await store.findNotices(tx, tenantId, connectionId, sourceId)
  const stored = await store.findBySource(tx, tenantId, connectionId, sourceId)
  const before: Story = stored
    ? await storyOf(vault, tenantId, stored)
    : { ...nothingKnown, editedAt: notices.editedAt, deletedAt: notices.deletedAt }
  const after = learn(before, news)
  if (!sameTime(after.editedAt, notices.editedAt) || !sameTime(after.deletedAt, notices.deletedAt))
    await store.saveNotices(tx, tenantId, connectionId, sourceId, after)
  const decision = decide(after, channel)
  if (!decision || !after.order || !after.newest) return { ...nothing, orderId: null }

  if (stored && isSameStory(before, after))
    return { ...nothing, orderId: stored.orderId, carry: waitsForErp(stored, news) && stored.wanted !== 'none' }
  // The ERP knows the order by it, also when the hub was restored from before the order came.
  const orderId = stored?.orderId ?? idOf(connectionId, `order|${sourceId}`)
  const customerId = await toApply.recognise(after.order.customer)
  const next = whatFollows(stored, before.order, { order: after.order, customerId }, decision, news)
  const told: ToTell = { channelName: channel.name, topic, stored, before, after, news, decision, ...next }
  const facts: store.OrderFacts = {
    order: after.order,
    version: winnerOf(after.newest),
    newest: after.newest,
    peopleOf: after.peopleOf,
    editedAt: after.editedAt,
    deletedAt: after.deletedAt,
    needsRefetch: decision.needsRefetch,
    contentDigest: next.contentDigest,
    wanted: decision.wanted,
    customerId,
    erpState: next.erpState,
    reasonCode: next.reasonCode,
    reasonFacts: next.reasonFacts,
  }
  if (!stored) await store.insertOrder(tx, vault, tenantId, orderId, connectionId, correlationId, facts)
  else {
    const isRevision = next.contentChanged || next.customerCame
    await store.updateOrder(tx, vault, tenantId, orderId, stored.revision + (isRevision ? 1 : 0), facts)
  }
  const { lines } = after.order
  await noteSkus(
    tx,
    tenantId,
    connectionId,
    lines.flatMap((line) => (line.sku === null ? [] : [{ ...line, sku: line.sku }])),
  )
  for (const entry of whatToTell(told)) await store.addToTimeline(tx, tenantId, orderId, correlationId, entry)
  if (news.kind === 'version') {
    const older = { connectionId, subjectId: sourceId, than: after.newest.occurredAt, causes: unreadCauses }
    await supersedeOlderEvents(tx, tenantId, older)
  }
  if (news.kind === 'deleted') await settleDeleted(tx, tenantId, orderId, after.order.name, stored, decision)
  const isUnclear = decision.needsRefetch && after.deletedAt === null
  return {
    orderId,
    isNew: !stored,
    carry: next.carry,
    refetch: isUnclear ? 'ask' : stored?.needsRefetch ? 'settled' : null,
  }
}

async function storyOf(vault: Vault, tenantId: string, stored: store.StoredOrder): Promise<Story> {
  const order = await store.openDocument(vault, tenantId, stored)
  return {
    newest: { occurredAt: stored.version.occurredAt, rivals: stored.rivals },
    order,
    // Orders of before migration 000007 do not say which version named their people.
    peopleOf: stored.peopleOf ?? (namesPeople(order) ? stored.version : null),
    editedAt: stored.editedAt,
    deletedAt: stored.deletedAt,
  }
}

interface Next {
  contentDigest: string
  contentChanged: boolean
  /** One is named now, and none was before. */
  customerCame: boolean
  carry: boolean
  erpState: store.ErpState
  reasonCode: string | null
  reasonFacts: Record<string, string> | null
}

/** Whether the ERP has something to do, and how the order stands until it has been done. Pure. */
function whatFollows(
  stored: store.StoredOrder | null,
  before: CanonicalOrder | null,
  { order, customerId }: { order: CanonicalOrder; customerId: string | null },
  { wanted }: Decision,
  news: News,
): Next {
  const digest = contentDigest(order)
  // The digest holds addresses and no customer: one who is attached later (at the counter, to a draft order) is news to the
  // ERP, which has the order on a walk-in.
  const customerCame = stored !== null && stored.customerId === null && customerId !== null
  const contentChanged = stored !== null && stored.contentDigest !== digest
  const isWish = wanted.wanted !== 'none'
  const told = { contentDigest: digest, contentChanged, customerCame, reasonCode: wanted.reason, reasonFacts: null }
  if (!stored) return { ...told, carry: isWish, erpState: isWish ? 'waiting' : 'recorded' }

  // What stands in the ERP goes on standing there, whatever is wanted of the order now.
  const stands = stored.erpState === 'held' || stored.erpState === 'confirmed' || stored.erpState === 'short'
  if (!isWish) {
    const erpState = stands || stored.erpState === 'cancelled' ? stored.erpState : 'recorded'
    return { ...told, carry: false, erpState }
  }
  const piecesTaken = before !== null && takenBack(order) !== takenBack(before)
  const carry =
    contentChanged || customerCame || stored.wanted !== wanted.wanted || piecesTaken || waitsForErp(stored, news)
  if (carry) return { ...told, carry, erpState: 'waiting' }
  // Nothing for the ERP to do: whatever came of it last stays true, and why; a draft's reason is the channel's to tell.
  const waits = stored.erpState === 'held' || stored.erpState === 'waiting'
  return {
    ...told,
    carry,
    erpState: stored.erpState,
    ...(waits ? {} : { reasonCode: stored.reasonCode, reasonFacts: stored.reasonFacts }),
  }
}

/** It came before an ERP was connected; the replay of the very same event finds one now. */
function waitsForErp({ reasonCode }: store.StoredOrder, news: News): boolean {
  return news.kind === 'version' && reasonCode === noErp
}

/** Pieces that the channel refunded since the order was placed. */
function takenBack(order: CanonicalOrder): number {
  return order.lines.reduce((sum, line) => sum + line.quantity - line.currentQuantity, 0)
}

/** What the ERP holds of it is a person's to archive; what waits for somebody to mend it waits no more. */
async function settleDeleted(
  tx: Tx,
  tenantId: string,
  orderId: string,
  name: string,
  stored: store.StoredOrder | null,
  { wanted }: Decision,
): Promise<void> {
  if (!stored || wanted.wanted !== 'none') return
  const task = afterDeletion(name, stored)
  if (task) await store.openTask(tx, tenantId, orderId, task.kind, task.message)
  if (stored.erpState === 'parked') await supersedeDead(tx, tenantId, { kind: 'order', id: orderId })
}

function sameTime(one: Date | null, other: Date | null): boolean {
  return one?.getTime() === other?.getTime()
}
