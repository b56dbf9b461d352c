import type { FastifyRequest } from 'fastify'
import type { AccessToken, Business, BusinessAccount, BusinessNumber } from '../business.ts'
import { GraphRefusal } from '../errors.ts'

export const messagingScope = 'whatsapp_business_messaging'
export const managementScope = 'whatsapp_business_management'

/** The token of a request, which has to be known and in time. In the header, or as Graph also takes it, in the query. */
export function tokenOf(business: Business, request: FastifyRequest, now: number): AccessToken {
  const inHeader = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  const given = inHeader ?? (request.query as { access_token?: string }).access_token
  const token = given === undefined ? undefined : business.tokens.get(given)
  if (!token)
    throw new GraphRefusal(190, 'Error validating access token: The session has been invalidated.', { subcode: 460 })
  if (token.expiresAt !== null && token.expiresAt <= now)
    throw new GraphRefusal(
      190,
      `Error validating access token: Session has expired on ${new Date(token.expiresAt).toUTCString()}.`,
      { subcode: 463 },
    )
  return token
}

export function needScope(token: AccessToken, scope: string): void {
  if (!token.scopes.includes(scope)) throw new GraphRefusal(200, `The permission ${scope} is missing.`)
}

/** What a token does not reach is as if it were not there. */
export function reachableNumber(business: Business, token: AccessToken, id: string): BusinessNumber {
  const number = business.number(id)
  if (number && reaches(token, number.account)) return number
  throw noSuchObject(id)
}

export function reachableAccount(business: Business, token: AccessToken, id: string): BusinessAccount {
  const account = business.account(id)
  if (account && reaches(token, account)) return account
  throw noSuchObject(id)
}

function reaches(token: AccessToken, account: BusinessAccount): boolean {
  return token.reaches?.includes(account.wabaId) ?? true
}

export function noSuchObject(id: string): GraphRefusal {
  const details = `Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`
  return new GraphRefusal(100, details, { subcode: 33 })
}
