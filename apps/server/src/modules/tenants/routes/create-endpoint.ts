import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { findListed } from '../connection-listing.ts'
import { type EndpointView, endpointJson, findEndpoint } from '../endpoint-listing.ts'
import { createEndpoint as makeEndpoint } from '../endpoints-store.ts'

interface Deps extends EndpointView {
  database: Database
  channelBodyLimitBytes: ReadonlyMap<string, number>
}

export const createEndpoint = route(operations.createEndpoint, ({ tenantId, body }, deps: Deps) =>
  deps.database.withTenant(tenantId, async (tx) => {
    const channels = []
    for (const connectionId of new Set(body.connectionIds)) channels.push(await findListed(tx, tenantId, connectionId))
    const [provider, another] = new Set(channels.map((one) => one.provider))
    const bodyLimitBytes = deps.channelBodyLimitBytes.get(provider ?? '')
    if (provider === undefined || another !== undefined || bodyLimitBytes === undefined) {
      const detail = 'an endpoint made here serves shops of one provider'
      throw new AppError('conflict', detail, { facts: { detail } })
    }
    const endpointId = newId()
    await makeEndpoint(tx, deps.vault, {
      tenantId,
      endpointId,
      provider,
      secrets: [...new Set(body.secrets)],
      bodyLimitBytes,
      serves: channels.map(({ id, provider_key }) => ({ connectionId: id, own: [provider_key] })),
    })
    return endpointJson(await findEndpoint(tx, tenantId, endpointId), tenantId, deps)
  }),
)
