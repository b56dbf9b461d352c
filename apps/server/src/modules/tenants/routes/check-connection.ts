import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { remedies } from '@crossdock/contracts/remedies'
import { route } from '#http/route.ts'
import { checkAccess, type OrderSources } from '#modules/orders/index.ts'
import type { ErpRegistry } from '#modules/sync/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { findListed, type ListedConnection } from '../connection-listing.ts'
import { findChannelAccess } from '../connections-store.ts'

interface Deps {
  database: Database
  vault: Vault
  clock: Clock
  erps: ErpRegistry
  orderSources: OrderSources
}

/** Longer is not waited for: whoever asked sits before it. */
const patienceMs = 15_000

export const checkConnection = route(operations.checkConnection, async ({ tenantId, params }, deps: Deps) => {
  const connection = await deps.database.withTenant(tenantId, (tx) => findListed(tx, tenantId, params.connectionId))
  if (connection.kind === 'messaging') {
    const detail = 'a number cannot be tried here yet'
    throw new AppError('conflict', detail, { facts: { detail } })
  }
  const checkedAt = deps.clock.now().toISOString()
  try {
    const says =
      connection.kind === 'erp' ? await askErp(tenantId, connection, deps) : await askShop(tenantId, connection, deps)
    return { ok: true, checkedAt, says, problem: null, remedy: null }
  } catch (thrown) {
    // A fault of ours is no finding about the connection.
    if (!(thrown instanceof AppError) || thrown.code === 'internal') throw thrown
    return {
      ok: false,
      checkedAt,
      says: [],
      problem: { code: thrown.code, say: thrown.say },
      remedy: remedies[thrown.code].remedy,
    }
  }
})

async function askErp(tenantId: string, { id, name }: ListedConnection, { erps }: Deps): Promise<string[]> {
  // Credentials that were replaced elsewhere count at once.
  erps.forget(tenantId, id)
  const port = await erps.port(tenantId, id)
  const { version, protocol, company, capabilities } = await port.describe({ signal: AbortSignal.timeout(patienceMs) })
  return [
    `${name} (${version}) answers as company "${company.name}" (${company.currency}), by ${protocol}.`,
    ...(capabilities.exactLineTaxes
      ? []
      : ['It cannot carry the tax of a line exactly; orders whose tax differs are parked.']),
  ]
}

async function askShop(tenantId: string, { id, name, can_be_asked }: ListedConnection, deps: Deps): Promise<string[]> {
  if (!can_be_asked) {
    const detail = 'it has no token, or its access was taken away'
    throw new AppError('credentials-rejected', detail, { facts: { provider: name } })
  }
  const access = await deps.database.withTenant(tenantId, (tx) => findChannelAccess(tx, deps.vault, tenantId, id))
  const limits = await checkAccess(deps.orderSources, access, name)
  return [`${name} answers, and its orders can be asked for.`, ...limits]
}
