import type { Command } from 'commander'
import { type ConnectionFacts, connectionTimeline, listConnections } from '#modules/tenants/index.ts'
import { printTable, when } from '../print-table.ts'
import type { Answer } from './answer.ts'
import { checkConnection } from './connection-check.ts'
import { connectOdoo, connectShopify, type NewOdoo, type NewShopify } from './connection-create.ts'
import { type RotateOptions, rotateConnection } from './connection-rotate.ts'
import {
  changeWhatsapp,
  connectWhatsapp,
  type NewWhatsapp,
  resumeWhatsapp,
  type WhatsappSettings,
} from './connection-whatsapp.ts'
import type { Crossdock } from './crossdock.ts'
import { NotDone } from './exit-codes.ts'
import type { Inside } from './inside.ts'
import { ownEndpoints } from './own-endpoints.ts'

const secretHelp =
  '\nThe secret is read from CROSSDOCK_SECRET or standard input, never from an argument, which shells remember.'

export function connectionCommands({ program, inTenant }: Crossdock): void {
  const connections = program.command('connections').description('where orders come from and where they go')
  connections
    .command('list', { isDefault: true })
    .description('all of them')
    .action(() => inTenant(list))
  connections
    .command('show')
    .description('one, with where its channel has to call and what happened to it')
    .argument('<connection>', nameHelp)
    .action((name: string) => inTenant((hub) => show(hub, name)))
  declareCreate(connections, inTenant)
  connections
    .command('check')
    .description('asks the provider now: log-in, rights, what is missing')
    .argument('<connection>', nameHelp)
    .action((name: string) => inTenant(async (hub) => checkConnection(hub, await oneOf(hub, name), { live: false })))
  connections
    .command('preflight')
    .description('whether it may go live: the check, and everything around it')
    .argument('<connection>', nameHelp)
    .action((name: string) => inTenant(async (hub) => checkConnection(hub, await oneOf(hub, name), { live: true })))
  connections
    .command('rotate')
    .description('gives it new credentials: a key of an ERP, the secret a channel signs with, a token of a number')
    .argument('<connection>', nameHelp)
    .option('--login <name>', 'ERP: whose password or key is given; the connection’s own user unless told')
    .option('--app-secret', 'WhatsApp: the secret that Meta signs with, instead of the access token')
    .option('--drop-previous', 'channel: the secret before the new one is valid no more')
    .addHelpText('after', `${secretHelp}\nA shop’s Admin API token is given with: npx crossdock shops --token SHOP`)
    .action((name: string, options: RotateOptions) =>
      inTenant(async (hub) => rotateConnection(hub, await oneOf(hub, name), options)),
    )
  connections
    .command('change')
    .description('how a number of WhatsApp is written through; tried first')
    .argument('<connection>', nameHelp)
    .option('--api-version <version>', versionHelp)
    .option('--marketing-path <path>', pathHelp)
    .action((name: string, wanted: WhatsappSettings) =>
      inTenant(async (hub) => changeWhatsapp(hub, await oneOf(hub, name), wanted)),
    )
  connections
    .command('resume')
    .description('lets a number send again that the provider, or a person, had stopped')
    .argument('<connection>', nameHelp)
    .requiredOption('--reason <text>', 'what was settled; stands in its story')
    .action((name: string, { reason }: { reason: string }) =>
      inTenant(async (hub) => resumeWhatsapp(hub, await oneOf(hub, name), reason)),
    )
}

const versionHelp = 'of Meta’s API, as v26.0; the one this hub was made for unless told'
const pathHelp = 'messages, or marketing_messages where Meta asks for it (131063)'

const whatsappHelp = `${secretHelp}
Two lines: the access token of a system user, then the app secret.`

const nameHelp = 'its name, account or id, as `list` shows them'

