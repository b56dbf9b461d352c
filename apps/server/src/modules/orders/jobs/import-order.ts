import type { OrderReader } from '@crossdock/connectors/ports/commerce'
import { AppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import type { InboxReader } from '#intake/inbox.ts'
import { exponential } from '#jobs/backoff.ts'
import { defineJob, type Job } from '#jobs/define-job.ts'
import { enqueue, type Ringer } from '#jobs/enqueue.ts'
import { recogniseCustomer } from '#modules/customers/index.ts'
import { findChannel } from '#modules/tenants/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import { applyOrder, noErp } from '../apply-order.ts'
import { setErpOutcome } from '../store.ts'

export interface PushRequest {
  tenantId: string
  orderId: string
  erpDatabaseId: string
}

export interface ImportOrderDeps {
  inbox: InboxReader
  orderReaders: ReadonlyMap<string, OrderReader>
  vault: Vault
  ringer: Ringer
  /** The job that carries an order on; handed in, so that orders need not know how. */
  pushOrder: Pick<Job<PushRequest, never>, 'name' | 'version' | 'lane'>
}

const payload = z.object({ tenantId: z.uuid(), eventId: z.uuid(), connectionId: z.uuid() })

/** One recorded event becomes our order: newest version wins. Intake has put it into the order's own lane. */
export const importOrder = defineJob<z.output<typeof payload>, ImportOrderDeps>({
  name: 'orders.import',
  version: 1,
  payload,
  maxAttempts: 1_000,
  backoff: exponential({ firstMs: 1_000, maxMs: 60_000 }),
  lane: ({ connectionId, eventId }) => `order:${connectionId}:${eventId}`,
  async run({ payload: { tenantId, eventId }, correlationId }, { read, commit }, deps) {
    const { event, channel } = await read(tenantId, async (tx) => {
      const found = await deps.inbox.find(tx, tenantId, eventId)
      if (!found)
        throw new AppError('payload-unreadable', `event ${eventId} or its body is gone`, {
          facts: { detail: 'its stored body is past its retention time' },
        })
      return { event: found, channel: await findChannel(tx, tenantId, found.connectionId) }
    })
    const reader = deps.orderReaders.get(channel.provider)
    if (!reader) throw new AppError('internal', `no order reader for ${channel.provider}`)
    const order = reader.readOrder(event.body, event.topic, { defaultCountry: channel.country })

    const carried = await unstorableIsUnreadable(() =>
      commit(tenantId, async (tx) => {
        const customerId = order.customer
          ? await recogniseCustomer(tx, deps.vault, tenantId, { connectionId: channel.connectionId, ...order.customer })
          : null
        const applied = await applyOrder(tx, deps.vault, {
          channel,
          order,
          version: { occurredAt: new Date(order.updatedAt), triggeredAt: event.triggeredAt, digest: event.digest },
          topic: event.topic,
          correlationId,
          customerId,
        })
        if (!applied.carry) return true
        if (!channel.erp) {
          await setErpOutcome(tx, tenantId, applied.orderId, {
            erpState: 'parked',
            reasonCode: noErp,
            reasonFacts: null,
          })
          return false
        }
        const request = { tenantId, orderId: applied.orderId, erpDatabaseId: channel.erp.databaseId }
        await enqueue(tx, deps.ringer, deps.pushOrder, request, {
          tenantId,
          correlationId,
          subject: { kind: 'order', id: applied.orderId },
        })
        return true
      }),
    )
    // The order is recorded all the same; the event waits for a person.
    if (!carried) throw new AppError(noErp, `channel ${channel.connectionId} has no ERP`)
  },
})

/** A value the database refuses (SQLSTATE class 22) or our own shape does is the channel's, and no retry mends it. */
async function unstorableIsUnreadable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const { sqlState } = thrown as { sqlState?: string }
    if (sqlState?.startsWith('22') || thrown instanceof z.core.$ZodError) {
      throw new AppError('payload-unreadable', (thrown as Error).message, {
        cause: thrown,
        facts: { detail: 'a value in it is out of range' },
      })
    }
    throw thrown
  }
}
