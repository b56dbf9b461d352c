import { z } from 'zod'
import { enqueueOnce, type Ringer } from '#jobs/enqueue.ts'
import { supersedeDead } from '#jobs/store.ts'
import type { ChannelConnection } from '#modules/tenants/index.ts'
import type { Tx } from '#platform/db/database.ts'
import type { Applied } from './apply-order.ts'

/** Asking the channel for an order: what its job is given, and when it is filed. The job itself is `refetch-order.ts`. */

export const refetchPayload = z.object({
  tenantId: z.uuid(),
  connectionId: z.uuid(),
  orderId: z.uuid(),
  sourceId: z.string(),
})
export type RefetchPayload = z.output<typeof refetchPayload>

export const refetchRequest = {
  name: 'orders.refetch',
  version: 1,
  /** The order's own, so that nothing else is learnt of it while the channel is asked. */
  lane: ({ connectionId, sourceId }: RefetchPayload) => `order:${connectionId}:${sourceId}`,
}

/** Apart from the order's own letters: those are about carrying it, and it may be carried while this one waits. */
export const refetchSubject = (orderId: string) => ({ kind: 'refetch', id: orderId })

/** Several reasons to ask are one question while it waits. @returns whether it was filed */
export function requestRefetch(
  tx: Tx,
  ringer: Ringer,
  request: RefetchPayload,
  correlationId: string,
): Promise<boolean> {
  const { tenantId, orderId } = request
  return enqueueOnce(tx, ringer, refetchRequest, request, { tenantId, correlationId, subject: refetchSubject(orderId) })
}

/** After each piece of news: asks the channel when it left the order unclear, if the channel can be asked. */
export async function askWhenUnclear(
  tx: Tx,
  ringer: Ringer,
  { tenantId, connectionId, canBeAsked }: ChannelConnection,
  { orderId, refetch }: Applied,
  { sourceId, correlationId }: { sourceId: string; correlationId: string },
): Promise<void> {
  if (orderId === null) return
  if (refetch === 'ask' && canBeAsked)
    await requestRefetch(tx, ringer, { tenantId, connectionId, orderId, sourceId }, correlationId)
  if (refetch === 'settled') await supersedeDead(tx, tenantId, refetchSubject(orderId))
}
