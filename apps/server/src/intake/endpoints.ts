import type { Clock } from '#platform/clock.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import type { CacheWatch } from '#platform/telemetry/watch-cache.ts'
import { isFit } from './indexable.ts'

/** Where a provider calls us; its id stands in the URL. */
export interface Endpoint {
  /** Whose key seals its secrets, and who sees its counters. */
  tenantId: string
  id: string
  provider: string
  /** Valid right now, newest first. Empty means: refuse. */
  secrets: readonly string[]
  bodyLimitBytes: number
  /** Its accounts may be other tenants'. Those of an endpoint that is not shared are all its own tenant's. */
  shared: boolean
}

/** Whose an account is, by the provider's key of it; null when nobody here has it. */
export type TenantOf = (providerKey: string) => string | null

/** Endpoints and their accounts change rarely and every webhook asks, so an answer is believed for this long. */
const believedMs = 10_000
/** Guessed ids, and accounts of nobody, must not fill the memory. */
const mostKept = 10_000

export class Endpoints {
  readonly #database: Database
  readonly #vault: Vault
  readonly #clock: Clock
  readonly #looked: CacheWatch | undefined
  readonly #known = new Map<string, { endpoint: Endpoint | null; until: number }>()
  /** By `accountKey`; of shared endpoints only. */
  readonly #accounts = new Map<string, { tenantId: string | null; until: number }>()

  constructor(database: Database, vault: Vault, clock: Clock, looked?: CacheWatch) {
    this.#database = database
    this.#vault = vault
    this.#clock = clock
    this.#looked = looked
  }

  async find(endpointId: string): Promise<Endpoint | null> {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(endpointId)) return null
    const known = this.#known.get(endpointId)
    const believed = known !== undefined && known.until > this.#clock.monotonicMs()
    this.#looked?.(believed ? 'hit' : 'miss')
    if (believed) return known.endpoint
    const endpoint = await this.#load(endpointId)
    if (this.#known.size >= mostKept) this.#known.clear()
    this.#known.set(endpointId, { endpoint, until: this.#clock.monotonicMs() + believedMs })
    return endpoint
  }

  /** Nobody is asked for an endpoint that is not shared: what comes there is its own tenant's, or nobody's. */
  async tenantsOf(endpoint: Endpoint, providerKeys: Iterable<string>): Promise<TenantOf> {
    if (!endpoint.shared) return () => endpoint.tenantId
    const now = this.#clock.monotonicMs()
    const tenants = new Map<string, string | null>()
    const unknown: string[] = []
    for (const key of new Set(providerKeys)) {
      if (!isFit(key)) continue
      const known = this.#accounts.get(accountKey(endpoint.id, key))
      if (known && known.until > now) tenants.set(key, known.tenantId)
      else unknown.push(key)
    }
    for (const [key, tenantId] of unknown.length > 0 ? await this.#loadAccounts(endpoint.id, unknown) : []) {
      if (this.#accounts.size >= mostKept) this.#accounts.clear()
      this.#accounts.set(accountKey(endpoint.id, key), { tenantId, until: now + believedMs })
      tenants.set(key, tenantId)
    }
    return (providerKey) => tenants.get(providerKey) ?? null
  }

  /** What was believed of it has proved wrong. */
  forget(endpointId: string): void {
    this.#known.delete(endpointId)
    for (const key of this.#accounts.keys()) if (key.startsWith(accountKey(endpointId, ''))) this.#accounts.delete(key)
  }

  async #load(endpointId: string): Promise<Endpoint | null> {
    const [row] = await this.#database.call<{
      tenant_id: string
      id: string
      provider: string
      secrets: string
      body_limit_bytes: number
      shared: boolean
    }>('select * from find_endpoint($1)', [endpointId])
    if (!row) return null
    const secrets = await this.#vault.unseal(
      row.tenant_id,
      { table: 'endpoints', column: 'secrets', id: row.id },
      row.secrets,
    )
    return {
      tenantId: row.tenant_id,
      id: row.id,
      provider: row.provider,
      secrets: JSON.parse(secrets),
      bodyLimitBytes: row.body_limit_bytes,
      shared: row.shared,
    }
  }

  async #loadAccounts(endpointId: string, keys: string[]): Promise<Map<string, string | null>> {
    const rows = await this.#database.call<{ provider_key: string; tenant_id: string }>(
      'select * from find_accounts($1, $2)',
      [endpointId, keys],
    )
    const tenants = new Map<string, string | null>(keys.map((key) => [key, null]))
    for (const row of rows) tenants.set(row.provider_key, row.tenant_id)
    return tenants
  }
}

function accountKey(endpointId: string, providerKey: string): string {
  return `${endpointId} ${providerKey}`
}
