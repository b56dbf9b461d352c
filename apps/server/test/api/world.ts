import { sample } from '@crossdock/contracts/api/samples'
import { allScopes, type Scope } from '@crossdock/contracts/scopes'
import { type OdooSandbox, startOdooSandbox } from '@crossdock/sandbox/odoo'
import { anOrderBody, demoCatalogue, partiallyRefundedBody, redactBody, toJson } from '@crossdock/sandbox/shopify'
import { startWhatsAppSandbox, type WhatsAppSandbox } from '@crossdock/sandbox/whatsapp-cloud'
import { expect } from 'vitest'
import { erpFactories } from '#main/erp-factories.ts'
import { messagingProviders } from '#main/messaging-providers.ts'
import { createKey } from '#modules/api-keys/index.ts'
import { MessagingRegistry, noteWish, writeToCustomer } from '#modules/messaging/index.ts'
import { readTemplates } from '#modules/messaging/read-templates.ts'
import { receiveMessage } from '#modules/messaging/receive-message.ts'
import type { StaffMessage } from '#modules/messaging/write-to-customer.ts'
import { openTask } from '#modules/orders/index.ts'
import { ErpRegistry } from '#modules/sync/index.ts'
import { connectChannel, defaultPushPolicy, tellOfConnection } from '#modules/tenants/index.ts'
import { systemClock } from '#platform/clock.ts'
import { newId } from '#platform/ids.ts'
import { anInbound, aPerson } from '#test/harness/a-messaging-bench.ts'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { connectBox, switchOn } from '#test/harness/a-whatsapp-number.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

/**
 * A tenant with one of everything that the API can show, grown the way it grows in use (signed webhooks, a real ERP sandbox),
 * and what stands for each id and word of the document's examples there.
 */
export interface World extends AsyncDisposable {
  stage: Stage
  tenantId: string
  slug: string
  /** Of this tenant, with these scopes; all of them when none are named. */
  key(scopes?: readonly Scope[]): Promise<string>
  /** What an example says → what it is in this world. */
  real: ReadonlyMap<string, string>
  /** A request to the hub; the path begins below the tenant. */
  ask(path: string, options?: Ask): Promise<Response>
  url: string
}

export interface Ask {
  method?: string
  key?: string | null
  body?: unknown
  headers?: Record<string, string>
  tenant?: string
}

const [first] = demoCatalogue

