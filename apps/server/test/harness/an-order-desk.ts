import type { DirectOrderJson } from '@crossdock/contracts/direct-order'
import { allScopes, type Scope } from '@crossdock/contracts/scopes'
import type { Floor } from '#main/wire.ts'
import { createKey } from '#modules/api-keys/index.ts'
import { newId } from '#platform/ids.ts'

/** A tenant's own shop, which hands its orders in over the API. */
export interface OrderDesk {
  connectionId: string
  /** A request of the tenant's; the path begins below the tenant. */
  ask(path: string, options?: { method?: string; body?: unknown; headers?: Record<string, string> }): Promise<Response>
  handIn(order: Partial<DirectOrderJson>, idempotencyKey?: string): Promise<Response>
}

type Hub = { floor: Pick<Floor, 'app'>; url: string }

/** Connected as anybody would: by the API. `url`: asked each time, since hubs come and go. */
export async function anOrderDesk(
  { floor, url }: Hub | { floor: Pick<Floor, 'app'>; url: () => string },
  { tenantId, erp }: { tenantId: string; erp: { connectionId: string } | null },
  { pushPolicy = {}, scopes = allScopes }: { pushPolicy?: object; scopes?: readonly Scope[] } = {},
): Promise<OrderDesk> {
  const { text: key } = await floor.app.withTenant(tenantId, (tx) =>
    createKey(tx, tenantId, { name: 'desk', scopes, expiresAt: null }),
  )
  const ask: OrderDesk['ask'] = (path, { method = 'GET', body, headers = {} } = {}) =>
    fetch(`${typeof url === 'string' ? url : url()}/v1/tenants/${tenantId}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const made = await ask('/connections', {
    method: 'POST',
    body: {
      provider: 'direct',
      name: 'Own shop',
      account: `desk-${newId().slice(-12)}`,
      cutOverAt: '2020-01-01T00:00:00Z',
      pushPolicy,
      ...(erp === null ? {} : { erpConnectionId: erp.connectionId }),
    },
  })
  if (made.status !== 201) throw new Error(`no desk: ${made.status} ${await made.text()}`)
  const { connection } = (await made.json()) as { connection: { id: string } }
  return {
    connectionId: connection.id,
    ask,
    handIn: (order, idempotencyKey = newId()) =>
      ask('/orders', {
        method: 'POST',
        body: { connectionId: connection.id, ...aDirectOrder(order) },
        headers: { 'idempotency-key': idempotencyKey },
      }),
  }
}

/** Two pieces at 118.00 with 18 % in it, paid. What a test does not name is invented. */
export function aDirectOrder(changes: Partial<DirectOrderJson> = {}): DirectOrderJson {
  return {
    name: 'S-2001',
    placedAt: '2026-11-20T15:00:00+05:30',
    currency: 'INR',
    taxesIncluded: true,
    payment: { status: 'paid', gateways: ['Razorpay'] },
    customer: { name: 'Asha Rao', phone: '09000 000003' },
    shippingAddress: {
      name: 'Asha Rao',
      line1: '1 Example Road',
      city: 'Pune',
      postalCode: '411001',
      regionCode: 'MH',
      countryCode: 'IN',
    },
    lines: [
      {
        sku: 'DIY-BRS',
        title: 'Brass Diya',
        quantity: 2,
        unitPrice: '11800',
        taxes: [
          { title: 'CGST', rate: '0.09', amount: '1800' },
          { title: 'SGST', rate: '0.09', amount: '1800' },
        ],
      },
    ],
    totals: { total: '23600', tax: '3600' },
    ...changes,
  }
}
