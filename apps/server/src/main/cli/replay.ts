import { errorCodes, sentence } from '@crossdock/contracts/errors'
import { currencyExponent, formatAmount } from '@crossdock/contracts/money'
import type { ReplayFilter } from '#jobs/store.ts'
import { closeTasks, search } from '#modules/orders/index.ts'
import { type DryRun, dismissLetters, dryRun, parkedLetters, replayLetters } from '#modules/sync/index.ts'
import { printTable } from '../print-table.ts'
import type { Inside } from './inside.ts'

export interface Which {
  cause?: string
  all?: boolean
}

/** `npm run replay -- ORDER | ID | --cause CODE | --all [--dry-run] [--per-minute N]` */
export async function replayParked(
  inside: Inside,
  what: string | undefined,
  options: Which & { dryRun?: boolean; perMinute?: string },
): Promise<void> {
  const { app, tenant, ringer } = inside
  const filter = await filterOf(inside, what, options)
  if (options.dryRun) return showDryRun(inside, filter)
  const perMinute = options.perMinute === undefined ? undefined : Number(options.perMinute)
  if (perMinute !== undefined && !(perMinute > 0)) throw new Error('--per-minute needs a number above 0.')
  const again = filter === null ? 0 : await replayLetters(app, ringer, tenant.tenantId, filter, perMinute)
  console.log(again === 0 ? 'Nothing parked matches.' : `${again} replayed; npm run parked shows what is left.`)
  if (again === 0) process.exitCode = 1
}

/** `npm run dismiss -- ORDER | ID | --cause CODE | --all --reason TEXT`; an order's open tasks are closed with it. */
export async function dismissParked(
  inside: Inside,
  what: string | undefined,
  options: Which & { reason: string },
): Promise<void> {
  const { app, tenant } = inside
  const filter = await filterOf(inside, what, options)
  const gone = filter === null ? 0 : await dismissLetters(app, tenant.tenantId, filter, options.reason)
  const orderId = filter?.orderId
  const tasks =
    orderId === undefined
      ? 0
      : await app.withTenant(tenant.tenantId, (tx) => closeTasks(tx, tenant.tenantId, orderId, options.reason))
  console.log(gone + tasks === 0 ? 'Nothing parked matches.' : `${gone} let go, ${tasks} task(s) closed.`)
  if (gone + tasks === 0) process.exitCode = 1
}

/** Null: it names nothing that is there. */
async function filterOf({ app, tenant }: Inside, what: string | undefined, which: Which): Promise<ReplayFilter | null> {
  if (what === undefined && !which.cause && !which.all)
    throw new Error('Say what: an order, an id, --cause CODE, or --all.')
  if (which.cause && !(which.cause in errorCodes)) throw new Error(`There is no cause "${which.cause}".`)
  const byCause: ReplayFilter = which.cause ? { cause: which.cause } : {}
  if (what === undefined) return byCause
  const [order] = await app.withTenant(tenant.tenantId, (tx) => search(tx, tenant.tenantId, what))
  if (order) return { ...byCause, orderId: order.orderId }
  return /^[0-9a-f-]{36}$/.test(what) ? { ...byCause, workId: what } : null
}

/** More than this is read neither by people nor, in one go, by an ERP. */
const mostTried = 50

async function showDryRun({ app, tenant, vault, erps }: Inside, filter: ReplayFilter | null): Promise<void> {
  const letters =
    filter === null
      ? []
      : await app.withTenant(tenant.tenantId, (tx) => parkedLetters(tx, tenant.tenantId, filter, mostTried))
  if (letters.length === 0) {
    console.log('Nothing parked matches.')
    process.exitCode = 1
    return
  }
  const orderIds = [...new Set(letters.flatMap(({ orderId }) => orderId ?? []))]
  const port = (tenantId: string, connectionId: string) => erps.port(tenantId, connectionId)
  for (const run of await dryRun(tenant.tenantId, orderIds, { database: app, vault, port })) printRun(run)
  for (const letter of letters.filter(({ orderId }) => orderId === null))
    console.log(`${letter.workId}: the message would be read again. ${letter.sentence}\n`)
  console.log(`Nothing was sent. ${letters.length === mostTried ? `The oldest ${mostTried} are shown.` : ''}`.trim())
}

const verdicts: Record<DryRun['would'], string> = {
  refuse: 'would be refused again',
  create: 'would be made there',
  rewrite: 'would be written anew as a draft',
  confirm: 'would be written anew and confirmed',
  cancel: 'would be cancelled there',
  leave: 'would be left as it stands there',
}

function printRun({ order, document, refusals, now, would }: DryRun): void {
  console.log(`${order.name}: ${verdicts[would]}`)
  for (const refusal of refusals)
    console.log(`  why      ${sentence(refusal.code, { ...refusal.facts, order: order.name })}`)
  const money = (units: string, currency: string): string =>
    formatAmount(BigInt(units), currencyExponent(currency) ?? 2)
  if (document) {
    const { total, tax, currency } = document.expected
    console.log(`  to send  ${money(total, currency)} ${currency} (tax ${money(tax, currency)})`)
    printTable(
      ['', 'product', 'pieces', 'with tax', ''],
      document.lines.map((line) => [
        '',
        line.productId ?? '',
        String(line.quantity),
        money(line.total, currency),
        line.name,
      ]),
    )
  }
  console.log(
    now
      ? `  there    ${now.name}, ${now.state}, ${money(now.amounts.total, now.amounts.currency)} ${now.amounts.currency}, ${now.lines.length} line(s)${now.started ? ', delivered or invoiced already' : ''}\n`
      : '  there    nothing\n',
  )
}
