import type { ChannelItem, MessageReader } from '@crossdock/connectors/ports/messaging'
import { AppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import type { InboxEvent, InboxReader } from '#intake/inbox.ts'
import { exponential } from '#jobs/backoff.ts'
import type { LaneContext } from '#jobs/define-job.ts'
import { findChannel } from '#modules/tenants/index.ts'
import type { StatusDeps } from '../apply-status.ts'
import type { MessagingRegistry } from '../messaging-registry.ts'

/** What the jobs have in common that each read one item of what a provider posted. */

export interface MessagingEventDeps extends StatusDeps {
  inbox: InboxReader
  messageReaders: ReadonlyMap<string, MessageReader>
  messaging: MessagingRegistry
}

const eventPayload = z.object({ tenantId: z.uuid(), eventId: z.uuid(), connectionId: z.uuid() })
export type EventPayload = z.output<typeof eventPayload>

/** Intake has put the row into the lane of its conversation or message; this is for whoever files one by hand. */
export const messagingEventJob = {
  version: 1,
  payload: eventPayload,
  maxAttempts: 1_000,
  backoff: exponential({ firstMs: 1_000, maxMs: 60_000 }),
  lane: ({ connectionId, eventId }: EventPayload) => `conversation:${connectionId}:${eventId}`,
}

export async function readItem<Kind extends ChannelItem['kind']>(
  { tenantId, eventId }: EventPayload,
  kinds: readonly Kind[],
  { read }: LaneContext,
  deps: MessagingEventDeps,
): Promise<{ event: InboxEvent; item: Extract<ChannelItem, { kind: Kind }> }> {
  const { event, provider } = await read(tenantId, async (tx) => {
    const found = await deps.inbox.mustFind(tx, tenantId, eventId)
    return { event: found, provider: (await findChannel(tx, tenantId, found.connectionId)).provider }
  })
  const reader = deps.messageReaders.get(provider)
  if (!reader) throw new AppError('internal', `no message reader for ${provider}`)
  const item = reader.readItem(event.body, event.dedupeKey)
  if (!isOneOf(item, kinds))
    throw new AppError('internal', `an item of kind ${item.kind} came to a job for ${kinds.join(', ')}`)
  return { event, item }
}

function isOneOf<Kind extends ChannelItem['kind']>(
  item: ChannelItem,
  kinds: readonly Kind[],
): item is Extract<ChannelItem, { kind: Kind }> {
  return kinds.some((kind) => kind === item.kind)
}
