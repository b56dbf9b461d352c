import type { PrivacyReader } from '@crossdock/connectors/ports/commerce'
import { AppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import type { InboxReader } from '#intake/inbox.ts'
import { exponential } from '#jobs/backoff.ts'
import { defineJob } from '#jobs/define-job.ts'
import { findChannel } from '#modules/tenants/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import { newId } from '#platform/ids.ts'
import { dueAt, requestedAt, standingOf } from '../due.ts'
import { insertRequest } from '../store.ts'

export interface RecordPrivacyRequestDeps {
  inbox: InboxReader
  privacyReaders: ReadonlyMap<string, PrivacyReader>
  vault: Vault
}

const payload = z.object({ tenantId: z.uuid(), eventId: z.uuid(), connectionId: z.uuid() })

/** Somebody asks for their data, or for it to be erased: recorded with the day by which it has to be done. */
export const recordPrivacyRequest = defineJob<z.output<typeof payload>, RecordPrivacyRequestDeps>({
  name: 'privacy.record-request',
  version: 1,
  payload,
  maxAttempts: 1_000,
  backoff: exponential({ firstMs: 1_000, maxMs: 60_000 }),
  lane: ({ connectionId }) => `shop:${connectionId}:account`,
  async run({ payload: { tenantId, eventId, connectionId }, correlationId }, { read, commit }, deps) {
    const { event, channel } = await read(tenantId, async (tx) => ({
      event: await deps.inbox.mustFind(tx, tenantId, eventId),
      channel: await findChannel(tx, tenantId, connectionId),
    }))
    const reader = deps.privacyReaders.get(channel.provider)
    if (!reader) throw new AppError('internal', `no privacy reader for ${channel.provider}`)
    const request = reader.readPrivacyRequest(event.body, event.topic)
    const requested = requestedAt(event.triggeredAt, event.receivedAt)
    await commit(tenantId, async (tx) => {
      // Read again under the lane: the shop may have been connected again meanwhile.
      const shop = await findChannel(tx, tenantId, connectionId)
      await insertRequest(tx, deps.vault, {
        tenantId,
        id: newId(),
        connectionId,
        // Without an id of its own, a request is the same when its body and its moment are.
        requestKey: request.sourceId ?? `${event.topic} ${event.digest} ${requested.toISOString()}`,
        request,
        ...standingOf(request.kind, requested, shop),
        requestedAt: requested,
        dueAt: dueAt(requested),
        correlationId,
      })
    })
  },
})
