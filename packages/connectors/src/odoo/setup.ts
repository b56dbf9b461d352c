import { randomBytes } from 'node:crypto'
import { AppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import { OdooClient } from './client.ts'
import { serviceProducts } from './products.ts'
import { done, idRow, loadAnswer, productRow } from './schemas.ts'
import { type OdooLogin, OdooSession } from './session.ts'
import type { TransportName } from './transport/transport.ts'

export interface SetUpOptions extends OdooLogin {
  /** Of several companies; the administrator's own one when left out. */
  companyId?: number
  /** `auto` unless told. */
  transport?: TransportName | 'auto'
  fetch?: typeof fetch
}

export interface OdooSetUp {
  /** Of the least-privilege user. */
  apiKey: string
  login: string
  expiresAt: Date
  companyId: number
  warehouseId: number
  userId: number
  /** Odoo's own id of the database, which stays when its address changes; null when it does not tell. */
  databaseUuid: string | null
}

const botLogin = 'crossdock-bot'
const keyDays = 90
export const neededModules = ['sale_management', 'stock', 'sale_stock', 'account']

/** odoo.md §9: what pushing orders, reserving and later invoicing needs, and nothing more. */
const botGroups = [
  'base.group_user',
  'base.group_partner_manager',
  'sales_team.group_sale_salesman_all_leads',
  'stock.group_stock_user',
  'account.group_account_invoice',
]

/**
 * One-time set-up with an administrator's log-in, which is not kept: service products, a user with few rights, and an API
 * key of that user. Can be repeated: products and user are found again, the key is a new one.
 */
export async function setUpOdoo(options: SetUpOptions): Promise<OdooSetUp> {
  const fetcher = options.fetch ?? fetch
  const { url, database } = options
  const session = await OdooSession.open(options, fetcher)
  const apiKey = await session.mintApiKey('Crossdock set-up', 1)
  const { login, transport } = options
  const admin = new OdooClient({ url, database, apiKey, login, transport, callTimeoutMs: 60_000 }, fetcher)

  await checkModules(admin)
  const companyId = options.companyId ?? (await ownCompany(admin, options.login))
  const warehouseId = await firstWarehouse(admin, companyId)
  await makeServiceProducts(admin)
  const password = randomBytes(24).toString('base64url')
  const userId = await ensureBot(admin, companyId, password)
  const bot = await OdooSession.open({ url, database, login: botLogin, password }, fetcher)
  return {
    apiKey: await bot.mintApiKey('Crossdock', keyDays),
    login: botLogin,
    expiresAt: new Date(Date.now() + keyDays * 86_400_000),
    companyId,
    warehouseId,
    userId,
    databaseUuid: await readDatabaseUuid(admin),
  }
}

async function readDatabaseUuid(admin: OdooClient): Promise<string | null> {
  const rows = await admin
    .searchRead('ir.config_parameter', [['key', '=', 'database.uuid']], ['value'], z.object({ value: z.string() }))
    .catch((thrown: unknown) => {
      if (thrown instanceof AppError && (thrown.retry === 'after-fix' || thrown.retry === 'never')) return []
      throw thrown
    })
  return rows[0]?.value ?? null
}

export async function firstWarehouse(client: OdooClient, companyId: number): Promise<number> {
  const ours = [['company_id', '=', companyId]]
  const [warehouse] = await client.searchRead('stock.warehouse', ours, ['id'], idRow, { limit: 1 })
  if (warehouse) return warehouse.id
  const facts = { provider: 'Odoo', detail: 'the company has no warehouse' }
  throw new AppError('provider-refused', facts.detail, { facts })
}

async function checkModules(admin: OdooClient): Promise<void> {
  const rows = await admin.searchRead(
    'ir.module.module',
    [
      ['name', 'in', neededModules],
      ['state', '=', 'installed'],
    ],
    ['name'],
    z.object({ name: z.string() }),
  )
  const missing = neededModules.filter((name) => !rows.some((row) => row.name === name))
  if (missing.length > 0) {
    throw new AppError('provider-refused', `modules missing: ${missing.join()}`, {
      facts: { provider: 'Odoo', detail: `install these apps there first: ${missing.join(', ')}` },
    })
  }
}

async function ownCompany(admin: OdooClient, login: string): Promise<number> {
  const [user] = await admin.searchRead(
    'res.users',
    [['login', '=', login]],
    ['company_id'],
    z.object({ company_id: z.int() }),
  )
  if (!user)
    throw new AppError('provider-refused', 'the log-in has no user', {
      facts: { provider: 'Odoo', detail: 'the log-in has no user' },
    })
  return user.company_id
}

/**
 * Services without taxes of their own: each line says what it was taxed. What has the SKU already is used, whoever made
 * it: a second one would make the SKU ambiguous.
 */
async function makeServiceProducts(admin: OdooClient): Promise<void> {
  const fields = ['id', 'name', 'default_code', 'type', 'invoice_policy', 'list_price', 'taxes_id/.id']
  const wanted = Object.entries(serviceProducts).map(([key, { sku, name }]) => ({ key, sku, name }))
  const there = await admin.searchRead(
    'product.product',
    [['default_code', 'in', wanted.map(({ sku }) => sku)]],
    ['default_code', 'type'],
    productRow,
  )
  const missing = wanted.filter(({ sku }) => !there.some((product) => product.default_code === sku))
  if (missing.length === 0) return
  const data = missing.map(({ key, sku, name }) => [`crossdock.service-${key}`, name, sku, 'service', 'order', 0, ''])
  const answer = await admin.call({
    model: 'product.product',
    method: 'load',
    kind: 'repeatable',
    args: { fields, data },
    context: { mode: 'update', noupdate: true, tracking_disable: true },
    answer: loadAnswer,
  })
  if (answer.ids === false) {
    throw new AppError('provider-refused', `service products: ${answer.messages[0]?.message ?? ''}`, {
      facts: { provider: 'Odoo', detail: 'the service products could not be made' },
    })
  }
  // Made by an earlier set-up, but archived or renumbered since: `load` leaves those as they are.
  for (const [index, { sku }] of missing.entries()) {
    await admin.call({
      model: 'product.product',
      method: 'write',
      kind: 'repeatable',
      args: { ids: [answer.ids[index]], vals: { active: true, default_code: sku } },
      answer: done,
    })
  }
}

async function ensureBot(admin: OdooClient, companyId: number, password: string): Promise<number> {
  const groups: number[] = []
  for (const group of botGroups) {
    const [module = '', xml_id = ''] = group.split('.')
    const [, id] = await admin.call({
      model: 'ir.model.data',
      method: 'check_object_reference',
      kind: 'repeatable',
      args: { module, xml_id },
      answer: z.tuple([z.string(), z.int()]),
    })
    groups.push(id)
  }
  const values = {
    name: 'Crossdock',
    login: botLogin,
    password,
    tz: 'UTC',
    lang: 'en_US',
    company_id: companyId,
    company_ids: [[6, 0, [companyId]]],
    group_ids: [[6, 0, groups]],
    active: true,
  }
  const [known] = await admin.searchRead(
    'res.users',
    [
      ['login', '=', botLogin],
      ['active', 'in', [true, false]],
    ],
    ['id'],
    idRow,
  )
  if (known) {
    await admin.call({
      model: 'res.users',
      method: 'write',
      kind: 'repeatable',
      // Another company of the same database may be connected through this user: nothing is taken away from it.
      args: {
        ids: [known.id],
        vals: {
          password,
          active: true,
          tz: 'UTC',
          company_ids: [[4, companyId]],
          group_ids: groups.map((group) => [4, group]),
        },
      },
      context: { no_reset_password: true },
      answer: done,
    })
    return known.id
  }
  const [made] = await admin.call({
    model: 'res.users',
    method: 'create',
    kind: 'once',
    args: { vals_list: [values] },
    context: { no_reset_password: true },
    answer: z.array(z.int()),
  })
  if (made === undefined)
    throw new AppError('provider-contract-broken', 'res.users.create answered no id', { facts: { provider: 'Odoo' } })
  return made
}
