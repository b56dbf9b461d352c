import { Command } from 'commander'
import { type AlertOptions, alerts } from './cli/alerts.ts'
import { type Inside, inside } from './cli/inside.ts'
import { type MapOptions, map } from './cli/map.ts'
import { parked } from './cli/parked.ts'
import { privacy } from './cli/privacy.ts'
import { dismissParked, replayParked, type Which } from './cli/replay.ts'
import { shops, shopToken } from './cli/shops.ts'
import { timeline } from './cli/timeline.ts'

/** What staff look at from a terminal: an order's timeline, what is parked and why, its replay, and what is mapped. */
const program = new Command('crossdock')
  .description('Looks into a Crossdock hub, and mends what is parked.')
  .option('--tenant <slug>', 'whose', 'demo')

const run = (work: (inside: Inside) => Promise<void>): Promise<void> => inside(program.opts().tenant, work)

program
  .command('timeline')
  .description('what happened to an order; without one: the latest orders')
  .argument('[order]', 'its label (#1042 or 1042), the channel’s id, or ours')
  .action((text?: string) => run((hub) => timeline(hub, text)))

program
  .command('parked')
  .description('what waits for a person, by cause, and what to do about it')
  .option('--cause <code>', 'each one of this cause')
  .action((options: { cause?: string }) => run((hub) => parked(hub, options.cause)))

program
  .command('replay')
  .description('carries parked work again')
  .argument('[what]', 'an order, or an id from `parked`')
  .option('--cause <code>', 'everything parked for this cause')
  .option('--all', 'everything parked')
  .option('--dry-run', 'shows what would be sent and what the ERP holds now; sends nothing')
  .option('--per-minute <n>', 'at most so many a minute')
  .action((what: string | undefined, options: Which & { dryRun?: boolean; perMinute?: string }) =>
    run((hub) => replayParked(hub, what, options)),
  )

program
  .command('dismiss')
  .description('lets parked work go: it is not carried again until the channel changes the order')
  .argument('[what]', 'an order (its tasks too), or an id from `parked`')
  .option('--cause <code>', 'everything parked for this cause')
  .option('--all', 'everything parked')
  .requiredOption('--reason <text>', 'why; it stands in the timeline')
  .action((what: string | undefined, options: Which & { reason: string }) =>
    run((hub) => dismissParked(hub, what, options)),
  )

program
  .command('map')
  .description('says what an SKU, tax, payment method or place of a channel is in the ERP')
  .argument('[kind]', 'product, tax, gateway, location, fallback-product')
  .argument('[key]', 'as `parked` and `map` list it')
  .argument('[target]', 'an id of the ERP, or a text that only one record there has')
  .option('--erp <name>', 'which ERP connection, when there are several')
  .option('--forget', 'removes the mapping')
  .action((kind: string | undefined, key: string | undefined, target: string | undefined, options: MapOptions) =>
    run((hub) => map(hub, kind, key, target, options)),
  )

program
  .command('privacy')
  .description('requests for data or erasure, with their deadlines')
  .option('--all', 'also what is done or set aside')
  .option('--done <id>', 'a request that has been seen to')
  .action((options: { all?: boolean; done?: string }) => run((hub) => privacy(hub, options)))

program
  .command('shops')
  .description('the connected shops, and what happened to their connections')
  .option('--connect-again <shop>', 'its app was installed anew (domain or name)')
  .option('--token <shop>', 'stores its Admin API token, from SHOPIFY_ADMIN_TOKEN or standard input (domain or name)')
  .action((options: { connectAgain?: string; token?: string }) =>
    run((hub) => (options.token === undefined ? shops(hub, options) : shopToken(hub, options.token))),
  )

program
  .command('alerts')
  .description('what is in trouble, and who is told of it')
  .option('--mail <address>', 'tells somebody by mail')
  .option('--whatsapp <number>', 'tells somebody by WhatsApp, as +919876543210')
  .option('--kinds <kinds>', 'of these kinds only, separated by commas; else of all')
  .option('--quiet <hours>', 'not between these hours: 22:00-07:00')
  .option('--time-zone <zone>', 'of the quiet hours: Asia/Kolkata')
  .option('--remove <id>', 'somebody is not told any more')
  .action((options: AlertOptions) => run((hub) => alerts(hub, options)))

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
