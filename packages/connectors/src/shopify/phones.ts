import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'

/**
 * A phone as people type it, in E.164; null when it is none. `country` (ISO 3166-1 alpha-2) decides for numbers written
 * without one: in India `09000000003`, `0091 90000 00003` and `+91 90000-00003` are the same phone.
 */
export function toE164(typed: string | null | undefined, country: string): string | null {
  if (!typed) return null
  const number = parsePhoneNumberFromString(typed, isSupportedCountry(country) ? country : undefined)
  return number?.isValid() ? number.number : null
}
