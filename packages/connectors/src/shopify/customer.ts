import { type Address, type CanonicalOrder, placeholderName } from '@crossdock/contracts/order'
import { toE164 } from '../lib/phones.ts'
import type { OrderAddress, OrderBody } from './schemas.ts'

/** Null when the address is missing or every field of it is empty (no approval for personal data empties them all). */
export function readAddress(sent: OrderAddress, defaultCountry: string): Address | null {
  if (!sent || Object.values(sent).every((value) => value === null)) return null
  const countryCode = sent.country_code?.toUpperCase() ?? null
  return {
    name: nameOf(sent) ?? sent.company ?? '',
    company: sent.company,
    line1: sent.address1 ?? '',
    line2: sent.address2,
    city: sent.city ?? '',
    postalCode: sent.zip,
    regionCode: sent.province_code,
    regionName: sent.province,
    countryCode,
    phone: toE164(sent.phone, countryCode ?? defaultCountry),
  }
}

/**
 * Who ordered. Order, customer and addresses may each have their own phone: the first that parses is taken, those
 * without a country code read as in the country the goods go to. Null for sales without any trace of a person (POS).
 */
export function readCustomer(body: OrderBody, defaultCountry: string): CanonicalOrder['customer'] {
  const { customer, shipping_address: shipping, billing_address: billing } = body
  const country = shipping?.country_code ?? billing?.country_code ?? defaultCountry
  const phone =
    toE164(body.phone, country) ??
    toE164(customer?.phone, country) ??
    toE164(shipping?.phone, shipping?.country_code ?? country) ??
    toE164(billing?.phone, billing?.country_code ?? country)
  const email = body.email ?? body.contact_email ?? customer?.email ?? null
  const name = nameOf(customer) ?? nameOf(billing) ?? nameOf(shipping) ?? billing?.company ?? shipping?.company ?? null
  const sourceId = customer?.id ?? null

  if (!sourceId && !phone && !email && !name) return null
  return { sourceId, name: name ?? placeholderName(sourceId), email, phone }
}

function nameOf(
  person: { name?: string | null; first_name: string | null; last_name: string | null } | null | undefined,
): string | null {
  return person?.name ?? ([person?.first_name, person?.last_name].filter(Boolean).join(' ') || null)
}
