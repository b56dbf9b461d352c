import {
  type AlertChannelName,
  type AlertKindName,
  alertTitle,
  isAlertKind,
  isTimeZone,
  openAlerts,
  recipientsOf,
  removeRecipient,
  saveRecipient,
  tenantKinds,
} from '#modules/alerts/index.ts'
import { printTable, when } from '../print-table.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import { exit, Misunderstood } from './exit-codes.ts'
import type { Inside } from './inside.ts'
import { orFromInput } from './read-secret.ts'

export interface AlertOptions {
  mail?: string
  whatsapp?: string
  kinds?: string
  quiet?: string
  timeZone?: string
  remove?: string
}

export function alertCommand({ program, inTenant }: Crossdock): void {
  program
    .command('alerts')
    .description('what is in trouble, and who is told of it')
    .option('--mail <address>', 'tells somebody by mail; - reads it from standard input')
    .option('--whatsapp <number>', 'tells somebody by WhatsApp, as +919876543210; - reads it from standard input')
    .option('--kinds <kinds>', 'of these kinds only, separated by commas; else of all')
    .option('--quiet <hours>', 'not between these hours: 22:00-07:00')
    .option('--time-zone <zone>', 'of the quiet hours: Asia/Kolkata')
    .option('--remove <id>', 'somebody is not told any more')
    .action((options: AlertOptions) => inTenant((hub) => alerts(hub, options)))
}

/** What people should see to, and who is told of it. */
export async function alerts(inside: Inside, options: AlertOptions): Promise<Answer> {
  if (options.remove !== undefined) return remove(inside, options.remove)
  if (options.mail !== undefined) return add(inside, 'mail', options.mail, options)
  if (options.whatsapp !== undefined) return add(inside, 'whatsapp', options.whatsapp, options)
  const { app, vault, tenant } = inside
  const { tenantId } = tenant
  const [open, people] = await app.withTenant(tenantId, async (tx) => [
    await openAlerts(tx, tenantId),
    await recipientsOf(tx, vault, tenantId),
  ])
  return {
    json: {
      open: open.map((one) => ({ openedAt: one.openedAt, kind: one.kind, title: alertTitle(one) })),
      told: people.map(({ address, ...one }) => ({ ...one, address: masked(address) })),
    },
    print() {
      if (open.length === 0) console.log('Nothing is in trouble.')
      else
        printTable(
          ['since', 'kind', 'what'],
          open.map((one) => [when(one.openedAt), one.kind, alertTitle(one)]),
        )
      console.log()
      if (people.length === 0)
        return console.log('Nobody is told. To tell somebody: npx crossdock alerts --mail ADDRESS')
      printTable(
        ['id', 'by', 'to', 'of', 'not between'],
        people.map(({ recipient, channel, address, kinds, quiet, timeZone }) => [
          recipient,
          channel,
          masked(address),
          kinds?.join(', ') ?? 'everything',
          quiet ? `${quiet.from} and ${quiet.until} (${timeZone})` : '',
        ]),
      )
    },
  }
}

async function add(
  { app, vault, tenant: { tenantId } }: Inside,
  channel: AlertChannelName,
  given: string,
  { kinds, quiet, timeZone = 'UTC' }: AlertOptions,
): Promise<Answer> {
  const address = await orFromInput(given, channel === 'mail' ? 'Address' : 'Number')
  const right = channel === 'mail' ? /^[^\s@]+@[^\s@]+\.[^\s@]+$/ : /^\+[1-9]\d{6,14}$/
  if (!right.test(address))
    throw new Misunderstood(channel === 'mail' ? 'This is no e-mail address.' : 'Write the number as +919876543210.')
  const [, from, until] = quiet?.match(/^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)$/) ?? []
  if (quiet !== undefined && (!from || !until)) throw new Misunderstood('Write quiet hours as 22:00-07:00.')
  if (!isTimeZone(timeZone)) throw new Misunderstood(`There is no time zone "${timeZone}"; write it as Asia/Kolkata.`)
  const wanted = {
    channel,
    address,
    kinds: kinds === undefined ? null : kinds.split(',').map((name) => kindOf(name.trim())),
    quiet: from && until ? { from, until } : null,
    timeZone,
  }
  await app.withTenant(tenantId, (tx) => saveRecipient(tx, vault, tenantId, wanted))
  return {
    json: { channel, address: masked(address), kinds: wanted.kinds },
    print: () => console.log(`${masked(address)} is told from now on.`),
  }
}

function kindOf(name: string): AlertKindName {
  if (isAlertKind(name) && tenantKinds.includes(name)) return name
  throw new Misunderstood(`There is no kind "${name}". There are: ${tenantKinds.join(', ')}.`)
}

async function remove({ app, tenant: { tenantId } }: Inside, id: string): Promise<Answer> {
  const isId = /^[0-9a-f-]{36}$/.test(id)
  const gone = isId && (await app.withTenant(tenantId, (tx) => removeRecipient(tx, tenantId, id)))
  return {
    json: { removed: gone },
    exitCode: gone ? exit.done : exit.notDone,
    print: () => console.log(gone ? 'Not told any more.' : 'Nobody who is told has this id.'),
  }
}

/** Enough to know who it is: a…@example.com, …3210. */
function masked(address: string): string {
  const [name, host] = address.split('@')
  return host === undefined ? `…${address.slice(-4)}` : `${name?.slice(0, 1)}…@${host}`
}
