import Fastify, { type FastifyInstance } from 'fastify'
import { type Database, environment, openDatabase } from './database.ts'
import { Faults } from './faults.ts'
import type { Timing } from './http/call.ts'
import { Doors, type OdooWay } from './http/doors.ts'
import { json2Routes } from './http/json2.ts'
import { jsonRpcRoutes } from './http/jsonrpc.ts'
import { sessionRoutes } from './http/session.ts'
import { xmlRpcRoutes } from './http/xmlrpc.ts'
import type { JsonObject } from './orm/json.ts'
import { search } from './orm/search.ts'
import type { Store } from './orm/store.ts'
import { readRow } from './orm/values.ts'
import { addProducts, type SandboxProduct } from './products.ts'
import { models } from './registry.ts'

export interface OdooSandboxOptions extends Partial<Timing> {
  /** 0 or nothing: any free one. */
  port?: number
  database?: string
  /** More databases on the same host; then X-Odoo-Database must be sent (odoo.md 1.2). */
  otherDatabases?: string[]
  products?: SandboxProduct[]
  /** An Odoo 18 has neither JSON-2 nor `/web/version` (odoo.md 1.1); fields and models stay those of 19. */
  generation?: 19 | 18
  /** Ways in that something in front keeps away: 405, a page. */
  blocked?: OdooWay[]
}

export interface OdooSandbox extends AsyncDisposable {
  readonly url: string
  readonly database: string
  readonly adminLogin: 'admin'
  readonly adminPassword: 'admin'
  /** The rows themselves, for assertions. */
  readonly store: Store
  readonly faults: Faults
  /** Which ways in were used, oldest first. */
  readonly waysUsed: readonly OdooWay[]
  /** The most method calls that ever ran at the same time. */
  readonly mostAtOnce: number
  /** Opens and closes ways in while it runs. */
  block(ways: OdooWay[]): void
  /** A key for the administrator (or another user), without the three calls of odoo.md 1.3b. */
  mintKey(userId?: number, days?: number): string
  /** All keys of a user stop working, as when somebody deletes them in his preferences. */
  revokeKeys(login: string): void
  seedProducts(products: SandboxProduct[]): void
  /** Every order with its lines, as `read` with plain ids would show them. */
  saleOrders(): SandboxSaleOrder[]
  stop(): Promise<void>
}

export interface SandboxSaleOrder extends JsonObject {
  id: number
  name: string
  state: string
  lines: JsonObject[]
}

const ADMIN = 2

export async function startOdooSandbox(options: OdooSandboxOptions = {}): Promise<OdooSandbox> {
  const timing: Timing = {
    latencyMs: options.latencyMs ?? 0,
    confirmMsPerOrder: options.confirmMsPerOrder ?? 5,
    loadMsPerRow: options.loadMsPerRow ?? 0.2,
  }
  const name = options.database ?? 'sandbox'
  const databases = new Map([name, ...(options.otherDatabases ?? [])].map((each) => [each, openDatabase(each, timing)]))
  const database = databases.get(name) as Database
  const faults = new Faults()
  addProducts(environment(database, ADMIN, {}), options.products ?? [])

  const doors = new Doors(options.generation ?? 19, options.blocked ?? [])
  const app = buildApp(databases, faults, doors)
  // Loopback only: it has no secrets worth keeping and no limits.
  const url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })
  const stop = () => app.close()
  return {
    url,
    database: name,
    adminLogin: 'admin',
    adminPassword: 'admin',
    store: database.store,
    faults,
    waysUsed: doors.used,
    get mostAtOnce() {
      return doors.mostAtOnce
    },
    block: (ways) => doors.block(ways),
    mintKey: (userId = ADMIN, days = 0) => database.keys.generate(userId, 'sandbox', days),
    revokeKeys(login) {
      const user = database.store.rows('res.users').find((row) => row.login === login)
      if (user) database.keys.revokeAllOf(user.id)
    },
    seedProducts: (products) => addProducts(environment(database, ADMIN, {}), products),
    saleOrders: () => listOrders(database),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function buildApp(databases: Map<string, Database>, faults: Faults, doors: Doors): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 128 * 1024 * 1024 })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  // Odoo never keeps a connection, so neither may a client count on it (odoo.md 1.2).
  app.addHook('onRequest', async (request, reply) => {
    reply.header('connection', 'close').header('x-content-type-options', 'nosniff')
    const status = doors.closed(request.url)
    if (status === null) doors.enter(reply.raw)
    if (status !== null) return reply.code(status).type('text/html; charset=utf-8').send('<html>Not here</html>')
  })
  const version = { version_info: [19, 0, 0, 'final', 0, ''], version: '19.0' }
  app.get('/web/version', async () => version)
  app.get('/json/version', async () => version)
  app.get('/web/health', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'pass' }))
  sessionRoutes(app, databases)
  json2Routes(app, databases, faults)
  const rpc = { databases, faults, version: `${doors.generation}.0` }
  jsonRpcRoutes(app, rpc)
  xmlRpcRoutes(app, rpc)
  return app
}

function listOrders(database: Database): SandboxSaleOrder[] {
  const env = environment(database, ADMIN, { active_test: false })
  const read = (model: string, row: Parameters<typeof readRow>[2]) =>
    readRow(env, model, row, Object.keys(models.get(model)?.fields ?? {}), false)
  return search(env, 'sale.order', [], { order: 'id' }).map((row) => {
    const lines = search(env, 'sale.order.line', [['order_id', '=', row.id]], { order: 'sequence, id' })
    const order = read('sale.order', row)
    return {
      ...order,
      id: row.id,
      name: String(order.name),
      state: String(order.state),
      lines: lines.map((line) => read('sale.order.line', line)),
    }
  })
}
