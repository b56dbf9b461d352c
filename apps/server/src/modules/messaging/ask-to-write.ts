import type { OutboundContent } from '@crossdock/connectors/ports/messaging'
import { AppError } from '@crossdock/contracts/errors'
import type { Ringer } from '#jobs/enqueue.ts'
import { findByIds } from '#modules/orders/index.ts'
import { mustBe, numbersOf } from '#modules/tenants/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { findConversation } from './conversation-store.ts'
import { whyNot } from './look-ahead.ts'
import type { MessagingRegistry } from './messaging-registry.ts'
import type { Queued } from './queue-message.ts'
import { readIfUseless } from './read-templates.ts'
import { noticeSettings } from './settings-store.ts'
import { findByKey } from './store.ts'
import { addressOf, type StaffAddressee, staffKey, writeToCustomer } from './write-to-customer.ts'

export interface AskedMessage {
  /** Null: the one that it has to be. */
  connectionId: string | null
  to: StaffAddressee
  content: OutboundContent
  idempotencyKey: string
  answers?: string | undefined
}

export interface AskToWriteDeps {
  database: Database
  vault: Vault
  ringer: Ringer
  clock: Clock
  messaging: MessagingRegistry
}

/**
 * Somebody would like to write, and waits for a word: what the policy has against it is said at once, and nothing is
 * written. Else it is queued. What was queued before under the same key is not asked about again.
 */
export async function askToWrite(
  tenantId: string,
  { connectionId: named, answers, ...asked }: AskedMessage,
  deps: AskToWriteDeps,
): Promise<Queued> {
  const { database, vault, messaging, clock } = deps
  const { connectionId, known } = await database.withTenant(tenantId, async (tx) => ({
    connectionId: await numberFor(tx, vault, tenantId, named, asked.to),
    known: await findByKey(tx, tenantId, await staffKey(vault, tenantId, asked.idempotencyKey)),
  }))
  const message = { ...asked, connectionId, ...(answers === undefined ? {} : { answers }), correlationId: newId() }
  const number = known ? null : await messaging.number(tenantId, connectionId)
  if (number) await readIfUseless(tenantId, connectionId, asked.content, number, deps)
  const queued = await database.withTenant(tenantId, async (tx) => {
    if (number) {
      const to = await addressOf(tx, deps, tenantId, connectionId, asked.to)
      const error = await whyNot(tx, vault, tenantId, number, { connectionId, to, content: asked.content }, clock.now())
      if (error) throw error
    }
    return writeToCustomer(tx, deps, tenantId, message)
  })
  if (!queued.isSame) throw new AppError('idempotency-key-reused', 'another message came with it')
  return queued
}

/** A conversation has one, and so has a shop whose customers get notices; else the tenant's only one. */
async function numberFor(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  named: string | null,
  to: StaffAddressee,
): Promise<string> {
  if (named !== null) {
    await mustBe(tx, tenantId, named, 'messaging')
    return named
  }
  if ('conversationId' in to) {
    const conversation = await findConversation(tx, vault, tenantId, to.conversationId)
    if (!conversation) throw new AppError('not-found', `no conversation ${to.conversationId}`)
    return conversation.connectionId
  }
  const candidates = new Set('orderId' in to ? await noticeNumbers(tx, tenantId, to.orderId) : [])
  const [only, ...others] = candidates.size > 0 ? candidates : await numbersOf(tx, tenantId)
  if (only !== undefined && others.length === 0) return only
  const detail =
    only === undefined ? 'no number is connected that it could go out from' : 'say from which number: connectionId'
  throw new AppError('conflict', detail, { facts: { detail } })
}

async function noticeNumbers(tx: Tx, tenantId: string, orderId: string): Promise<string[]> {
  const [order] = await findByIds(tx, tenantId, [orderId])
  if (!order) throw new AppError('not-found', `no order ${orderId}`)
  const settings = await noticeSettings(tx, tenantId, order.connectionId)
  return settings.map(({ messagingConnectionId }) => messagingConnectionId)
}
