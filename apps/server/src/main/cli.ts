import { type ErrorCode, sentence } from '@crossdock/contracts/errors'
import { Command } from 'commander'
import { listDead, type ReplayFilter, revive } from '#jobs/store.ts'
import {
  deletedUnseen,
  findByIds,
  holdReasons,
  openTasks,
  recent,
  recordReasons,
  refundInWords,
  refundsOf,
  type StoredOrder,
  search,
  timelineOf,
} from '#modules/orders/index.ts'
import { findTenantBySlug, type Tenant } from '#modules/tenants/index.ts'
import { readConfig } from '#platform/config.ts'
import { generatedMasterKey, MasterKey } from '#platform/crypto/master-key.ts'
import { Vault } from '#platform/crypto/vault.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { urlForRole } from '#platform/db/roles.ts'
import { createLog } from '#platform/log.ts'
import { addPrivacyCommand } from './cli-privacy.ts'
import { addShopsCommand } from './cli-shops.ts'
import { runningHub } from './dev-state.ts'
import { printTable, when } from './print-table.ts'

/** What staff look at from a terminal: one order's timeline, what is parked and why, and the replay of it. */
const program = new Command('crossdock')
  .description('Looks into a Crossdock hub and replays what is parked.')
  .option('--tenant <slug>', 'whose', 'demo')

program
  .command('timeline')
  .description('what happened to an order; without one: the latest orders')
  .argument('[order]', 'its label (#1042 or 1042), the channel’s id, or ours')
  .action((text?: string) =>
    withTenant(async (app, tenant) => {
      await app.withTenant(tenant.tenantId, async (tx) => {
        const found =
          text === undefined ? await recent(tx, tenant.tenantId, 20) : await search(tx, tenant.tenantId, text)
        if (found.length === 0) {
          const deletedAt = text === undefined ? null : await deletedUnseen(tx, tenant.tenantId, text)
          if (deletedAt)
            return console.log(`Order ${text} was deleted in the channel (${when(deletedAt)}) before it came.`)
          console.log(
            text === undefined
              ? 'No orders yet. Try: npm run sandbox -- shopify order --count 20'
              : `No order ${text} in tenant ${tenant.slug}.`,
          )
          process.exitCode = text === undefined ? 0 : 1
          return
        }
        if (text === undefined) return printOrders(found)
        for (const order of found) {
          console.log(
            `${order.name}   ${order.erpState}${reasonOf(order)}   payment ${order.paymentStatus}   revision ${order.revision}`,
          )
          for (const mark of marksOf(order)) console.log(mark)
          console.log(`order ${order.orderId}   correlation ${order.correlationId}\n`)
          const entries = await timelineOf(tx, tenant.tenantId, order.orderId)
          printTable(
            ['when', 'what', ''],
            entries.map((entry) => [when(entry.at), entry.kind, entry.message]),
          )
          const refunds = await refundsOf(tx, tenant.tenantId, order.connectionId, order.sourceId)
          if (refunds.length > 0) console.log('\nRefunds, recorded and not booked in the ERP yet:\n')
          for (const refund of refunds)
            console.log(`${refund.at ? when(refund.at) : 'undated'}  ${refundInWords(refund)}.`)
          console.log()
        }
      })
    }),
  )

program
  .command('parked')
  .description('what waits for a person, and what to do about it')
  .action(() =>
    withTenant(async (app, tenant) => {
      await app.withTenant(tenant.tenantId, async (tx) => {
        const dead = await listDead(tx, tenant.tenantId, 200)
        const orders = new Map(
          (
            await findByIds(
              tx,
              tenant.tenantId,
              dead.flatMap((letter) =>
                letter.subject_kind === 'order' && letter.subject_id ? [letter.subject_id] : [],
              ),
            )
          ).map((order) => [order.orderId, order]),
        )
        const tasks = await openTasks(tx, tenant.tenantId, 200)
        if (dead.length === 0 && tasks.length === 0) return console.log('Nothing is parked, and no task is open.')
        if (dead.length > 0) {
          console.log('Parked (npm run replay -- ID, ORDER or --cause CODE, when the cause is mended):\n')
          printTable(
            ['id', 'order', 'cause', 'what to do'],
            dead.map((letter) => [
              letter.id,
              orders.get(letter.subject_id ?? '')?.name ?? '(unread)',
              letter.cause_code,
              sentence(letter.cause_code as ErrorCode, letter.cause_facts),
            ]),
          )
        }
        if (tasks.length > 0) {
          console.log('\nTasks:\n')
          printTable(
            ['order', 'kind', 'what to do'],
            tasks.map((task) => [task.name, task.kind, task.message]),
          )
        }
      })
    }),
  )

