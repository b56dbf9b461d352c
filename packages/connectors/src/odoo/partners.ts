import type { Address } from '@crossdock/contracts/order'
import type { CallOptions, ErpOrder } from '../ports/erp.ts'
import type { Places } from './places.ts'

/** Columns of `res.partner.load`; a parent stands before its children (odoo.md §4). */
export const partnerFields = [
  'id',
  'name',
  'parent_id/id',
  'type',
  'email',
  'phone',
  'street',
  'street2',
  'city',
  'zip',
  'country_id/.id',
  'state_id/.id',
  'company_id/.id',
]

export type PartnerRow = string[]

export interface Partners {
  rows: PartnerRow[]
  /** External ids for the order's columns. */
  customer: string
  invoice: string
  delivery: string
}

/**
 * The person, with an invoice and a delivery address of their own, or one address for both when they are the same; all by
 * external id: the same person and the same address are one record however often they are sent. Orders of nobody go to one guest per connection.
 */
export async function partnersOf(
  { order, customerKey, billingKey, shippingKey }: ErpOrder,
  namespace: string,
  places: Places,
  call: CallOptions,
): Promise<Partners> {
  const idOf = (kind: string, key: string): string =>
    `crossdock.${namespace}-${kind}-${key.replace(/[^A-Za-z0-9_-]/g, '_')}`
  const customer = idOf('customer', customerKey)
  // 'guest' is the hub's key for nobody in particular: whoever came first must not give it a name.
  const person = customerKey === 'guest' ? null : order.customer
  const name = person?.name || order.billingAddress?.name || order.shippingAddress?.name || 'Walk-in customer'
  const rows: PartnerRow[] = [
    row(customer, person ? name : 'Walk-in customer', '', 'contact', person?.email ?? '', person?.phone ?? '', null),
  ]

  const child = async (
    kind: 'invoice' | 'delivery' | 'other',
    key: string | null,
    address: Address | null,
  ): Promise<string> => {
    if (key === null || address === null) return customer
    const id = idOf(kind, key)
    const place = await places.find(address, call)
    rows.push(
      row(
        id,
        address.company ? `${address.name}, ${address.company}` : address.name || name,
        customer,
        kind,
        '',
        address.phone ?? '',
        address,
        place,
      ),
    )
    return id
  }
  if (billingKey !== null && billingKey === shippingKey) {
    const both = await child('other', billingKey, order.billingAddress)
    return { rows, customer, invoice: both, delivery: both }
  }
  const invoice = await child('invoice', billingKey, order.billingAddress)
  const delivery = await child('delivery', shippingKey, order.shippingAddress)
  return { rows, customer, invoice, delivery }
}

function row(
  id: string,
  name: string,
  parent: string,
  type: string,
  email: string,
  phone: string,
  address: Address | null,
  place: { countryId: number | null; stateId: number | null } = { countryId: null, stateId: null },
): PartnerRow {
  return [
    id,
    name,
    parent,
    type,
    email,
    phone,
    address?.line1 ?? '',
    address?.line2 ?? '',
    // A state that Odoo does not have would be missing on the label.
    [address?.city, place.stateId === null ? address?.regionName : null].filter(Boolean).join(', '),
    address?.postalCode ?? '',
    place.countryId?.toString() ?? '',
    place.stateId?.toString() ?? '',
    // Shared by all companies of the database.
    '',
  ]
}
