import { allScopes, type Scope } from '@crossdock/contracts/scopes'
import type { Floor } from '#main/wire.ts'
import { createKey } from '#modules/api-keys/index.ts'

/** Somebody with a key of a tenant's. Paths begin below the tenant. */
export interface Caller {
  ask(path: string, options?: { method?: string; body?: unknown; headers?: Record<string, string> }): Promise<Response>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

/** `url` may be asked each time, since hubs come and go. */
export async function callerOf(
  { floor, url }: { floor: Pick<Floor, 'app'>; url: string | (() => string) },
  tenantId: string,
  scopes: readonly Scope[] = allScopes,
): Promise<Caller> {
  const { text: key } = await floor.app.withTenant(tenantId, (tx) =>
    createKey(tx, tenantId, { name: 'test', scopes, expiresAt: null }),
  )
  const ask: Caller['ask'] = (path, { method = 'GET', body, headers = {} } = {}) =>
    fetch(`${typeof url === 'string' ? url : url()}/v1/tenants/${tenantId}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return { ask, post: (path, body, headers = {}) => ask(path, { method: 'POST', body, headers }) }
}
