import { allScopes, type Scope, scopes } from '@crossdock/contracts/scopes'
import type { Command } from 'commander'
import { createKey, listKeys, revokeKey } from '#modules/api-keys/index.ts'
import { printTable, when } from '../print-table.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import { Misunderstood, NotDone } from './exit-codes.ts'
import type { Inside } from './inside.ts'

interface NewKey {
  name: string
  scopes: string
  expires?: string
}

/** Keys of the HTTP API. What seals stored data is `encryption-keys`. */
export function apiKeyCommands(crossdock: Crossdock): void {
  declareApiKeys(crossdock.program.command('api-keys').description('keys of the HTTP API of a tenant'), crossdock)
}

export function declareApiKeys(keys: Command, { inTenant }: Crossdock): void {
  keys
    .command('list', { isDefault: true })
    .description('all of them, without their secrets')
    .action(() => inTenant(list))
  keys
    .command('create')
    .description('makes one; it is shown once')
    .requiredOption('--name <text>', 'whose it is, or what for')
    .requiredOption('--scopes <list>', 'what it may do, separated by commas; `all` for everything')
    .option('--expires <moment>', 'when it ends: 2027-01-31, or with a time and zone; without it it does not')
    .addHelpText('after', `\nScopes:\n${scopeLines()}`)
    .action((options: NewKey) => inTenant((hub) => create(hub, options)))
  keys
    .command('revoke')
    .description('ends one; hubs that know it refuse it within five seconds')
    .argument('<id>', 'as `list` shows it')
    .action((id: string) => inTenant((hub) => revoke(hub, id)))
}

/** More keys of one tenant are nobody's to look through. */
const mostShown = 500

async function list({ app, tenant: { tenantId } }: Inside): Promise<Answer> {
  const { rows: keys } = await app.withTenant(tenantId, (tx) =>
    listKeys(tx, tenantId, { limit: mostShown, after: null }),
  )
  return {
    json: { keys },
    print() {
      if (keys.length === 0) return console.log('There is no API key. npx crossdock api-keys create makes one.')
      printTable(
        ['id', 'name', '', 'last used', 'scopes'],
        keys.map((key) => [
          key.keyId,
          key.name,
          standing(key),
          key.lastUsedAt ? when(key.lastUsedAt).slice(0, 16) : 'never',
          key.scopes.length === allScopes.length ? 'all' : key.scopes.join(' '),
        ]),
      )
    },
  }
}

async function create({ app, tenant: { tenantId } }: Inside, options: NewKey): Promise<Answer> {
  const wanted = options.scopes === 'all' ? [...allScopes] : options.scopes.split(',').map((each) => each.trim())
  const unknown = wanted.filter((each) => !(each in scopes))
  if (unknown.length > 0)
    throw new Misunderstood(`There is no scope ${unknown.join(', ')}. npx crossdock api-keys create --help lists them.`)
  const expiresAt = options.expires === undefined ? null : new Date(options.expires)
  if (expiresAt && !(expiresAt > new Date())) throw new Misunderstood('--expires needs a moment in the future.')
  const { key, text } = await app.withTenant(tenantId, (tx) =>
    createKey(tx, tenantId, { name: options.name, scopes: wanted as Scope[], expiresAt }),
  )
  return {
    json: { key, secret: text },
    print() {
      console.log(text)
      // Apart from the key, so that it alone can be piped on.
      console.error(`\nThis is key ${key.keyId}. It is shown this once; only a digest of it is kept.`)
    },
  }
}

async function revoke({ app, tenant: { tenantId } }: Inside, id: string): Promise<Answer> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw new NotDone('That is no id of a key. npx crossdock api-keys lists them.')
  const key = await app.withTenant(tenantId, (tx) => revokeKey(tx, tenantId, id))
  return { json: { key }, print: () => console.log(`${key.name} is refused from now on.`) }
}

function standing({ revokedAt, expiresAt }: { revokedAt: Date | null; expiresAt: Date | null }): string {
  if (revokedAt) return 'revoked'
  if (!expiresAt) return 'works'
  return expiresAt > new Date() ? `until ${when(expiresAt).slice(0, 10)}` : 'ended'
}

function scopeLines(): string {
  return Object.entries(scopes)
    .map(([name, says]) => `  ${name.padEnd(20)} ${says}`)
    .join('\n')
}
