import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { connectionJson, findListed, mustBeErp, saveListed } from '../connection-listing.ts'
import { pushPolicy } from '../push-policy.ts'

export const updateConnection = route(
  operations.updateConnection,
  ({ tenantId, params, body, mustMatch }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => {
      const before = await findListed(tx, tenantId, params.connectionId, { lock: true })
      mustMatch(connectionJson(before))
      const { name, cutOverAt, pushPolicy: policy, erpConnectionId } = body
      if (
        before.kind !== 'channel' &&
        (cutOverAt !== undefined || policy !== undefined || erpConnectionId !== undefined)
      ) {
        const detail = 'only its name can be changed; the rest belongs to channels'
        throw new AppError('conflict', detail, { facts: { detail } })
      }
      if (erpConnectionId) await mustBeErp(tx, tenantId, erpConnectionId)
      const after = {
        ...before,
        ...(name === undefined ? {} : { name }),
        ...(cutOverAt === undefined ? {} : { cut_over_at: new Date(cutOverAt) }),
        ...(policy === undefined ? {} : { push_policy: { ...pushPolicy.parse(before.push_policy), ...policy } }),
        ...(erpConnectionId === undefined ? {} : { erp_connection_id: erpConnectionId }),
      }
      await saveListed(tx, tenantId, after)
      return connectionJson(after)
    }),
)
