import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../../db/database.ts'
import type { MasterKey } from '../master-key.ts'
import { type Place, type SealedTable, sealedColumns, sealedTables } from '../sealed-columns.ts'
import { keysBelievedMs, newDataKey, Vault } from '../vault.ts'
import { refuseWrongMasterKey } from '../wrong-master-key.ts'
import {
  countUnderOlderKeys,
  holdRows,
  nextBatch,
  type SealedRow,
  saveRows,
  stillRunning,
  valuesByKey,
  writersAtWork,
} from './sealed-rows.ts'
import { addTenantKey, deleteRetiredKeys, listTenantKeys, retireKeys, type TenantKey } from './tenant-keys.ts'

export interface RotationProgress {
  step: 'add keys' | 'wait' | 're-encrypt' | 'remove old keys'
  /** Rows. */
  done: number
  total: number
  tenant?: string
  table?: string
}

export interface RotationOptions {
  /** As the owner: every tenant's rows. */
  owner: Database
  masterKey: MasterKey
  /** Null: all of them. */
  tenantIds: readonly string[] | null
  progress(progress: RotationProgress): void
  /** Ends it between two batches; started again it goes on. */
  signal?: AbortSignal
}

export interface RotatedTenant {
  tenantId: string
  slug: string
  /** The key that everything is sealed with now. */
  keyId: string
  /** Keys that were deleted, since nothing refers to them any more. */
  removed: string[]
  rows: Partial<Record<SealedTable, number>>
}

/** Sealed under keys that were read just in time, and not yet written. */
const onTheWayMs = 5_000
/** Somebody who has read a value under the old key opens it within moments. */
const readersMs = 1_000

/**
 * A new data key for each tenant, everything sealed anew with it, and the old one deleted: while intake and workers go on.
 * In four steps, each of which may be cut off anywhere and is taken up again by the next run:
 *
 * 1. The new key is added. Processes learn of it within `keysBelievedMs`, and read both meanwhile.
 * 2. The old key is retired: the database takes nothing sealed with it any more (`guard_sealed`), and whoever passed the
 *    guard before has ended.
 * 3. Rows are sealed anew, a batch a transaction, past those that somebody works with; as often as it takes.
 * 4. Nothing refers to the old key, which is counted; it is deleted.
 *
 * Keys for hashing stay: see docs/guides/encryption-keys.md.
 *
 * @throws WrongMasterKey before anything is written
 */
export async function rotateKeys(options: RotationOptions): Promise<RotatedTenant[]> {
  const { owner, masterKey, signal } = options
  const vault = new Vault(masterKey, owner)
  const rotating = await beginRotations(options)
  const waitMs = Math.max(0, ...rotating.map(({ newest }) => keysBelievedMs + onTheWayMs - newest.ageMs))
  options.progress({ step: 'wait', done: 0, total: 0 })
  await pause(waitMs, undefined, signal ? { signal } : {})
  for (const { tenantId, older } of rotating) {
    const ids = older.map(({ id }) => id)
    await owner.withoutTenant((tx) => retireKeys(tx, tenantId, ids))
  }
  await writersHaveEnded(owner, signal)

  const counts = await Promise.all(rotating.map((one) => countTenant(owner, one)))
  const total = counts.flatMap((each) => Object.values(each)).reduce((sum, n) => sum + n, 0)
  let done = 0
  const rotated: RotatedTenant[] = []
  for (const one of rotating) {
    const rows: RotatedTenant['rows'] = {}
    for (const table of sealedTables) {
      const resealed = await resealTable(owner, vault, one, table, signal, (n) => {
        done += n
        options.progress({ step: 're-encrypt', done, total: Math.max(total, done), tenant: one.slug, table })
      })
      if (resealed > 0) rows[table] = resealed
    }
    rotated.push({ tenantId: one.tenantId, slug: one.slug, keyId: one.newest.id, removed: [], rows })
  }

  options.progress({ step: 'remove old keys', done, total: Math.max(total, done) })
  await pause(readersMs)
  for (const [index, one] of rotating.entries()) {
    const removed = await removeUnused(owner, one)
    rotated[index]?.removed.push(...removed)
  }
  return rotated
}

