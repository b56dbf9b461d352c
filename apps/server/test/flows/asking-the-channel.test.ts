import type { CanonicalOrder } from '@crossdock/contracts/order'
import { type AdminSandbox, anOrderBody, demoCatalogue, startAdminSandbox, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { orderSources } from '#main/order-sources.ts'
import { findByIds, giveToken, openDocument } from '#modules/orders/index.ts'
import { findChannel } from '#modules/tenants/index.ts'
import { createLog } from '#platform/log.ts'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { type SendOptions, sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

interface Asked extends Stage {
  admin: AdminSandbox
  give(token?: string): ReturnType<typeof giveToken>
  send(body: object, options?: SendOptions): Promise<void>
  /** The merchant edits the order, and all that comes of it is a notice. */
  edit(options?: SendOptions): Promise<void>
  stored(): Promise<CanonicalOrder>
  told(kind: string): Promise<string[]>
  unclear(): Promise<boolean>
  /** Refetches by state. */
  asking(): Promise<string[]>
}

const placedAt = new Date('2026-11-20T04:30:00Z')
const common = { seed: 7, number: 1042, firstId: 6_820_100_000_001n, cashOnDelivery: true, placedAt } as const
/** Cash on delivery, so it stands as a draft; the edit adds a product. */
const placed = anOrderBody({ ...common, catalogue: demoCatalogue.slice(0, 1), lineCount: 1 })
const later = (seconds: number): string => new Date(placedAt.getTime() + seconds * 1_000).toISOString()
const edited = {
  ...anOrderBody({ ...common, catalogue: demoCatalogue.slice(0, 2), lineCount: 2 }),
  updated_at: later(60),
}

/** A shop whose stand-in can be asked; `give` is what `npm run shops -- --token` does. */
async function aStage(): Promise<Asked> {
  const admin = await startAdminSandbox()
  const stage = await aShopWithOdoo()
  const { hub, shop } = stage
  const { app, vault, bell: ringer } = hub.floor
  const rows = async <T>(sql: string): Promise<T[]> => (await hub.database.owner.query(sql)).rows as T[]
  const send = async (body: object, options: SendOptions = {}): Promise<void> => {
    expect((await sendWebhook(shop, toJson(body), options)).status).toBe(200)
  }
  return {
    ...stage,
    admin,
    send,
    async give(token = admin.accessToken) {
      const connection = await app.withTenant(shop.tenantId, (tx) => findChannel(tx, shop.tenantId, shop.connectionId))
      const sources = orderSources(createLog('silent'))
      const config = { address: admin.url, callTimeoutMs: 300 }
      return giveToken({ app, vault, ringer, sources }, { shop: connection, token, config })
    },
    edit: (options = {}) =>
      send(
        { order_edit: { id: 1, order_id: placed.id, line_items: { additions: [{ id: 1, delta: 1 }], removals: [] } } },
        { topic: 'orders/edited', triggeredAt: later(61), ...options },
      ),
    async stored() {
      const { id = '' } = (await stage.order(placed.name)) ?? {}
      const [order] = await app.withTenant(shop.tenantId, (tx) => findByIds(tx, shop.tenantId, [id]))
      if (!order) throw new Error('no such order')
      return openDocument(vault, shop.tenantId, order)
    },
    told: async (kind) =>
      (await rows<{ message: string }>(`select message from timeline where kind = '${kind}' order by at`)).map(
        ({ message }) => message,
      ),
    unclear: async () =>
      (await rows<{ needs_refetch: boolean }>('select needs_refetch from orders'))[0]?.needs_refetch ?? false,
    asking: async () =>
      (await rows<{ state: string }>(`select state from work where kind = 'orders.refetch' order by seq`)).map(
        ({ state }) => state,
      ),
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]()
      await admin.stop()
    },
  }
}

/** The order as it was placed stands as a draft. */
async function aDraft(stage: Asked): Promise<void> {
  await stage.send(placed, { triggeredAt: later(1) })
  await stage.becomes(placed.name, 'held')
}

const draftOf = ({ odoo }: Stage) =>
  odoo.saleOrders().map(({ state, amount_total, lines }) => ({ state, amount_total, lines: lines.length }))
const asPlaced = { state: 'draft', amount_total: Number(placed.total_price) }
const asEdited = { state: 'draft', amount_total: Number(edited.total_price) }

test('an edited order is asked for, and its draft is rewritten', async () => {
  await using stage = await aStage()
  await stage.give()
  await aDraft(stage)
  stage.admin.put(edited)

  await stage.edit()

  await waitFor('the answer', async () => (await stage.told('asked')).length === 1)
  await stage.quiet()
  expect(draftOf(stage)).toMatchObject([asEdited])
  expect(await stage.unclear()).toBe(false)
  expect(await stage.told('asked')).toEqual([expect.stringMatching(/was asked .* what changed is its content/)])
})

test.each([[[0, 1]], [[1, 0]]])(
  'versions that nothing tells apart, arriving as %j, end in what the channel answers',
  async (order) => {
    await using stage = await aStage()
    await stage.give()
    const versions = [placed, { ...placed, note: 'Ring twice' }].map((body) => ({ ...body, updated_at: later(60) }))
    stage.admin.put({ ...edited, note: 'Ring twice' })

    for (const index of order) await stage.send(versions[index] ?? placed, { triggeredAt: later(60) })

    await waitFor('the answer', async () => (await stage.told('asked')).length === 1)
    await stage.quiet()
    expect(await stage.unclear()).toBe(false)
    expect(draftOf(stage)).toMatchObject([asEdited])
  },
)