function declareCreate(connections: Command, inTenant: Crossdock['inTenant']): void {
  const create = connections.command('create').description('connects an ERP or a channel')
  create
    .command('odoo')
    .description('logs in, makes a user with few rights and a key of its own, and stores that')
    .requiredOption('--url <address>', 'https://erp.example.com')
    .requiredOption('--database <name>', 'its database')
    .requiredOption('--login <name>', 'an administrator, who is needed this once; or any user, who is taken as he is')
    .option('--name <text>', 'how people call the connection', 'Odoo')
    .option('--transport <way>', 'auto, json-2, json-rpc or xml-rpc', 'auto')
    .option('--for-channels', 'every channel of the tenant sends its orders there from now on')
    .addHelpText('after', secretHelp)
    .action((options: NewOdoo) => inTenant((hub) => connectOdoo(hub, options)))
  create
    .command('shopify')
    .description('makes the address that the shop has to call, and accepts what is signed with its secret')
    .requiredOption('--shop <domain>', 'your-shop.myshopify.com')
    .option('--name <text>', 'how people call the connection; the domain unless told')
    .option('--erp <name>', 'which ERP carries its orders; the only one unless told')
    .option('--cut-over <moment>', 'orders placed before are recorded and not carried; now unless told')
    .option('--confirm <when>', 'at-paid or at-create: when an order is confirmed in the ERP', 'at-paid')
    .addHelpText('after', `${secretHelp}\nIt is the client secret of the app, which signs its webhooks.`)
    .action((options: NewShopify) => inTenant((hub) => connectShopify(hub, options)))
  create
    .command('whatsapp')
    .description('connects a number of WhatsApp Cloud, and makes the address that Meta has to call')
    .requiredOption('--phone-number-id <digits>', 'of the number, as Meta shows it')
    .requiredOption('--waba-id <digits>', 'of the WhatsApp Business Account')
    .option('--app-id <digits>', 'of the app; with it a check says whether the app hears the account')
    .option('--base-url <address>', 'a stand-in on this machine, http://127.0.0.1:PORT, instead of Meta')
    .option('--api-version <version>', versionHelp)
    .option('--marketing-path <path>', pathHelp)
    .option('--verify-token <text>', 'what Meta asks for once; one is made unless told, - takes a third line')
    .option('--name <text>', 'how people call the connection', 'WhatsApp')
    .addHelpText('after', whatsappHelp)
    .action((options: NewWhatsapp) => inTenant((hub) => connectWhatsapp(hub, options)))
}

async function list({ app, tenant: { tenantId } }: Inside): Promise<Answer> {
  const all = await app.withTenant(tenantId, (tx) => listConnections(tx, tenantId))
  return {
    json: { connections: all.map((one) => connectionJson(one)) },
    print() {
      if (all.length === 0) return console.log('Nothing is connected. npx crossdock connections create --help')
      printTable(
        ['name', 'kind', 'status', 'orders go to', 'account'],
        all.map((one) => [
          one.name,
          one.provider,
          one.status,
          one.kind !== 'channel'
            ? ''
            : (all.find((erp) => erp.connectionId === one.erpConnectionId)?.name ?? 'nowhere'),
          one.kind === 'erp' ? `${one.config.url}, database ${one.config.database}` : one.account,
        ]),
      )
    },
  }
}

async function show(hub: Inside, name: string): Promise<Answer> {
  const one = await oneOf(hub, name)
  const {
    app,
    vault,
    config,
    tenant: { tenantId },
  } = hub
  const { endpoints, entries } = await app.withTenant(tenantId, async (tx) => ({
    endpoints: (await ownEndpoints(tx, vault, tenantId, one.connectionId)).endpoints,
    entries: await connectionTimeline(tx, tenantId, one.connectionId),
  }))
  const called = endpoints.map(({ endpointId, active, secrets }) => ({
    endpointId,
    url: `${config.PUBLIC_URL?.replace(/\/$/, '') ?? ''}/hooks/${endpointId}`,
    active,
    validSecrets: secrets.length,
  }))
  return {
    json: { ...connectionJson(one), endpoints: called, timeline: entries },
    print() {
      printTable(
        ['', ''],
        [
          ['name', one.name],
          ['provider', `${one.provider} (${one.kind})`],
          ['status', one.status],
          ['account', one.account],
          ['id', one.connectionId],
          ['since', when(one.createdAt)],
          ...Object.entries(one.config)
            .filter(([, value]) => value !== null)
            .map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
          ...called.map(({ url, validSecrets }) => ['is called at', `${url} (${validSecrets} valid secret(s))`]),
        ],
      )
      if (entries.length === 0) return
      console.log()
      printTable(
        ['when', 'what', ''],
        entries.map((entry) => [when(entry.at), entry.kind, entry.message]),
      )
    },
  }
}

/** Never a secret: `config` is what is stored in the open. */
function connectionJson({ hasSecrets, ...one }: ConnectionFacts) {
  return { ...one, hasCredentials: hasSecrets }
}

/** By its name, account or id. */
export async function oneOf({ app, tenant: { tenantId } }: Inside, name: string): Promise<ConnectionFacts> {
  const all = await app.withTenant(tenantId, (tx) => listConnections(tx, tenantId))
  const fitting = all.filter((one) => [one.name, one.account, one.connectionId].includes(name))
  const [only, another] = fitting
  if (!only) throw new NotDone(`There is no connection "${name}". npx crossdock connections lists them.`)
  if (another) throw new NotDone(`Several connections are called "${name}": name one by its id.`)
  return only
}