program
  .command('replay')
  .description('does parked work again')
  .argument('[what]', 'an id from `parked`, or an order')
  .option('--cause <code>', 'everything parked for this cause')
  .option('--all', 'everything parked')
  .action((what: string | undefined, options: { cause?: string; all?: boolean }) =>
    withTenant(async (app, tenant) => {
      if (what === undefined && !options.cause && !options.all)
        throw new Error('Say what: an id or an order, --cause CODE, or --all.')
      const replayed = await app.withTenant(tenant.tenantId, async (tx) => {
        const filter: ReplayFilter = options.cause ? { cause: options.cause } : {}
        if (what === undefined) return revive(tx, tenant.tenantId, filter)
        const [order] = await search(tx, tenant.tenantId, what)
        if (order) return revive(tx, tenant.tenantId, { ...filter, orderId: order.orderId })
        return /^[0-9a-f-]{36}$/.test(what) ? revive(tx, tenant.tenantId, { ...filter, workId: what }) : []
      })
      // The sweeper of the running hub rings their lanes within its interval.
      console.log(
        replayed.length === 0
          ? 'Nothing parked matches.'
          : `${replayed.length} replayed; npm run parked shows what is left.`,
      )
      if (replayed.length === 0) process.exitCode = 1
    }),
  )

addPrivacyCommand(program, withTenant)
addShopsCommand(program, withTenant)

/** What is special about an order, in sentences. */
function marksOf({ deletedAt, needsRefetch }: StoredOrder): string[] {
  return [
    ...(deletedAt ? [`Deleted in the channel (${when(deletedAt)}).`] : []),
    ...(needsRefetch ? ['May be out of date: the channel has to send it again, or to be asked.'] : []),
  ]
}

function printOrders(orders: StoredOrder[]): void {
  printTable(
    ['order', 'in the ERP', 'payment', 'changed in channel'],
    orders.map((order) => [
      order.name,
      `${order.erpState}${reasonOf(order)}${order.needsRefetch ? ', may be out of date' : ''}`,
      order.paymentStatus,
      when(order.version.occurredAt),
    ]),
  )
}

function reasonOf({ reasonCode, erpState }: StoredOrder): string {
  if (reasonCode === null) return ''
  const words: Record<string, string> = { ...recordReasons, ...holdReasons }
  return erpState === 'parked' ? ` (${reasonCode})` : words[reasonCode] ? ` (${reasonCode.replaceAll('-', ' ')})` : ''
}

/** Looks the tenant up as the owner, then works with the application's own role, which sees that tenant alone. */
async function withTenant(work: (app: Database, tenant: Tenant, vault: Vault) => Promise<void>): Promise<void> {
  const config = readConfig(process.env)
  const url = config.DATABASE_URL ?? runningHub(config.dataDir)?.databaseUrl
  if (!url) throw new Error('No hub is running here. Start it with `npm start`, or set DATABASE_URL.')
  const keys = new MasterKey(config.CROSSDOCK_MASTER_KEY ?? generatedMasterKey(config.dataDir))
  const log = createLog('silent')
  const owner = openDatabase({ url, name: 'crossdock cli', maxConnections: 1, log })
  const app = openDatabase({
    url: config.DATABASE_APP_URL ?? urlForRole(url, 'crossdock_app', keys),
    name: 'crossdock cli',
    maxConnections: 2,
    log,
  })
  try {
    const slug: string = program.opts().tenant
    const tenant = await owner.withoutTenant((tx) => findTenantBySlug(tx, slug))
    if (!tenant) throw new Error(`There is no tenant "${slug}".`)
    await work(app, tenant, new Vault(keys, app))
  } finally {
    await Promise.all([owner.close(), app.close()])
  }
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
