import type { DirectOrderJson } from '@crossdock/contracts/direct-order'
import type { Floor } from '#main/wire.ts'
import { newId } from '#platform/ids.ts'
import { type Caller, callerOf } from './caller-of.ts'

/** A tenant's own shop, which hands its orders in over the API. */
export interface OrderDesk {
  connectionId: string
  ask: Caller['ask']
  handIn(order: Partial<DirectOrderJson>, idempotencyKey?: string): Promise<Response>
}

/** Connected as anybody would: by the API. */
export async function anOrderDesk(
  hub: { floor: Pick<Floor, 'app'>; url: string | (() => string) },
  { tenantId, erp }: { tenantId: string; erp: { connectionId: string } | null },
): Promise<OrderDesk> {
  const { ask } = await callerOf(hub, tenantId)
  const made = await ask('/connections', {
    method: 'POST',
    body: {
      provider: 'direct',
      name: 'Own shop',
      account: `desk-${newId().slice(-12)}`,
      cutOverAt: '2020-01-01T00:00:00Z',
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
