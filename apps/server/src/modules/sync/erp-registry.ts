import type { ErpPort } from '@crossdock/connectors/ports/erp'
import { AppError } from '@crossdock/contracts/errors'
import { type ErpConnection, findErpConnection } from '#modules/tenants/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import type { CacheWatch } from '#platform/telemetry/watch-cache.ts'

/** Makes a port from a connection; `main/` knows the providers, nobody here does. */
export type ErpFactory = (connection: ErpConnection) => ErpPort

/** A port keeps what it discovered (fields, taxes, places), so it lives a while; credentials may change, so not for ever. */
const believedMs = 60_000

/** The ERP port of a connection, made with its decrypted secrets. */
export class ErpRegistry {
  readonly #database: Database
  readonly #vault: Vault
  readonly #clock: Clock
  readonly #factories: ReadonlyMap<string, ErpFactory>
  readonly #looked: CacheWatch | undefined
  readonly #ports = new Map<string, { port: ErpPort; until: number }>()

  constructor(
    database: Database,
    vault: Vault,
    clock: Clock,
    factories: ReadonlyMap<string, ErpFactory>,
    looked?: CacheWatch,
  ) {
    this.#database = database
    this.#vault = vault
    this.#clock = clock
    this.#factories = factories
    this.#looked = looked
  }

  async port(tenantId: string, connectionId: string): Promise<ErpPort> {
    const key = `${tenantId}|${connectionId}`
    const known = this.#ports.get(key)
    const believed = known !== undefined && known.until > this.#clock.monotonicMs()
    this.#looked?.(believed ? 'hit' : 'miss')
    if (believed) return known.port
    const connection = await this.#database.withTenant(tenantId, (tx) =>
      findErpConnection(tx, this.#vault, tenantId, connectionId),
    )
    const make = this.#factories.get(connection.provider)
    if (!make) throw new AppError('internal', `no ERP connector for ${connection.provider}`)
    const port = make(connection)
    this.#ports.set(key, { port, until: this.#clock.monotonicMs() + believedMs })
    return port
  }

  /** After rejected credentials: the next call reads them anew. */
  forget(tenantId: string, connectionId: string): void {
    this.#ports.delete(`${tenantId}|${connectionId}`)
  }
}
