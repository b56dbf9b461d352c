import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import {
  type EndpointView,
  endpointJson,
  findEndpoint,
  type ListedEndpoint,
  saveSecrets,
  secretsOf,
} from '../endpoint-listing.ts'

interface Deps extends EndpointView {
  database: Database
  channelBodyLimitBytes: ReadonlyMap<string, number>
}

export const addEndpointSecret = route(
  operations.addEndpointSecret,
  ({ tenantId, params: { endpointId }, body }, deps: Deps) =>
    deps.database.withTenant(tenantId, async (tx) => {
      const endpoint = await findEndpoint(tx, tenantId, endpointId, { lock: true })
      mustBeRotatedHere(endpoint, deps)
      const [newest, previous] = await secretsOf(deps.vault, tenantId, endpoint)
      // Given again, the newest is no rotation: what is valid beside it stays so, unless it is to go.
      const beside = newest === body.secret ? previous : newest
      const secrets = [body.secret, ...(body.keepPrevious && beside !== undefined ? [beside] : [])]
      await saveSecrets(tx, deps.vault, tenantId, endpointId, secrets)
      return endpointJson(await findEndpoint(tx, tenantId, endpointId), tenantId, deps)
    }),
)

/**
 * Whoever knows a secret of a shared endpoint speaks in the name of all its accounts, other tenants' too: its secrets are the
 * operator's to change. And only channels have a plain list of secrets; what a messaging provider keeps there has a form of
 * its own, which this would break.
 */
function mustBeRotatedHere({ shared, provider }: ListedEndpoint, { channelBodyLimitBytes }: Deps): void {
  if (shared) throw new AppError('operator-only', 'the endpoint is shared')
  if (channelBodyLimitBytes.has(provider)) return
  const detail = 'the secrets of this address are not changed here'
  throw new AppError('conflict', detail, { facts: { detail } })
}