interface Rotating {
  tenantId: string
  slug: string
  newest: TenantKey
  older: TenantKey[]
}

/** A tenant with several keys was left in the middle of a rotation: that one is finished, and none begun beside it. */
async function beginRotations({ owner, masterKey, tenantIds, progress }: RotationOptions): Promise<Rotating[]> {
  const list = (): Promise<TenantKey[]> => owner.withoutTenant((tx) => listTenantKeys(tx, tenantIds))
  const all = await list()
  refuseWrongMasterKey(masterKey, all)
  const before = grouped(all)
  for (const [done, { tenantId, slug, keys }] of before.entries()) {
    progress({ step: 'add keys', done, total: before.length, tenant: slug })
    if (keys.length > 1) continue
    await owner.withoutTenant((tx) => addTenantKey(tx, tenantId, 'encrypt', newDataKey(masterKey, tenantId, 'encrypt')))
  }
  return grouped(await list()).flatMap(({ tenantId, slug, keys: [newest, ...older] }) =>
    newest ? [{ tenantId, slug, newest, older }] : [],
  )
}

function grouped(keys: TenantKey[]): { tenantId: string; slug: string; keys: TenantKey[] }[] {
  const tenants = new Map<string, { tenantId: string; slug: string; keys: TenantKey[] }>()
  for (const key of keys.filter(({ purpose }) => purpose === 'encrypt')) {
    const { tenantId, slug } = key
    const tenant = tenants.get(tenantId) ?? { tenantId, slug, keys: [] }
    tenant.keys.push(key)
    tenants.set(tenantId, tenant)
  }
  return [...tenants.values()]
}

async function countTenant(owner: Database, { tenantId, newest }: Rotating): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of sealedTables)
    counts[table] = await owner.withoutTenant((tx) => countUnderOlderKeys(tx, table, tenantId, newest.id))
  return counts
}

/** Whoever wrote when the keys were retired may have passed the guard before; whoever comes later does not. */
async function writersHaveEnded(owner: Database, signal: AbortSignal | undefined): Promise<void> {
  let writers = await writersAtWork(owner)
  while (writers.length > 0) {
    signal?.throwIfAborted()
    await pause(50)
    writers = await stillRunning(owner, writers)
  }
}

async function resealTable(
  owner: Database,
  vault: Vault,
  { tenantId, newest }: Rotating,
  table: SealedTable,
  signal: AbortSignal | undefined,
  resealed: (rows: number) => void,
): Promise<number> {
  let sum = 0
  for (;;) {
    let after: string | null = null
    for (;;) {
      signal?.throwIfAborted()
      const { found, saved } = await owner.withoutTenant(async (tx) => {
        const ids = await nextBatch(tx, table, tenantId, newest.id, after)
        const rows = await holdRows(tx, table, tenantId, ids)
        const anew = await Promise.all(rows.map((row) => resealRow(vault, tenantId, table, row)))
        if (anew.length > 0) await saveRows(tx, table, tenantId, anew)
        return { found: ids, saved: anew.length }
      })
      const last: string | undefined = found.at(-1)
      if (last === undefined) break
      after = last
      sum += saved
      resealed(saved)
    }
    if ((await owner.withoutTenant((tx) => countUnderOlderKeys(tx, table, tenantId, newest.id))) === 0) return sum
    // Somebody works with what is left.
    await pause(100)
  }
}

async function resealRow(vault: Vault, tenantId: string, table: SealedTable, row: SealedRow): Promise<SealedRow> {
  const anew: SealedRow = { id: row.id }
  for (const column of sealedColumns[table]) {
    const value = row[column] ?? null
    anew[column] = value && (await vault.reseal(tenantId, { table, column, id: row.id } as Place, value))
  }
  return anew
}

/** @returns the ids that were deleted */
function removeUnused(owner: Database, { tenantId, older }: Rotating): Promise<string[]> {
  return owner.withoutTenant(async (tx) => {
    const used = await valuesByKey(tx, tenantId)
    const unused = older.map(({ id }) => id).filter((id) => !used.has(id))
    await deleteRetiredKeys(tx, tenantId, unused)
    return unused
  })
}
