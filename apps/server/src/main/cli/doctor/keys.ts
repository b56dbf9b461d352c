import type { MasterKey } from '#platform/crypto/master-key.ts'
import { listTenantKeys, type TenantKey } from '#platform/crypto/rotation/tenant-keys.ts'
import { keyIdOf } from '#platform/crypto/seal.ts'
import { opens } from '#platform/crypto/wrong-master-key.ts'
import type { Database } from '#platform/db/database.ts'
import { about, type Check, type Finding } from './finding.ts'

/** Whether the master keys at hand open what the tenants' keys are wrapped in. */
export function keyChecks(owner: Database, masterKey: MasterKey, migrated: Promise<boolean>): Check[] {
  return [
    {
      area: 'keys',
      subject: 'master key',
      async run() {
        if (!(await migrated)) return []
        const keys = await owner.withoutTenant((tx) => listTenantKeys(tx, null))
        return [...unopened(keys, masterKey), ...unfinished(keys), ...older(keys, masterKey)].concat(
          keys.every((key) => isOpen(key, masterKey))
            ? [about('keys', 'master key').ok(`It opens the data keys of every tenant (${tenantsOf(keys).length}).`)]
            : [],
        )
      },
    },
  ]
}

const isOpen = (key: TenantKey, masterKey: MasterKey): boolean => opens(masterKey, key)
const tenantsOf = (keys: TenantKey[]): string[] => [...new Set(keys.map(({ slug }) => slug))]

function unopened(keys: TenantKey[], masterKey: MasterKey): Finding[] {
  const { failure } = about('keys', 'master key')
  const closed = keys.filter((key) => !isOpen(key, masterKey))
  return [...new Set(closed.map(({ wrapped }) => keyIdOf(wrapped)))].map((id) => {
    const whose = tenantsOf(closed.filter(({ wrapped }) => keyIdOf(wrapped) === id)).join(', ')
    return masterKey.ids.includes(id)
      ? failure(
          `CROSSDOCK_MASTER_KEY has a key "${id}", but it is another one than the one that wrapped the data keys of: ${whose}. Nothing of theirs can be opened.`,
          `Put the original key "${id}" back. Keys are kept apart from the backups; without it the data is lost.`,
        )
      : failure(
          `The data keys of ${whose} are wrapped with the master key "${id}", which CROSSDOCK_MASTER_KEY does not have. Nothing of theirs can be opened.`,
          `Add it: CROSSDOCK_MASTER_KEY=NEW,${id}:BASE64 (the first one wraps, all of them open).`,
        )
  })
}

function unfinished(keys: TenantKey[]): Finding[] {
  const several = tenantsOf(keys).filter(
    (slug) => keys.filter((key) => key.slug === slug && key.purpose === 'encrypt').length > 1,
  )
  if (several.length === 0) return []
  const { warning } = about('keys', 'rotation')
  return [
    warning(
      `A rotation of data keys is under way or was cut off: ${several.join(', ')}.`,
      'npx crossdock encryption-keys rotate goes on with it.',
    ),
  ]
}

function older(keys: TenantKey[], masterKey: MasterKey): Finding[] {
  const behind = keys.filter((key) => isOpen(key, masterKey) && keyIdOf(key.wrapped) !== masterKey.currentId)
  if (behind.length === 0) return []
  const { warning } = about('keys', 'master key')
  return [
    warning(
      `${behind.length} data key(s) are still wrapped with an older master key than "${masterKey.currentId}".`,
      'Once every hub process has the new one: npx crossdock encryption-keys rotate --new-master-key',
    ),
  ]
}
