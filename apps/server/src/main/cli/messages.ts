import { listMessages } from '#modules/messaging/index.ts'
import { printTable, when } from '../print-table.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import { Misunderstood, NotDone } from './exit-codes.ts'
import type { Inside } from './inside.ts'
import { theOrder } from './which-order.ts'
import { type ToWrite, writeAgain, writeMessage } from './write-message.ts'

type MessageFilter = Parameters<typeof listMessages>[3]

interface Wanted {
  order?: string
  state?: string
  direction?: string
  limit: string
  people?: boolean
}

const mostListed = 500
/** As they pass, and how they may end. */
const states = [
  'received',
  'queued',
  'sending',
  'outcome-unknown',
  'accepted',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'refused',
] as const satisfies readonly NonNullable<MessageFilter['state']>[]

export function messageCommands({ program, inTenant }: Crossdock): void {
  const messages = program.command('messages').description('what customers wrote and were told')
  messages
    .command('list', { isDefault: true })
    .description('the latest ones; people are masked, their words left out')
    .option('--order <order>', 'only of this order')
    .option('--state <state>', states.join(', '))
    .option('--direction <way>', 'in or out')
    .option('--limit <n>', 'how many', '20')
    .option('--people', 'with phones, names and words; a terminal keeps what it showed')
    .action((wanted: Wanted) => inTenant((hub) => list(hub, wanted)))
  messages
    .command('write')
    .description('writes to a customer, past the same rules as everything that is sent')
    .argument('[words...]', 'the text; of a template what fills it in')
    .option('--order <order>', 'to whoever placed it')
    .option('--conversation <id>', 'to whom it is with')
    .option('--phone <phone>', 'as +919000000001; - reads it from standard input')
    .option('--number <connection>', 'where it goes out from, where there are several')
    .option('--template <name>', 'an approved template instead of a text')
    .option('--language <code>', 'of the template', 'en')
    .option('--key <text>', 'the same key is the same message, however often it is asked for')
    .action((words: string[], wanted: ToWrite) => inTenant((hub) => writeMessage(hub, words, wanted)))
  messages
    .command('again')
    .description('sends once more what failed, was refused or may be out')
    .argument('<id>', 'as `list --json` shows it')
    .action((id: string) => inTenant((hub) => writeAgain(hub, id)))
}

async function list(hub: Inside, wanted: Wanted): Promise<Answer> {
  const {
    app,
    vault,
    tenant: { tenantId },
  } = hub
  const limit = Number(wanted.limit)
  if (!Number.isInteger(limit) || limit < 1 || limit > mostListed)
    throw new Misunderstood(`--limit takes a whole number from 1 to ${mostListed}.`)
  const filter = await filterOf(hub, wanted)
  const people = wanted.people === true
  const { messages } = await app.withTenant(tenantId, (tx) =>
    listMessages(tx, vault, tenantId, filter, { before: null, limit, people }),
  )
  return {
    json: { messages },
    print() {
      if (messages.length === 0) return console.log('No messages.')
      printTable(
        ['when', '', 'state', 'with', 'what'],
        messages.map((one) => [
          when(one.at).slice(0, 19),
          one.direction === 'in' ? '←' : '→',
          one.state,
          [one.who.name, one.who.phone ?? one.who.userId].filter(Boolean).join(' ') || '••••',
          one.reason?.sentence ?? one.text ?? one.notice ?? one.template?.name ?? one.type,
        ]),
      )
    },
  }
}

async function filterOf(hub: Inside, wanted: Wanted): Promise<MessageFilter> {
  const state = states.find((one) => one === wanted.state)
  if (wanted.state !== undefined && !state) throw new Misunderstood(`--state is one of ${states.join(', ')}.`)
  const direction = (['in', 'out'] as const).find((one) => one === wanted.direction)
  if (wanted.direction !== undefined && !direction) throw new Misunderstood('--direction is in or out.')
  const filter: MessageFilter = { ...(state ? { state } : {}), ...(direction ? { direction } : {}) }
  const { order: text } = wanted
  if (text === undefined) return filter
  const order = await theOrder(hub, text)
  if (!order) throw new NotDone(`There is no order ${text}.`)
  return { ...filter, orderId: order.orderId }
}
