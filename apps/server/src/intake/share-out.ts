import type { Heard, HeardEvent } from '@crossdock/connectors/ports/commerce'
import { AppError } from '@crossdock/contracts/errors'
import type { TenantOf } from './endpoints.ts'

/** What one body says to one tenant: recorded as a delivery of its own, under that tenant. */
export interface Share {
  /** Null: the accounts are nobody's here, so this is counted and not kept. */
  tenantId: string | null
  body: Uint8Array
  events: HeardEvent[]
}

const nothing = new Uint8Array()

/**
 * One share for each part of the body, one for whatever of a tenant comes without a part, and one for all that is nobody's.
 * Parts of one tenant stay apart, since only the connector knows how to put bodies together.
 */
export function shareOut(
  rawBody: Uint8Array,
  { events, parts }: Pick<Extract<Heard, { ok: true }>, 'events' | 'parts'>,
  tenantOf: TenantOf,
): Share[] {
  const shares = new Map<string, Share>()
  for (const event of events) {
    const tenantId = tenantOf(event.providerKey)
    const part = parts?.get(event.providerKey)
    const name = tenantId === null ? '' : `${tenantId} ${part ? event.providerKey : ''}`
    const share = shares.get(name)
    if (share) share.events.push(event)
    else shares.set(name, { tenantId, body: tenantId === null ? nothing : (part ?? rawBody), events: [event] })
  }
  const all = [...shares.values()]
  // The whole body is one tenant's only when nobody else is spoken of in it.
  if (all.some(({ tenantId, body }) => body === rawBody && all.some((other) => other.tenantId !== tenantId)))
    throw new AppError('internal', 'a body that concerns several tenants came without the parts of each')
  return all
}
