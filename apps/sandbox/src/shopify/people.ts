import { nameOfNumber } from '../invented-names.ts'
import type { Random } from './random.ts'

/** An invented buyer. */
export interface Buyer {
  firstName: string
  lastName: string
  email: string | null
  /** E.164; all of them from one made-up block, +91 90000 xxxxx. */
  phone: string
  address1: string
  address2: string | null
  place: Place
}

interface Place {
  city: string
  zip: string
  province: string
  /** Shopify's own code; not always the one that others use (OR and TG are OD and TS elsewhere). */
  provinceCode: string
}

/** The shop stands in Karnataka: goods that stay there carry CGST and SGST, all others IGST. */
export const homeState = 'KA'

export function aBuyer(random: Random, sameState: boolean): Buyer {
  const serial = random.int(0, 99_999).toString().padStart(5, '0')
  const phone = `+9190000${serial}`
  const { firstName, lastName } = nameOfNumber(phone)
  return {
    firstName,
    lastName,
    email: random.chance(0.75) ? `${firstName}.${lastName}.${serial}@example.com`.toLowerCase() : null,
    phone,
    address1: `${random.int(1, 240)} ${random.pick(streets)}`,
    address2: random.chance(0.4) ? `Flat ${random.int(1, 9)}${random.pick(['A', 'B', 'C'])}` : null,
    place: random.pick(places.filter((place) => (place.provinceCode === homeState) === sameState)),
  }
}

/** The same phone as people type it into an address form. */
export function asTyped(phone: string, random: Random): string {
  if (!phone.startsWith('+91')) return phone
  const national = phone.slice(3)
  return random.pick([
    phone,
    `0${national}`,
    `0091${national}`,
    `+91 ${national.slice(0, 5)} ${national.slice(5)}`,
    `${national.slice(0, 5)}-${national.slice(5)}`,
  ])
}

const streets = ['Example Layout, 3rd Cross', 'Sample Nagar', 'Placeholder Road', 'Specimen Street', 'Mock Colony']

const places: readonly Place[] = [
  { city: 'Bengaluru', zip: '560001', province: 'Karnataka', provinceCode: 'KA' },
  { city: 'Mysuru', zip: '570001', province: 'Karnataka', provinceCode: 'KA' },
  { city: 'Mumbai', zip: '400001', province: 'Maharashtra', provinceCode: 'MH' },
  { city: 'Chennai', zip: '600001', province: 'Tamil Nadu', provinceCode: 'TN' },
  { city: 'Kochi', zip: '682001', province: 'Kerala', provinceCode: 'KL' },
  { city: 'Hyderabad', zip: '500001', province: 'Telangana', provinceCode: 'TS' },
  { city: 'Bhubaneswar', zip: '751001', province: 'Odisha', provinceCode: 'OR' },
  { city: 'New Delhi', zip: '110001', province: 'Delhi', provinceCode: 'DL' },
]
