import type { Command } from 'commander'
import { type RotatedTenant, type RotationProgress, rotateKeys } from '#platform/crypto/rotation/rotate-keys.ts'
import { listTenantKeys } from '#platform/crypto/rotation/tenant-keys.ts'
import { keyStandings, wrapAnew } from '#platform/crypto/rotation/wrapped-keys.ts'
import { keyIdOf } from '#platform/crypto/seal.ts'
import { printTable } from '../print-table.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import { NotDone } from './exit-codes.ts'
import type { Installation } from './inside.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { type Progress, progressOf } from './progress.ts'
import { tenantIdsOf } from './which-tenants.ts'

interface RotateOptions {
  newMasterKey?: boolean
  wrapOnly?: boolean
}

/** Keys that seal what is stored. Keys of the HTTP API are `api-keys`. */
export function encryptionKeyCommands(crossdock: Crossdock): void {
  const { program, inAnyTenants } = crossdock
  const keys = program.command('encryption-keys').description('the keys that seal what is stored')
  keys
    .command('list', { isDefault: true })
    .description('every data key: which master key wraps it, and how many values are sealed with it')
    .action(() => inAnyTenants(list))
  declareRotate(keys, crossdock)
}

export function declareRotate(keys: Command, { inAnyTenants, json }: Crossdock): void {
  keys
    .command('rotate')
    .description('seals everything anew with new data keys, while the hub runs; of one tenant with --tenant')
    .option('--new-master-key', 'every hub process has been restarted with the first key of CROSSDOCK_MASTER_KEY')
    .option('--wrap-only', 'only wraps the data keys with that master key; seals nothing anew')
    .addHelpText('after', rotateHelp)
    .action((options: RotateOptions) =>
      inAnyTenants((installation, slug) => rotate(installation, slug, options, progressOf(json()))),
    )
}

const rotateHelp = `
Each tenant gets a new data key, everything sealed is sealed anew with it, and the old key is deleted once nothing refers
to it. It may be stopped at any time; started again it goes on. Keys of hashes stay as they are.

For a new master key, make it once under an id of its own, put it first, the same on every machine, and restart every
process: CROSSDOCK_MASTER_KEY=k2:BASE64,k1:BASE64. Then rotate with --new-master-key, and take the old one out
(docs/guides/encryption-keys.md).`

async function list({ owner, masterKey }: Installation, slug: string | undefined): Promise<Answer> {
  const standings = await keyStandings(owner, masterKey, await tenantIdsOf(owner, slug))
  return {
    json: {
      masterKeys: masterKey.ids,
      keys: standings.map(({ ageMs, ...key }) => ({ ...key, ageDays: Math.floor(ageMs / 86_400_000) })),
    },
    print() {
      console.log(`Master keys at hand: ${masterKey.ids.join(', ')} (the first one wraps)\n`)
      printTable(
        ['tenant', 'key', 'for', 'days', 'values', 'wrapped by'],
        standings.map((key) => [
          key.slug,
          `${key.id}${key.retired ? ' (retired)' : ''}`,
          key.purpose === 'encrypt' ? 'sealing' : 'hashes',
          String(Math.floor(key.ageMs / 86_400_000)),
          key.values === null ? '' : String(key.values),
          `${key.wrappedBy}${key.opens ? '' : ', which does not open it'}`,
        ]),
      )
    },
  }
}

async function rotate(
  installation: Installation,
  slug: string | undefined,
  { newMasterKey = false, wrapOnly = false }: RotateOptions,
  progress: Progress<RotationProgress>,
): Promise<Answer> {
  const { owner, masterKey, databaseUrl } = installation
  const tenantIds = await tenantIdsOf(owner, slug)
  if (!newMasterKey) await refuseUnknownMasterKey(installation, tenantIds)
  return oneAtATime(databaseUrl, 'a rotation of keys', async () => {
    const wrapped = await wrapAnew(owner, masterKey, tenantIds)
    const rotated = wrapOnly ? [] : await rotateKeys({ owner, masterKey, tenantIds, progress: progress.tell })
    progress.end()
    return {
      json: { masterKey: masterKey.currentId, wrappedAnew: wrapped, tenants: rotated },
      print: () => printRotated(rotated, wrapped, masterKey.currentId),
    }
  })
}

/** A data key that is wrapped with a master key which a running process does not have is lost to that process. */
async function refuseUnknownMasterKey({ owner, masterKey }: Installation, tenantIds: string[] | null): Promise<void> {
  const keys = await owner.withoutTenant((tx) => listTenantKeys(tx, tenantIds))
  const others = [...new Set(keys.map(({ wrapped }) => keyIdOf(wrapped)))].filter((id) => id !== masterKey.currentId)
  if (others.length === 0) return
  throw new NotDone(
    `Data keys are wrapped with the master key "${others.join('", "')}", and the first one here is "${masterKey.currentId}". ` +
      'Restart every hub process with both first, or they can open nothing any more. Then say --new-master-key.',
  )
}

function printRotated(tenants: RotatedTenant[], wrapped: number, masterKey: string): void {
  if (wrapped > 0) console.log(`${wrapped} data key(s) are wrapped with the master key "${masterKey}" now.`)
  for (const { slug, keyId, removed, rows } of tenants) {
    const counts = Object.entries(rows).map(([table, n]) => `${n} ${table}`)
    const old =
      removed.length > 0 ? `${removed.join(', ')} deleted: nothing refers to it.` : 'Nothing was left to delete.'
    console.log(`${slug}: sealed anew with ${keyId} (${counts.join(', ') || 'nothing was there'}). ${old}`)
  }
}
