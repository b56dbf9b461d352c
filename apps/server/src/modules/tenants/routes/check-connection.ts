import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { remedies } from '@crossdock/contracts/remedies'
import { route } from '#http/route.ts'
import { checkAccess, type OrderDesk, type OrderSources } from '#modules/orders/index.ts'
import type { ErpRegistry } from '#modules/sync/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { doorTo } from '../connect-number.ts'
import { findListed, type ListedConnection } from '../connection-listing.ts'
import { findChannelAccess, noteKeyEnd } from '../connections-store.ts'

import type { NumberDoors } from '../number-doors.ts'

interface Deps {
  database: Database
  vault: Vault
  clock: Clock
  erps: ErpRegistry
  orderSources: OrderSources
  numberDoors: NumberDoors
  orderDesk: Pick<OrderDesk, 'provider'>
}

/** Longer is not waited for: whoever asked sits before it. */
const patienceMs = 15_000

export const checkConnection = route(operations.checkConnection, async ({ tenantId, params }, deps: Deps) => {
  const connection = await deps.database.withTenant(tenantId, (tx) => findListed(tx, tenantId, params.connectionId))
  const checkedAt = deps.clock.now().toISOString()
  try {
    const ask = { erp: askErp, channel: askShop, messaging: askNumber }[connection.kind]
    const { says, problems } = await ask(tenantId, connection, deps)
    return { ok: problems.length === 0, checkedAt, says, problem: null, problems, remedy: null }
  } catch (thrown) {
    // A fault of ours is no finding about the connection.
    if (!(thrown instanceof AppError) || thrown.code === 'internal') throw thrown
    return {
      ok: false,
      checkedAt,
      says: [],
      problem: { code: thrown.code, say: thrown.say },
      problems: [],
      remedy: remedies[thrown.code].remedy,
    }
  }
})

interface Found {
  says: string[]
  /** Although it answers. */
  problems: string[]
}

async function askErp(tenantId: string, { id, name }: ListedConnection, { erps }: Deps): Promise<Found> {
  // Credentials that were replaced elsewhere count at once.
  erps.forget(tenantId, id)
  const port = await erps.port(tenantId, id)
  const { version, protocol, company, capabilities } = await port.describe({ signal: AbortSignal.timeout(patienceMs) })
  return {
    says: [
      `${name} (${version}) answers as company "${company.name}" (${company.currency}), by ${protocol}.`,
      ...(capabilities.exactLineTaxes
        ? []
        : ['It cannot carry the tax of a line exactly; orders whose tax differs are parked.']),
    ],
    problems: [],
  }
}

async function askShop(
  tenantId: string,
  { id, name, provider, can_be_asked }: ListedConnection,
  deps: Deps,
): Promise<Found> {
  if (provider === deps.orderDesk.provider)
    return { says: [`The orders of ${name} are handed in here; there is nobody to ask.`], problems: [] }
  if (!can_be_asked) {
    const detail = 'it has no token, or its access was taken away'
    throw new AppError('credentials-rejected', detail, { facts: { provider: name } })
  }
  const access = await deps.database.withTenant(tenantId, (tx) => findChannelAccess(tx, deps.vault, tenantId, id))
  const limits = await checkAccess(deps.orderSources, access, name)
  return { says: [`${name} answers, and its orders can be asked for.`, ...limits], problems: [] }
}

async function askNumber(tenantId: string, { id, name, provider }: ListedConnection, deps: Deps): Promise<Found> {
  const access = await deps.database.withTenant(tenantId, (tx) => findChannelAccess(tx, deps.vault, tenantId, id))
  const { displayNumber, verifiedName, quality, expiresAt, problems } = await doorTo(deps.numberDoors, provider).ask(
    access,
  )
  await deps.database.withTenant(tenantId, (tx) => noteKeyEnd(tx, tenantId, id, access, expiresAt))
  const known = [displayNumber ?? [], verifiedName === null ? [] : `"${verifiedName}"`].flat().join(', ')
  return {
    says: [
      `${name}${known === '' ? '' : ` (${known})`} answers.`,
      ...(quality === 'unknown' ? [] : [`Its quality is ${quality}.`]),
      ...(expiresAt === null ? [] : [`Its token ends on ${expiresAt.slice(0, 10)}.`]),
    ],
    problems,
  }
}
