import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { changeSecrets } from '../change-secrets.ts'
import { doorTo, newVerifyToken } from '../connect-number.ts'
import { findListed } from '../connection-listing.ts'
import { type EndpointView, endpointJson } from '../endpoint-listing.ts'
import { beside, type NumberDoors } from '../number-doors.ts'

interface Deps extends EndpointView {
  database: Database
  numberDoors: NumberDoors
}

export const makeVerifyToken = route(operations.makeVerifyToken, ({ tenantId, params }, deps: Deps) =>
  deps.database.withTenant(tenantId, async (tx) => {
    const { id, kind, provider } = await findListed(tx, tenantId, params.connectionId)
    if (kind !== 'messaging') {
      const detail = 'only the address of a number is verified so'
      throw new AppError('conflict', detail, { facts: { detail } })
    }
    const verifyToken = newVerifyToken()
    const door = doorTo(deps.numberDoors, provider)
    const endpoint = await changeSecrets(tx, deps.vault, tenantId, id, door, ({ appSecrets, verifyTokens }) => ({
      appSecrets,
      verifyTokens: beside(verifyToken, verifyTokens),
    }))
    const { url } = await endpointJson(endpoint, tenantId, deps)
    return { url, verifyToken }
  }),
)
