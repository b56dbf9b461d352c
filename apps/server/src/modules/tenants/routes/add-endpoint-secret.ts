import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { type EndpointView, endpointJson, findEndpoint, saveSecrets, secretsOf } from '../endpoint-listing.ts'

export const addEndpointSecret = route(
  operations.addEndpointSecret,
  ({ tenantId, params: { endpointId }, body }, deps: EndpointView & { database: Database }) =>
    deps.database.withTenant(tenantId, async (tx) => {
      const endpoint = await findEndpoint(tx, tenantId, endpointId, { lock: true })
      const [newest, previous] = await secretsOf(deps.vault, tenantId, endpoint)
      // Given again, the newest is no rotation: what is valid beside it stays so, unless it is to go.
      const beside = newest === body.secret ? previous : newest
      const secrets = [body.secret, ...(body.keepPrevious && beside !== undefined ? [beside] : [])]
      await saveSecrets(tx, deps.vault, tenantId, endpointId, secrets)
      return endpointJson(await findEndpoint(tx, tenantId, endpointId), tenantId, deps)
    }),
)
