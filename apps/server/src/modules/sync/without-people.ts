import { AppError } from '@crossdock/contracts/errors'
import type { CanonicalOrder } from '@crossdock/contracts/order'
import { scrubText } from '#platform/log.ts'

type People = Pick<CanonicalOrder, 'customer' | 'billingAddress' | 'shippingAddress'>

/**
 * An ERP's own words may quote what it was sent ("A contact named …"). They are kept for staff with everything personal
 * of the order taken out: they stand unencrypted beside the order.
 */
export function withoutPeople(text: string, order: People): string {
  const { customer, billingAddress, shippingAddress } = order
  const whole = [billingAddress, shippingAddress, customer].flatMap((one) =>
    one === null
      ? []
      : [one.name, ...('line1' in one ? [one.line1, one.line2, one.company, one.phone] : [one.email, one.phone])],
  )
  // Single words too ("Ananya"), but no house number alone: it would eat into amounts and SKUs.
  const words = whole.flatMap((part) => part?.split(/[\s,]+/) ?? []).filter((word) => /\p{L}/u.test(word))
  const parts = [...whole, ...words].filter((part): part is string => part !== null && part.length > 2)
  // Longest first, or a first name would leave the surname standing.
  const personal = [...new Set(parts)].sort((one, other) => other.length - one.length)
  return scrubText(personal.reduce((out, part) => out.replace(wholeWord(part), '…'), text))
}

function wholeWord(part: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(part)}(?![\\p{L}\\p{N}])`, 'gu')
}

/** Its detail is the ERP's own; the other facts are ours and hold nobody. */
export function errorWithoutPeople(error: AppError, orders: readonly People[]): AppError {
  const clean = (text: string): string => orders.reduce((out, order) => withoutPeople(out, order), text)
  const { detail } = error.facts
  return new AppError(error.code, clean(error.message), {
    cause: error.cause,
    facts: { ...error.facts, ...(detail === undefined ? {} : { detail: clean(detail) }) },
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  })
}
