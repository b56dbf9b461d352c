import type { BusinessNumber } from '../business.ts'
import { GraphRefusal } from '../errors.ts'
import type { Addressed } from './schemas.ts'

export type Addressee =
  | { by: 'phone'; input: string; digits: string }
  | { by: 'user-id'; input: string; userId: string }

const userIdShape = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/

/** `to` wins over `recipient` (contract section 4). */
export function addresseeOf({ to, recipient }: Addressed, from: BusinessNumber): Addressee {
  if (to !== undefined) {
    const digits = digitsOf(to, from)
    if (!digits) throw new GraphRefusal(131009, 'to: is no phone number')
    if (digits === from.displayPhoneNumber) throw new GraphRefusal(131021)
    return { by: 'phone', input: to, digits }
  }
  if (recipient === undefined) throw new GraphRefusal(131008, 'The parameter to is required.')
  if (!userIdShape.test(recipient)) throw new GraphRefusal(131009, 'recipient: is no business-scoped user ID')
  return { by: 'user-id', input: recipient, userId: recipient }
}

/** Without the plus, a national number gets the country code of the business. */
function digitsOf(to: string, from: BusinessNumber): string | null {
  const written = to.replace(/[\s().-]/g, '')
  const digits = written.replace(/^\+/, '')
  if (!/^\d{6,15}$/.test(digits)) return null
  if (written.startsWith('+') || digits.length > 10) return digits
  return `${from.displayPhoneNumber.slice(0, -10)}${digits}`
}

/**
 * WhatsApp's own id of a number is not always the number: Brazil's ninth digit and Mexico's 1 after the country code are
 * the known cases. The third is the sandbox's own, for whoever has numbers of neither country.
 */
export function waIdOf(digits: string): string {
  if (/^55\d{2}9\d{8}$/.test(digits)) return `${digits.slice(0, 4)}${digits.slice(5)}`
  if (/^52[2-9]\d{9}$/.test(digits)) return `521${digits.slice(2)}`
  if (digits === '917003000012') return '917003999912'
  return digits
}
