import { defineJob } from '#jobs/define-job.ts'
import { supersedeIfOutdated } from '#jobs/store.ts'
import { unreadCauses } from '../apply-order.ts'
import { recordRefunds } from '../record-refunds.ts'
import { type EventPayload, eventJob, learnOfOrder, type OrderEventDeps, readOrderEvent } from './order-event.ts'

/** One recorded version of an order becomes our order: newest version wins. Its refunds are recorded whatever wins. */
export const importOrder = defineJob<EventPayload, OrderEventDeps>({
  name: 'orders.import',
  ...eventJob,
  async run({ payload, correlationId }, context, deps) {
    const found = await readOrderEvent(payload, context, deps)
    const { event, channel, reader } = found
    const order = reader.readOrder(event.body, event.topic, { defaultCountry: channel.country })
    const { sourceId, refunds } = order
    const version = {
      occurredAt: new Date(order.updatedAt),
      triggeredAt: event.triggeredAt,
      digest: event.digest,
    }

    const news = { kind: 'version', version, order } as const
    await learnOfOrder(found, { sourceId, news, correlationId }, context, deps, (tx, { orderId, isNew }) =>
      recordRefunds(tx, {
        tenantId: channel.tenantId,
        connectionId: channel.connectionId,
        orderSourceId: sourceId,
        refunds,
        toldAt: version.triggeredAt ?? version.occurredAt,
        correlationId,
        order: orderId === null ? null : { orderId, isNew },
      }),
    )
  },
  async onDead(tx, { workId, payload: { tenantId, eventId } }, { code }) {
    if (unreadCauses.includes(code)) await supersedeIfOutdated(tx, tenantId, workId, eventId)
  },
})
