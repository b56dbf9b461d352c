import type { InboundMessage, MessageStatus } from '@crossdock/connectors/ports/messaging'
import { inject } from 'vitest'
import { provisionNumber, provisionTenant } from '#main/provision.ts'
import type { StatusDeps } from '#modules/messaging/apply-status.ts'
import { noteStatus } from '#modules/messaging/note-status.ts'
import { receiveMessage } from '#modules/messaging/receive-message.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { Vault } from '#platform/crypto/vault.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { urlForRole } from '#platform/db/roles.ts'
import { newId } from '#platform/ids.ts'
import { createLog } from '#platform/log.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'

export interface MessagingBench extends AsyncDisposable {
  test: TestDatabase
  app: Database
  deps: StatusDeps
  tenantId: string
  connectionId: string
  /** What it is, for the hub. */
  setNow(at: string): void
  /** A number of a tenant of its own. */
  number(): Promise<{ tenantId: string; connectionId: string }>
  receive(message: Partial<InboundMessage>, where?: { tenantId: string; connectionId: string }): Promise<void>
  /** As the job that notes it does. */
  status(status: MessageStatus): Promise<void>
  rows<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>
}

/** The rules of messages on a database of their own: no queue, no HTTP, no provider. */
export async function aMessagingBench(): Promise<MessagingBench> {
  const test = await testDatabase()
  const keys = new MasterKey(inject('masterKey'))
  const log = createLog('silent')
  const app = openDatabase({ url: urlForRole(test.url, 'crossdock_app', keys), name: 'bench', maxConnections: 8, log })
  const vault = new Vault(keys, app)
  let now = new Date('2026-11-28T10:00:00Z')
  const clock = { now: () => now, monotonicMs: () => performance.now() }
  const deps: StatusDeps = { vault, clock, ringer: { ring: () => undefined } }
  const number = async (): Promise<{ tenantId: string; connectionId: string }> => {
    const slug = `t-${newId().slice(-12)}`
    const { tenantId } = await provisionTenant(app, vault, { slug, name: slug, country: 'IN' })
    const { connectionId } = await provisionNumber(app, vault, tenantId, {
      provider: 'whatsapp-cloud',
      name: 'WhatsApp',
      providerKey: String(Math.floor(Math.random() * 1e15)),
      commonKeys: [],
      config: {},
      secrets: {},
      endpointSecrets: [],
    })
    return { tenantId, connectionId }
  }
  const own = await number()
  return {
    test,
    app,
    deps,
    ...own,
    number,
    setNow(at) {
      now = new Date(at)
    },
    receive: (message, where = own) =>
      app.withTenant(where.tenantId, (tx) =>
        receiveMessage(tx, { ...where, correlationId: newId(), receivedAt: now, message: anInbound(message) }, deps),
      ),
    status: (status) => app.withTenant(own.tenantId, (tx) => noteStatus(tx, { ...own, account: 'a', status }, deps)),
    rows: async (sql, values = []) => (await test.owner.query(sql, values)).rows,
    async [Symbol.asyncDispose]() {
      await app.close()
      await test[Symbol.asyncDispose]()
    },
  }
}

export const aPerson = { phone: '+919000000001', userId: null, parentUserId: null, name: 'Asha', username: null }

/** What a test does not name is invented. */
export function anInbound(overrides: Partial<InboundMessage> = {}): InboundMessage {
  return {
    providerMessageId: `wamid.${newId()}`,
    from: aPerson,
    sentAt: '2026-11-28T09:59:00Z',
    type: 'text',
    content: { kind: 'text', body: 'hello' },
    text: 'hello',
    repliesTo: null,
    forwarded: false,
    referral: null,
    aboutProduct: null,
    groupId: null,
    ...overrides,
  }
}

export function typed(body: string): Pick<InboundMessage, 'content' | 'text'> {
  return { content: { kind: 'text', body }, text: body }
}
