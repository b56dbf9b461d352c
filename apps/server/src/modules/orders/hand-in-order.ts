import type { HeardEvent } from '@crossdock/connectors/ports/commerce'
import { type DirectOrder, directOrder } from '@crossdock/contracts/direct-order'
import { AppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import { type HandInDeps, handIn } from '#intake/hand-in.ts'
import { findByDedupeKey } from '#intake/inbox-listing.ts'
import { findChannel, ownEndpointOf } from '#modules/tenants/index.ts'
import { digest } from '#platform/crypto/seal.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'

/** The connector of orders that are handed in, as `main/` gives it: how one is checked and recorded. */
export interface OrderDesk {
  provider: string
  /** Throws when it cannot be an order, or does not add up. */
  check(sourceId: string, order: DirectOrder, country: string): { updatedAt: string }
  bodyOf(sourceId: string, order: unknown): Buffer
  eventOf(order: { providerKey: string; idempotencyKey: string; sourceId: string; updatedAt: string }): HeardEvent
}

export interface OrderHandedIn {
  connectionId: string
  /** The caller's own; another one for each version of an order. */
  key: string
  order: DirectOrder
}

export interface HandInOrderDeps extends HandInDeps {
  database: Database
  vault: Vault
  orderDesk: OrderDesk
}

/**
 * Refused with a sentence, or recorded durably like the order of any other channel. The key is remembered with the event: a
 * repetition finds that event, whatever became of the first answer, and another order under the same key is refused.
 */
export async function handInOrder(
  tenantId: string,
  { connectionId, key, order }: OrderHandedIn,
  { database, vault, orderDesk, ...intake }: HandInOrderDeps,
): Promise<{ eventId: string; sourceId: string; isNew: boolean }> {
  const { channel, endpointId } = await database.withTenant(tenantId, async (tx) => ({
    channel: await findChannel(tx, tenantId, connectionId),
    endpointId: await ownEndpointOf(tx, tenantId, connectionId),
  }))
  if (channel.provider !== orderDesk.provider || endpointId === null) throw notHandedIn(channel.name)

  // Theirs may be made of anything, a phone too.
  const idempotencyKey = await vault.hash(tenantId, 'order handed in', `${connectionId}|${key}`)
  const sourceId = order.sourceId ?? `k-${digest(idempotencyKey).slice(0, 32)}`
  const { updatedAt } = orderDesk.check(sourceId, order, channel.country)
  const { providerKey } = channel
  const event = orderDesk.eventOf({ providerKey, idempotencyKey, sourceId, updatedAt })
  // Written anew from what was understood, so that the order of keys and blanks make no other content.
  const body = orderDesk.bodyOf(sourceId, z.encode(directOrder, order))

  const isNew = await handIn({ tenantId, endpointId, body, event }, intake)
  const stands = await database.withTenant(tenantId, (tx) =>
    findByDedupeKey(tx, tenantId, connectionId, event.dedupeKey),
  )
  if (!stands) throw new Error('an event that is recorded and cannot be seen')
  if (stands.digest !== digest(body)) throw new AppError('idempotency-key-reused', 'another order came with it')
  return { eventId: stands.eventId, sourceId, isNew }
}

function notHandedIn(name: string): AppError {
  const detail = `the orders of ${name} come from the channel itself`
  return new AppError('conflict', detail, { facts: { detail } })
}