export async function aWorld(env: Record<string, string> = {}): Promise<World> {
  const box = await startWhatsAppSandbox({ accounts: 1, pace: { sentMs: 1, deliveredMs: 5 } })
  const stage = await aShopWithOdoo({
    env: {
      API_REQUESTS_PER_MINUTE: '1000000',
      WHATSAPP_CLOUD_URL: box.url,
      ...env,
    },
  })
  const another = await startOdooSandbox()
  const { hub, shop } = stage
  const { tenantId } = shop
  const { owner } = hub.database
  const { rows } = await owner.query<{ slug: string }>('select slug from tenants where tenant_id = $1', [tenantId])
  const slug = rows[0]?.slug ?? ''
  const key = async (scopes: readonly Scope[] = allScopes): Promise<string> => {
    const made = await hub.floor.app.withTenant(tenantId, (tx) =>
      createKey(tx, tenantId, { name: 'test', scopes, expiresAt: null }),
    )
    return made.text
  }
  const everything = await key()
  return {
    stage,
    tenantId,
    slug,
    key,
    url: hub.url,
    real: await grow(stage, another, box, slug),
    ask: (path, { method = 'GET', key: other = everything, body, headers = {}, tenant = slug } = {}) =>
      fetch(`${hub.url}/v1/tenants/${tenant}${path}`, {
        method,
        headers: {
          ...(other === null ? {} : { authorization: `Bearer ${other}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]()
      await another.stop()
      await box.stop()
    },
  }
}

async function grow(
  stage: Stage,
  another: OdooSandbox,
  box: WhatsAppSandbox,
  slug: string,
): Promise<ReadonlyMap<string, string>> {
  const { hub, shop } = stage
  const { tenantId, connectionId } = shop
  const { app } = hub.floor
  const { owner } = hub.database
  const desk = await hub.floor.app.withTenant(tenantId, (tx) =>
    connectChannel(tx, hub.floor.vault, tenantId, {
      provider: 'direct',
      name: 'Chat',
      providerKey: 'chat',
      secrets: [],
      bodyLimitBytes: 1024 * 1024,
      cutOverAt: new Date(0),
      policy: defaultPushPolicy,
      erpConnectionId: shop.erp?.connectionId ?? null,
    }),
  )
  const send = async (topic: string, body: object): Promise<void> =>
    expect((await sendWebhook(shop, toJson(body), { topic })).status).toBe(200)

  const paid = anOrderBody({ cashOnDelivery: false, seed: 42, number: 1042, catalogue: demoCatalogue.slice(0, 1) })
  const unknown = anOrderBody({ cashOnDelivery: false, seed: 43, number: 1043, catalogue: demoCatalogue.slice(0, 1) })
  const lines = unknown.line_items.map((line, at) =>
    at === 0 ? { ...line, sku: 'NO-SUCH-SKU', variant_id: null } : line,
  )
  await send('orders/create', paid)
  await send('orders/create', { ...unknown, line_items: lines })
  const order = await stage.becomes(paid.name, 'confirmed')
  const parked = await stage.becomes(unknown.name, 'parked')
  await send('orders/updated', partiallyRefundedBody(paid, new Date(Date.parse(paid.created_at) + 60_000)))
  await send('customers/redact', redactBody(shop.shopDomain, [paid]))
  await owner.query('select count_at_endpoint($1, $2, 3)', [shop.endpointId, 'signature-wrong'])
  await app.withTenant(tenantId, async (tx) => {
    await openTask(tx, tenantId, order.id, 'look', 'Somebody has to look at it.')
    await tellOfConnection(tx, tenantId, connectionId, newId(), { kind: 'token', message: 'It can be asked now.' })
    await tx.query(
      `insert into mappings (tenant_id, erp_connection_id, kind, source_key, target_id, target_label)
       values ($1, $2, 'product', $3, '1', 'Something')`,
      [tenantId, shop.erp?.connectionId, `sku:${first?.sku}`],
    )
  })
  const one = async (sql: string): Promise<string> =>
    waitFor(`one row of ${sql}`, async () => {
      const { rows } = await owner.query<{ id: string }>(sql, [tenantId])
      if (!rows[0]) throw new Error('none')
      return rows[0].id
    })
  await stage.quiet()
  const event = `select e.id from events e join orders o on o.connection_id = e.connection_id and o.source_id = e.subject_id
    where e.tenant_id = $1 and o.name = '${paid.name}' order by e.received_at limit 1`
  return new Map([
    ['demo', slug],
    [sample.tenant, tenantId],
    [sample.key, await keyToRevoke(stage)],
    [sample.shop, connectionId],
    [sample.erp, shop.erp?.connectionId ?? ''],
    [sample.endpoint, shop.endpointId],
    [sample.direct, desk.connectionId],
    ...(await numbersIn(stage, box)),
    [sample.order, order.id],
    [sample.parkedOrder, parked.id],
    [sample.event, await one(event)],
    [sample.delivery, await one(event.replace('select e.id', 'select e.delivery_id as id'))],
    [sample.letter, await one(`select id from work where tenant_id = $1 and state = 'dead' limit 1`)],
    [sample.task, await one('select id from tasks where tenant_id = $1 limit 1')],
    [sample.privacyRequest, await one('select id from privacy_requests where tenant_id = $1 limit 1')],
    ['1042', paid.name.replace('#', '')],
    ['6201122334455', String(paid.id)],
    ['14', await productId(stage)],
    ['https://erp.example.com', another.url],
    ['example', another.database],
    ['password-or-api-key', stage.odoo.adminPassword],
  ])
}

/** One that is connected and one that is not yet; both at the stand-in. */
async function numbersIn(stage: Stage, box: WhatsAppSandbox): Promise<[string, string][]> {
  const own = await connectBox(stage.hub, stage.shop.tenantId, box)
  const other = box.world.business.numbers()[1]
  const messages = await messagesIn(stage, own.connectionId)
  return [
    [sample.number, own.connectionId],
    [sample.numberEndpoint, own.endpointId],
    ['106540352242922', other?.phoneNumberId ?? ''],
    ['102290129340398', other?.account.wabaId ?? ''],
    ['access-token-of-a-system-user', box.accessToken],
    ...messages,
  ]
}

/** A customer who wrote and was answered, an answer that failed, a notice that is on, and the templates. */
async function messagesIn(
  { hub, shop: { tenantId, connectionId } }: Stage,
  number: string,
): Promise<[string, string][]> {
  const { app, vault, ringer, clock, telemetry } = hub.floor
  const { owner } = hub.database
  const providers = messagingProviders(telemetry)
  const known = await new MessagingRegistry(app, vault, clock, providers).number(tenantId, number)
  await readTemplates(tenantId, number, known, { database: app, clock })
  const inbound = anInbound({ sentAt: new Date().toISOString(), text: 'Where is my order?' })
  await app.withTenant(tenantId, async (tx) => {
    const received = {
      tenantId,
      connectionId: number,
      correlationId: newId(),
      receivedAt: new Date(),
      message: inbound,
    }
    await receiveMessage(tx, received, { vault, ringer, clock })
  })
  const { rows } = await owner.query('select id, conversation_id from messages where tenant_id = $1', [tenantId])
  const [{ id, conversation_id: conversationId }] = rows
  await app.withTenant(tenantId, (tx) =>
    noteWish(
      tx,
      { vault, clock },
      tenantId,
      { conversationId },
      { scope: 'marketing', choice: 'allow', reason: 'Asked for it.' },
    ),
  )
  const write = (to: string, content: StaffMessage['content']): Promise<{ messageId: string }> =>
    app.withTenant(tenantId, (tx) =>
      writeToCustomer(tx, { vault, ringer, clock }, tenantId, {
        connectionId: number,
        to: { phone: to },
        content,
        idempotencyKey: newId(),
        correlationId: newId(),
      }),
    )
  const answer = await write(aPerson.phone, { kind: 'text', body: 'It is on its way.' })
  const words = ['Asha', '#1042'].map((text) => ({ name: null, text }))
  const template = { name: 'order_cancelled', language: 'en', category: 'utility', body: words } as const
  // The stand-in has no phone there.
  const lost = await write('+917000131026', { kind: 'template', template })
  await waitFor('the message to fail', async () => {
    const found = await owner.query(`select from messages where id = $1 and state = 'failed'`, [lost.messageId])
    return found.rowCount === 1
  })
  await switchOn(hub, { tenantId, connectionId, number: { connectionId: number } }, 'order-confirmation')
  return [
    [sample.inbound, id],
    [sample.conversation, conversationId],
    [sample.message, answer.messageId],
    [sample.failedMessage, lost.messageId],
  ]
}

async function keyToRevoke({ hub, shop: { tenantId } }: Stage): Promise<string> {
  const { key } = await hub.floor.app.withTenant(tenantId, (tx) =>
    createKey(tx, tenantId, { name: 'to be revoked', scopes: ['orders:read'], expiresAt: null }),
  )
  return key.keyId
}

/** The ERP's own id of the Brass Diya. */
async function productId({ hub, shop }: Stage): Promise<string> {
  const { app, vault, config } = hub.floor
  const port = await new ErpRegistry(app, vault, systemClock, erpFactories(config, app)).port(
    shop.tenantId,
    shop.erp?.connectionId ?? '',
  )
  const [choice] = await port.choices('product', { search: 'Brass Diya' })
  return choice?.id ?? ''
}
