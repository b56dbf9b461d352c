import { OdooClient, OdooSession } from '@crossdock/connectors/odoo'
import pg from 'pg'
import { z } from 'zod'

/** A real Odoo for tests: a fresh database each, made from a template in about a second (scripts/odoo). */
export interface RealOdoo extends AsyncDisposable {
  url: string
  database: string
  login: string
  password: string
  /** With every right; for seeding and for looking, never for what is tested. */
  admin: OdooClient
  companyId: number
}

export interface RealOdooSource {
  url: string
  postgres: string
}

export function realOdooFrom(env: Record<string, string | undefined>): RealOdooSource | null {
  const { CROSSDOCK_TEST_ODOO_URL: url, CROSSDOCK_TEST_ODOO_PG: postgres } = env
  return url && postgres ? { url, postgres } : null
}

export async function freshRealOdoo(source: RealOdooSource): Promise<RealOdoo> {
  const made = await freshDatabase(source.postgres)
  try {
    return { ...(await enterRealOdoo(source.url, made.database)), [Symbol.asyncDispose]: made[Symbol.asyncDispose] }
  } catch (error) {
    await made[Symbol.asyncDispose]()
    throw error
  }
}

/** A database like the template; dropped when it is disposed of, whoever still uses it. */
export async function freshDatabase(postgres: string): Promise<{ database: string } & AsyncDisposable> {
  // Never the same name twice: Odoo's workers cache by it.
  const database = `cd_${process.pid}_${Date.now().toString(36)}_${Math.random().toString(36).slice(2, 8)}`
  await statement(postgres, `create database ${database} template crossdock_template`)
  return {
    database,
    [Symbol.asyncDispose]: () => statement(postgres, `drop database if exists ${database} with (force)`),
  }
}

/** Logs in as the administrator of a database that is there. */
export async function enterRealOdoo(url: string, database: string): Promise<Omit<RealOdoo, keyof AsyncDisposable>> {
  const logIn = { login: 'admin', password: 'admin' }
  const session = await OdooSession.open({ url, database, ...logIn })
  const apiKey = await session.mintApiKey('tests', 1)
  const admin = new OdooClient({ url, database, apiKey, callTimeoutMs: 120_000 })
  const [company] = await admin.searchRead('res.company', [], ['id'], z.object({ id: z.int() }))
  return { url, database, ...logIn, admin, companyId: company?.id ?? 1 }
}

async function statement(postgres: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

export interface SeedProduct {
  sku: string
  name: string
  listPrice: number
  stock: number
}

/** Storable products with stock in the first warehouse (odoo.md §3.2). @returns product ids by SKU */
export async function seedCatalogue(admin: OdooClient, products: readonly SeedProduct[]): Promise<Map<string, number>> {
  const ids = await admin.call({
    model: 'product.product',
    method: 'create',
    kind: 'once',
    answer: z.array(z.int()),
    context: { tracking_disable: true },
    args: {
      vals_list: products.map((product) => ({
        name: product.name,
        default_code: product.sku,
        list_price: product.listPrice,
        type: 'consu',
        is_storable: true,
        taxes_id: [[6, 0, []]],
      })),
    },
  })
  const [warehouse] = await admin.searchRead(
    'stock.warehouse',
    [],
    ['lot_stock_id'],
    z.object({ lot_stock_id: z.int() }),
  )
  const quants = await admin.call({
    model: 'stock.quant',
    method: 'create',
    kind: 'once',
    answer: z.array(z.int()),
    context: { inventory_mode: true },
    args: {
      vals_list: products.map((product, index) => ({
        product_id: ids[index],
        location_id: warehouse?.lot_stock_id,
        inventory_quantity: product.stock,
      })),
    },
  })
  await admin.call({
    model: 'stock.quant',
    method: 'action_apply_inventory',
    kind: 'once',
    args: { ids: quants },
    answer: z.unknown(),
  })
  return new Map(products.map((product, index) => [product.sku, ids[index] ?? 0]))
}
