import { idempotencyKey } from '@crossdock/contracts/api/document'
import { AppError } from '@crossdock/contracts/errors'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { InvalidRequest, unusableKey } from './invalid-request.ts'

/**
 * A write that is repeated with the same Idempotency-Key happens once: the first answer is kept, encrypted, for a day. Only
 * answers of success are kept; what was refused may be tried again.
 */
export interface Repeatable {
  tenantId: string
  key: string
  /** Everything that makes it this request: the operation, its path and its body. */
  request: readonly unknown[]
}

/** Longer than any request takes: a first one that is still open then died with its process, and may be made again. */
const openMs = 5 * 60_000

export interface IdempotencyDeps {
  database: Database
  vault: Vault
}

export async function once(
  { tenantId, key, request }: Repeatable,
  { database, vault }: IdempotencyDeps,
  serve: () => Promise<{ status: number; text: string }>,
): Promise<{ status: number; text: string; repeated: boolean }> {
  if (!idempotencyKey.safeParse(key).success) throw new InvalidRequest([unusableKey])
  // Keyed, since both may hold what can be guessed: a phone in the key, a password in the body.
  const keyHash = await vault.hash(tenantId, 'idempotency key', key)
  const requestHash = await vault.hash(tenantId, 'idempotent request', JSON.stringify(request))
  const place = { table: 'idempotent_requests', column: 'answer', id: keyHash } as const
  const first = await begin(database, tenantId, keyHash, requestHash)
  if (first) {
    if (first.status === null || first.answer === null)
      throw new AppError('idempotency-key-in-use', 'the first one is not answered yet', { retryAfterMs: 1_000 })
    return { status: first.status, text: await vault.unseal(tenantId, place, first.answer), repeated: true }
  }
  const answer = await serve().catch(async (thrown: unknown) => {
    await forget(database, tenantId, keyHash)
    throw thrown
  })
  // When this fails it stays open, and is not done a second time before anybody can have given it up.
  const sealed = await vault.seal(tenantId, place, answer.text)
  await database.withTenant(tenantId, (tx) =>
    tx.query('update idempotent_requests set status = $3, answer = $4 where tenant_id = $1 and key_hash = $2', [
      tenantId,
      keyHash,
      answer.status,
      sealed,
    ]),
  )
  return { ...answer, repeated: false }
}

/** It was refused, so it may be tried again. */
async function forget(database: Database, tenantId: string, keyHash: string): Promise<void> {
  await database
    .withTenant(tenantId, (tx) =>
      tx.query('delete from idempotent_requests where tenant_id = $1 and key_hash = $2 and status is null', [
        tenantId,
        keyHash,
      ]),
    )
    // Why the request failed is what the caller should hear; the row is taken over in a while.
    .catch(() => undefined)
}

interface First {
  status: number | null
  answer: string | null
}

/** Null: this is the first. */
async function begin(
  database: Database,
  tenantId: string,
  keyHash: string,
  requestHash: string,
): Promise<First | null> {
  return database.withTenant(tenantId, async (tx) => {
    await tx.query(
      `delete from idempotent_requests where tenant_id = $1 and key_hash in (
         select key_hash from idempotent_requests where tenant_id = $1 and started_at < clock_timestamp() - interval '1 day'
         order by started_at limit 100 for update skip locked)`,
      [tenantId],
    )
    const taken = await tx.query(
      `insert into idempotent_requests (tenant_id, key_hash, request_hash) values ($1, $2, $3)
       on conflict (tenant_id, key_hash) do update set request_hash = excluded.request_hash, started_at = clock_timestamp()
         where idempotent_requests.status is null
           and idempotent_requests.started_at < clock_timestamp() - make_interval(secs => $4 / 1000.0)
       returning 1`,
      [tenantId, keyHash, requestHash, openMs],
    )
    if (taken.length > 0) return null
    const [row] = await tx.query<First & { request_hash: string }>(
      'select status, answer, request_hash from idempotent_requests where tenant_id = $1 and key_hash = $2',
      [tenantId, keyHash],
    )
    if (!row) throw new AppError('idempotency-key-in-use', 'it ended this very moment', { retryAfterMs: 1_000 })
    if (row.request_hash !== requestHash) throw new AppError('idempotency-key-reused', 'another request came with it')
    return row
  })
}