test('what a webhook tells of the answered moment, before or after, leaves nothing unclear', async () => {
  await using stage = await aStage()
  await stage.give()
  await aDraft(stage)
  stage.admin.put(edited)

  await stage.edit()
  await waitFor('the answer', async () => (await stage.told('asked')).length === 1)
  await stage.send(edited, { topic: 'orders/updated', triggeredAt: later(60) })
  await stage.send(edited, { topic: 'orders/updated', triggeredAt: later(61) })
  await stage.quiet()

  expect(await stage.unclear()).toBe(false)
  expect(await stage.asking()).toEqual(['done'])
  expect(draftOf(stage)).toMatchObject([asEdited])
})

test('without a token the order stays unclear, and is asked for once there is one', async () => {
  await using stage = await aStage()
  await aDraft(stage)
  stage.admin.put(edited)

  await stage.edit()
  await waitFor('the edit', async () => (await stage.told('edited')).length === 1)
  await stage.quiet()
  expect([await stage.unclear(), await stage.asking()]).toEqual([true, []])
  expect(await stage.give()).toEqual({ asked: 1, limits: [] })

  await waitFor('the answer', async () => (await stage.told('asked')).length === 1)
  await stage.quiet()
  expect(draftOf(stage)).toMatchObject([asEdited])
})

test('an order that the channel does not show is left as it is, and not taken for deleted', async () => {
  await using stage = await aStage()
  await stage.give()
  await aDraft(stage)

  await stage.edit()

  await waitFor('the answer', async () => (await stage.told('asked')).length === 1)
  await stage.quiet()
  expect(await stage.told('asked')).toEqual([expect.stringContaining('does not prove that it was deleted')])
  expect(await stage.unclear()).toBe(true)
  expect(draftOf(stage)).toMatchObject([asPlaced])
})

test.each<[string, (admin: AdminSandbox) => void]>([
  ['throttled', (admin) => admin.next({ kind: 'throttled', requested: 100, available: 90 })],
  ['slow', (admin) => admin.next({ kind: 'slow' })],
  [
    'behind what it told',
    (admin) => {
      admin.put({ ...placed, updated_at: later(20) })
      const before = admin.calls.length
      admin.onCall(() => admin.calls.length > before + 1 && admin.put(edited))
    },
  ],
])('a channel that is %s is asked again, once for all that was unclear', async (_, trouble) => {
  await using stage = await aStage()
  await stage.give()
  await stage.send({ ...placed, updated_at: later(30) }, { triggeredAt: later(30) })
  await stage.becomes(placed.name, 'held')
  stage.admin.put(edited)
  const before = stage.admin.calls.length
  trouble(stage.admin)

  await stage.edit()
  await waitFor('the first failure', async () => stage.admin.calls.length > before)
  await stage.edit({ triggeredAt: later(62) })

  await waitFor('the answer', async () => (await stage.told('asked')).length === 1)
  await stage.quiet()
  expect(await stage.asking()).toEqual(['done'])
  expect(draftOf(stage)).toMatchObject([asEdited])
})

test.each<[string, string, (admin: AdminSandbox) => void]>([
  [
    'a dead token',
    'credentials-rejected',
    (admin) => admin.next({ kind: 'status', status: 401, body: { errors: 'Invalid API key or access token' } }),
  ],
  ['an app that may not see people', 'rights-missing', (admin) => Object.assign(admin, { unapproved: true })],
])('%s is a letter for a person; the order keeps its people and its place', async (_, cause, trouble) => {
  await using stage = await aStage()
  await stage.give()
  await aDraft(stage)
  const before = await stage.stored()
  stage.admin.put(edited)
  trouble(stage.admin)

  await stage.edit()

  const [told] = await waitFor('the sentence', async () => {
    const sentences = await stage.told('not-asked')
    return sentences.length > 0 && sentences
  })
  await stage.quiet()
  expect(told).toContain('could not be asked')
  const dead = await stage.hub.database.owner.query(`select kind, cause_code from work where state = 'dead'`)
  expect(dead.rows).toEqual([{ kind: 'orders.refetch', cause_code: cause }])
  expect(await stage.order(placed.name)).toMatchObject({ erp_state: 'held' })
  expect(await stage.stored()).toEqual(before)
  expect(await stage.unclear()).toBe(true)

  // What came by itself settles it too, and nobody has to look any more.
  await stage.send(edited, { topic: 'orders/updated', triggeredAt: later(70) })
  await waitFor('the letter to be gone', async () => (await stage.asking()).join() === 'done')
  await stage.quiet()
  expect(draftOf(stage)).toMatchObject([asEdited])
})

test('a token that does not work, or may too little, is not stored', async () => {
  await using stage = await aStage()
  await using poor = await startAdminSandbox({ scopes: ['read_orders'] })

  await expect(stage.give('shpat_old')).rejects.toMatchObject({ code: 'credentials-rejected' })
  Object.assign(stage.admin, { url: poor.url })
  await expect(stage.give()).rejects.toMatchObject({
    code: 'rights-missing',
    facts: { detail: expect.stringContaining('read_customers') },
  })

  const { rows } = await stage.hub.database.owner.query(
    'select secrets, config from connections where erp_database_id is null',
  )
  expect(rows).toEqual([{ secrets: null, config: {} }])
})

test('the token is nowhere in the database in plain', async () => {
  await using stage = await aStage()
  await stage.give()

  const { rows } = await stage.hub.database.owner.query('select c::text as row from connections c')
  expect(rows.map(({ row }) => row).join()).not.toContain(stage.admin.accessToken)
})
