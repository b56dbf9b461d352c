import { defineJob } from '#jobs/define-job.ts'
import { recordRefunds } from '../record-refunds.ts'
import { findBySource } from '../store.ts'
import {
  type EventPayload,
  eventJob,
  type OrderEventDeps,
  readOrderEvent,
  unstorableIsUnreadable,
} from './order-event.ts'

/** A refund that came on its own, perhaps before its order. The order itself does not change. */
export const recordRefund = defineJob<EventPayload, OrderEventDeps>({
  name: 'orders.record-refund',
  ...eventJob,
  async run({ payload, correlationId }, context, deps) {
    const { event, channel, reader } = await readOrderEvent(payload, context, deps)
    const { tenantId, connectionId } = channel
    const { orderSourceId, refund } = reader.readRefund(event.body)
    const toldAt = event.triggeredAt ?? (refund.at === null ? event.receivedAt : new Date(refund.at))
    await unstorableIsUnreadable(() =>
      context.commit(tenantId, async (tx) => {
        const stored = await findBySource(tx, tenantId, connectionId, orderSourceId)
        const order = stored && { orderId: stored.orderId, isNew: false }
        await recordRefunds(tx, {
          tenantId,
          connectionId,
          orderSourceId,
          refunds: [refund],
          toldAt,
          correlationId,
          order,
        })
      }),
    )
  },
})
