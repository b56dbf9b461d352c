import type { Clock } from '#platform/clock.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import type { CacheWatch } from '#platform/telemetry/watch-cache.ts'

/** Where a provider calls us; its id stands in the URL. */
export interface Endpoint {
  tenantId: string
  id: string
  provider: string
  /** Valid right now, newest first. Empty means: refuse. */
  secrets: readonly string[]
  bodyLimitBytes: number
}

/** Endpoints change rarely and every webhook asks, so an answer is believed for this long. */
const believedMs = 10_000

export class Endpoints {
  readonly #database: Database
  readonly #vault: Vault
  readonly #clock: Clock
  readonly #looked: CacheWatch | undefined
  readonly #known = new Map<string, { endpoint: Endpoint | null; until: number }>()

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
    // Guessed ids must not fill the memory.
    if (this.#known.size > 10_000) this.#known.clear()
    this.#known.set(endpointId, { endpoint, until: this.#clock.monotonicMs() + believedMs })
    return endpoint
  }

  async #load(endpointId: string): Promise<Endpoint | null> {
    const [row] = await this.#database.call<{
      tenant_id: string
      id: string
      provider: string
      secrets: string
      body_limit_bytes: number
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
    }
  }
}
