import { errorCodes, sentence } from '@crossdock/contracts/errors'
import { currencyExponent, formatAmount } from '@crossdock/contracts/money'
import type { ReplayFilter } from '#jobs/store.ts'
import { closeTasks } from '#modules/orders/index.ts'
import { type DryRun, dismissLetters, dryRun, parkedLetters, replayLetters } from '#modules/sync/index.ts'
import { printTable } from '../print-table.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import { exit, Misunderstood } from './exit-codes.ts'
import type { Inside } from './inside.ts'
import { orderJson } from './order-words.ts'
import { theOrder } from './which-order.ts'

interface Which {
  cause?: string
  all?: boolean
}

type ReplayOptions = Which & { dryRun?: boolean; perMinute?: string }

export function replayCommands({ program, inTenant }: Crossdock): void {
  program
    .command('replay')
    .description('carries parked work again')
    .argument('[what]', 'an order, or an id from `parked`')
    .option('--cause <code>', 'everything parked for this cause')
    .option('--all', 'everything parked')
    .option('--dry-run', 'shows what would be sent and what the ERP holds now; sends nothing')
    .option('--per-minute <n>', 'at most so many a minute')
    .action((what: string | undefined, options: ReplayOptions) => inTenant((hub) => replayParked(hub, what, options)))
  program
    .command('dismiss')
    .description('lets parked work go: it is not carried again until the channel changes the order')
    .argument('[what]', 'an order (its tasks too), or an id from `parked`')
    .option('--cause <code>', 'everything parked for this cause')
    .option('--all', 'everything parked')
    .requiredOption('--reason <text>', 'why; it stands in the timeline')
    .action((what: string | undefined, options: Which & { reason: string }) =>
      inTenant((hub) => dismissParked(hub, what, options)),
    )
}

async function replayParked(inside: Inside, what: string | undefined, options: ReplayOptions): Promise<Answer> {
  const { app, tenant, ringer } = inside
  const perMinute = options.perMinute === undefined ? undefined : Number(options.perMinute)
  if (perMinute !== undefined && !(perMinute > 0)) throw new Misunderstood('--per-minute needs a number above 0.')
  const filter = await filterOf(inside, what, options)
  if (options.dryRun) return showDryRun(inside, filter)
  const again = filter === null ? 0 : await replayLetters(app, ringer, tenant.tenantId, filter, perMinute)
  return {
    json: { replayed: again },
    exitCode: again === 0 ? exit.notDone : exit.done,
    print: () =>
      console.log(
        again === 0 ? 'Nothing parked matches.' : `${again} replayed; npx crossdock parked shows what is left.`,
      ),
  }
}

/** An order's open tasks are closed with it. */
async function dismissParked(
  inside: Inside,
  what: string | undefined,
  options: Which & { reason: string },
): Promise<Answer> {
  const { app, tenant } = inside
  const filter = await filterOf(inside, what, options)
  const gone = filter === null ? 0 : await dismissLetters(app, tenant.tenantId, filter, options.reason)
  const orderId = filter?.orderId
  const tasks =
    orderId === undefined
      ? 0
      : await app.withTenant(tenant.tenantId, (tx) => closeTasks(tx, tenant.tenantId, orderId, options.reason))
  return {
    json: { dismissed: gone, tasksClosed: tasks },
    exitCode: gone + tasks === 0 ? exit.notDone : exit.done,
    print: () =>
      console.log(gone + tasks === 0 ? 'Nothing parked matches.' : `${gone} let go, ${tasks} task(s) closed.`),
  }
}

/** Null: it names nothing that is there. */
async function filterOf(inside: Inside, what: string | undefined, which: Which): Promise<ReplayFilter | null> {
  if (what === undefined && !which.cause && !which.all)
    throw new Misunderstood('Say what: an order, an id, --cause CODE, or --all.')
  if (which.cause && !(which.cause in errorCodes)) throw new Misunderstood(`There is no cause "${which.cause}".`)
  const byCause: ReplayFilter = which.cause ? { cause: which.cause } : {}
  if (what === undefined) return byCause
  const order = await theOrder(inside, what)
  if (order) return { ...byCause, orderId: order.orderId }
  return /^[0-9a-f-]{36}$/.test(what) ? { ...byCause, workId: what } : null
}

/** More than this is read neither by people nor, in one go, by an ERP. */
const mostTried = 50

async function showDryRun({ app, tenant, vault, erps }: Inside, filter: ReplayFilter | null): Promise<Answer> {
  const letters =
    filter === null
      ? []
      : await app.withTenant(tenant.tenantId, (tx) => parkedLetters(tx, tenant.tenantId, filter, mostTried))
  const orderIds = [...new Set(letters.flatMap(({ orderId }) => orderId ?? []))]
  const port = (tenantId: string, connectionId: string) => erps.port(tenantId, connectionId)
  const runs = orderIds.length === 0 ? [] : await dryRun(tenant.tenantId, orderIds, { database: app, vault, port })
  const unread = letters.filter(({ orderId }) => orderId === null)
  return {
    json: { orders: runs.map(runJson), readAgain: unread, onlyOldest: letters.length === mostTried },
    exitCode: letters.length === 0 ? exit.notDone : exit.done,
    print() {
      if (letters.length === 0) return console.log('Nothing parked matches.')
      for (const run of runs) printRun(run)
      for (const letter of unread)
        console.log(`${letter.workId}: the message would be read again. ${letter.sentence}\n`)
      console.log(
        `Nothing was sent. ${letters.length === mostTried ? `The oldest ${mostTried} are shown.` : ''}`.trim(),
      )
    },
  }
}

/** Amounts and lines; whom it is for stays out of it. */
function runJson({ order, document, refusals, now, would }: DryRun) {
  return {
    order: orderJson(order),
    would,
    refusals: refusals.map(({ code, facts }) => ({ code, sentence: sentence(code, { ...facts, order: order.name }) })),
    toSend: document && { expected: document.expected, lines: document.lines },
    there: now,
  }
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
