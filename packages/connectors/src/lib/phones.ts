// With the full metadata, since the small one takes any ten digits for an Indian number.
import { isSupportedCountry, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max'

/**
 * A phone as people type it, in E.164; null when it is none. `country` (ISO 3166-1 alpha-2) decides for numbers written
 * without one: in India `09000000003`, `0091 90000 00003`, `+91 90000-00003` and `९०००० ००००३` are the same phone.
 */
export function toE164(typed: string | null | undefined, country: string): string | null {
  if (!typed) return null
  const text = withPlainDigits(typed)
  // People put two phones into one field; a slash inside a single one is read as part of it first.
  const [first = ''] = text.split(/[/,;|]|\bor\b/i)
  for (const candidate of new Set([text, text.replaceAll('/', ' '), first])) {
    const number = parse(candidate, country) ?? withTrunkZero(candidate, country)
    if (number) return number.number
  }
  return null
}

function parse(text: string, country: string): PhoneNumber | null {
  const number = parsePhoneNumberFromString(text, isSupportedCountry(country) ? country : undefined)
  return number?.isValid() ? number : null
}

/** "0919000000003" and "+0919000000003": the zero for calls at home, before the country's code. "00" leads abroad. */
function withTrunkZero(text: string, country: string): PhoneNumber | null {
  const international = /^\s*\+?0(?!0)/.test(text) ? parse(text.replace(/^\s*\+?0/, '+'), country) : null
  return international?.country === country ? international : null
}

/** Digits of any script as 0–9, and what stands between them as blanks. */
function withPlainDigits(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, (digit) => String(digitAt(digit.codePointAt(0) ?? 0)))
    .replace(/[\p{Cf}\p{Zs}\p{Pd}_·.]/gu, ' ')
}

/** Scripts have their ten digits in a row, from a code point that ends in 0 or in 6. */
function digitAt(codePoint: number): number {
  const low = codePoint % 16
  return /\p{Nd}/u.test(String.fromCodePoint(codePoint - low)) ? low : low - 6
}
