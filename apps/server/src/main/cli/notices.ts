import { readFile } from 'node:fs/promises'
import { noticeChoices, noticeKinds } from '@crossdock/contracts/notice-choices'
import { z } from 'zod'
import { chooseNotice, noticeSettings } from '#modules/messaging/index.ts'
import { listConnections } from '#modules/tenants/index.ts'
import { printTable, when } from '../print-table.ts'
import type { Answer } from './answer.ts'
import { oneOf } from './connections.ts'
import type { Crossdock } from './crossdock.ts'
import { Misunderstood, NotDone } from './exit-codes.ts'
import { fromWhereTyped } from './from-where-typed.ts'
import type { Inside } from './inside.ts'

interface ToChoose {
  shop: string
  number?: string
  choices?: string
}

export function noticeCommands({ program, inTenant }: Crossdock): void {
  const notices = program.command('notices').description('what customers are told of their orders by themselves')
  notices
    .command('list', { isDefault: true })
    .description('what is on, for which shop and from which number')
    .action(() => inTenant(list))
  notices
    .command('on')
    .description('for orders placed from now on; what is on already stays on since it was')
    .argument('<notice>', noticeKinds.join(', '))
    .requiredOption('--shop <connection>', 'whose customers get it')
    .option('--number <connection>', 'where it comes from; as before unless told')
    .option('--choices <file>', 'JSON: templates, languages and what fills them in; as before unless told')
    .addHelpText('after', '\nThe file is the `choices` of the API: see NoticeChoices at /v1/docs.')
    .action((notice: string, options: ToChoose) => inTenant((hub) => choose(hub, notice, true, options)))
  notices
    .command('off')
    .description('what is queued already goes out')
    .argument('<notice>', noticeKinds.join(', '))
    .requiredOption('--shop <connection>', 'whose customers get it no more')
    .action((notice: string, options: ToChoose) => inTenant((hub) => choose(hub, notice, false, options)))
}

async function list({ app, tenant: { tenantId } }: Inside): Promise<Answer> {
  const { settings, connections } = await app.withTenant(tenantId, async (tx) => ({
    settings: await noticeSettings(tx, tenantId, null),
    connections: await listConnections(tx, tenantId),
  }))
  const nameOf = (id: string): string => connections.find(({ connectionId }) => connectionId === id)?.name ?? id
  return {
    json: { notices: settings },
    print() {
      if (settings.length === 0) return console.log('No notice has been chosen. npx crossdock notices on --help')
      printTable(
        ['shop', 'notice', 'on since', 'from', 'templates'],
        settings.map(({ connectionId, notice, onSince, messagingConnectionId, choices }) => [
          nameOf(connectionId),
          notice,
          onSince === null ? 'off' : when(onSince).slice(0, 16),
          nameOf(messagingConnectionId),
          choices.templates.map(({ name, language }) => `${name} (${language})`).join(', '),
        ]),
      )
    },
  }
}

async function choose(hub: Inside, text: string, on: boolean, options: ToChoose): Promise<Answer> {
  const {
    app,
    tenant: { tenantId },
  } = hub
  const notice = noticeKinds.find((one) => one === text)
  if (!notice) throw new Misunderstood(`A notice is one of ${noticeKinds.join(', ')}.`)
  const shop = await oneOf(hub, options.shop)
  const number = options.number === undefined ? null : await oneOf(hub, options.number)
  const choices = options.choices === undefined ? null : await choicesIn(options.choices)
  const setting = await app.withTenant(tenantId, async (tx) => {
    const settings = await noticeSettings(tx, tenantId, shop.connectionId)
    const before = settings.find((one) => one.notice === notice)
    const messagingConnectionId = number?.connectionId ?? before?.messagingConnectionId
    const words = choices ?? before?.choices
    if (messagingConnectionId === undefined || words === undefined)
      throw new NotDone(`Nobody has chosen ${notice} for ${shop.name} yet: say --number and --choices.`)
    const wish = { connectionId: shop.connectionId, notice, messagingConnectionId, on, choices: words }
    return chooseNotice(tx, tenantId, wish, new Date())
  })
  return {
    json: setting,
    print: () => console.log(`${notice} is ${on ? 'on' : 'off'} for ${shop.name}.`),
  }
}

async function choicesIn(file: string): Promise<z.output<typeof noticeChoices>> {
  const text = await readFile(fromWhereTyped(file), 'utf8').catch(() => {
    throw new NotDone(`${file} cannot be read.`)
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new NotDone(`${file} is not JSON.`)
  }
  const read = noticeChoices.safeParse(json)
  if (!read.success) throw new NotDone(`${file} does not fit:\n${z.prettifyError(read.error)}`)
  return read.data
}
