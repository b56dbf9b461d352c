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
  const personal = [billingAddress, shippingAddress, customer]
    .flatMap((one) =>
      one === null
        ? []
        : [one.name, ...('line1' in one ? [one.line1, one.line2, one.company, one.phone] : [one.email, one.phone])],
    )
    .flatMap((part) => (part === null ? [] : [part, ...part.split(/[\s,]+/)]))
    .filter((part) => part.length > 2)
  // Longest first, or a first name would leave the surname standing.
  const parts = [...new Set(personal)].sort((one, other) => other.length - one.length)
  return scrubText(parts.reduce((out, part) => out.replaceAll(part, '…'), text))
}

export function errorWithoutPeople(error: AppError, orders: readonly People[]): AppError {
  const clean = (text: string): string => orders.reduce((out, order) => withoutPeople(out, order), text)
  return new AppError(error.code, clean(error.message), {
    cause: error.cause,
    facts: Object.fromEntries(Object.entries(error.facts).map(([name, value]) => [name, clean(value)])),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  })
}
