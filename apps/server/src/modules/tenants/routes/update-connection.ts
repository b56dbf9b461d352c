import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { route } from '#http/route.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { doorTo } from '../connect-number.ts'
import { connectionJson, findListed, mustBeErp, saveListed } from '../connection-listing.ts'
import { type ChannelAccess, findChannelAccess, saveChannelAccess } from '../connections-store.ts'
import type { NumberDoors, NumberSettings } from '../number-doors.ts'
import { pushPolicy } from '../push-policy.ts'

interface Deps {
  database: Database
  vault: Vault
  numberDoors: NumberDoors
}

export const updateConnection = route(
  operations.updateConnection,
  async ({ tenantId, params: { connectionId }, body, mustMatch }, deps: Deps) => {
    const { name, cutOverAt, pushPolicy: policy, erpConnectionId, number } = body
    const adjust = number && (await tried(tenantId, connectionId, number, deps))
    return deps.database.withTenant(tenantId, async (tx) => {
      const before = await findListed(tx, tenantId, connectionId, { lock: true })
      mustMatch(connectionJson(before))
      if (
        before.kind !== 'channel' &&
        (cutOverAt !== undefined || policy !== undefined || erpConnectionId !== undefined)
      )
        throw misfit('when orders are carried, and where to, belongs to channels')
      if (erpConnectionId) await mustBeErp(tx, tenantId, erpConnectionId)
      await saveListed(tx, tenantId, {
        ...before,
        ...(name === undefined ? {} : { name }),
        ...(cutOverAt === undefined ? {} : { cut_over_at: new Date(cutOverAt) }),
        ...(policy === undefined ? {} : { push_policy: { ...pushPolicy.parse(before.push_policy), ...policy } }),
        ...(erpConnectionId === undefined ? {} : { erp_connection_id: erpConnectionId }),
      })
      if (adjust) {
        // As it stands now: its credentials may have been replaced meanwhile.
        const access = await findChannelAccess(tx, deps.vault, tenantId, connectionId)
        await saveChannelAccess(tx, deps.vault, tenantId, connectionId, adjust(access))
      }
      return connectionJson(await findListed(tx, tenantId, connectionId))
    })
  },
)

/** What the provider does not answer to is not stored: nothing would go out. */
async function tried(
  tenantId: string,
  connectionId: string,
  settings: NumberSettings,
  { database, vault, numberDoors }: Deps,
): Promise<(access: ChannelAccess) => ChannelAccess> {
  const { provider, access } = await database.withTenant(tenantId, async (tx) => {
    const { kind, provider } = await findListed(tx, tenantId, connectionId)
    if (kind !== 'messaging') throw misfit('versions and paths belong to numbers that people write to')
    return { provider, access: await findChannelAccess(tx, vault, tenantId, connectionId) }
  })
  const door = doorTo(numberDoors, provider)
  const adjust = (one: ChannelAccess): ChannelAccess => door.adjusted(one, settings)
  await door.ask(adjust(access))
  return adjust
}

function misfit(detail: string): AppError {
  return new AppError('conflict', detail, { facts: { detail } })
}
