import { AppError, type ErrorCode } from '@crossdock/contracts/errors'
import { z } from 'zod'
import { causeCode } from '../lib/no-answer.ts'
import { withoutPeople } from '../lib/without-people.ts'

const provider = 'Shopify'

interface Meaning {
  code: ErrorCode
  /** For people, where the status says more than Shopify's own words. */
  detail?: string
}

/**
 * What a status other than 200 means. All 5xx and 408 are `provider-busy`: what is asked here only reads, so it may be
 * asked again. Whatever is not listed is a fault of ours.
 * https://shopify.dev/docs/api/admin-graphql#status_and_error_codes
 */
const byStatus: Record<number, Meaning> = {
  401: { code: 'credentials-rejected' },
  402: { code: 'provider-refused', detail: 'the shop is frozen until its bill at Shopify is paid' },
  403: { code: 'rights-missing' },
  404: { code: 'provider-refused', detail: 'there is no such shop, or it is closed' },
  408: { code: 'provider-busy' },
  423: { code: 'provider-refused', detail: 'the shop is locked' },
  429: { code: 'provider-busy' },
  430: { code: 'provider-refused', detail: 'its security took our calls for those of a bot' },
}

/**
 * What a code of GraphQL means; first the ones that pass by themselves. `MAX_COST_EXCEEDED`, `BAD_REQUEST`,
 * `undefinedField` and all others are questions asked wrongly, a fault of ours.
 */
const byCode: Record<string, ErrorCode> = {
  THROTTLED: 'provider-busy',
  INTERNAL_SERVER_ERROR: 'provider-busy',
  ACCESS_DENIED: 'rights-missing',
  SHOP_INACTIVE: 'provider-refused',
  RESOURCE_NOT_FOUND: 'provider-refused',
}

const graphqlError = z.object({
  message: z.string().catch(''),
  extensions: z.object({ code: z.string().optional().catch(undefined) }).catch({}),
})
type GraphqlError = z.output<typeof graphqlError>

/** `errors` is a list, sometimes one bare string, and for parameters that are missing an object. */
const failure = z.object({ errors: z.unknown() })
const cost = z.object({
  extensions: z.object({
    cost: z.object({
      requestedQueryCost: z.coerce.number(),
      throttleStatus: z.object({ currentlyAvailable: z.coerce.number(), restoreRate: z.coerce.number().positive() }),
    }),
  }),
})

/** What an app may still ask of a shop right now, in points. https://shopify.dev/docs/api/usage/limits */
export interface CostBucket {
  available: number
  most: number
}

const bucket = z.object({
  extensions: z.object({
    cost: z.object({
      throttleStatus: z.object({
        currentlyAvailable: z.coerce.number(),
        maximumAvailable: z.coerce.number().positive(),
      }),
    }),
  }),
})

export function bucketOf(body: unknown): CostBucket | null {
  const read = bucket.safeParse(body)
  if (!read.success) return null
  const { currentlyAvailable, maximumAvailable } = read.data.extensions.cost.throttleStatus
  return { available: currentlyAvailable, most: maximumAvailable }
}

/** An answer with any other status than 200. `body` is what was parsed of it, null when it was not JSON. */
export function refusalOfStatus(status: number, body: unknown, retryAfter: string | null): AppError {
  const words = messagesOf(body)
  const log = `HTTP ${status} ${words}`.trim()
  const options = { facts: { provider, detail: words || `HTTP ${status}` }, ...waitOf(retryAfter) }
  if (status >= 300 && status < 400) {
    const detail = 'the address of the shop leads to another one; connect its permanent myshopify.com domain'
    return new AppError('provider-refused', log, { facts: { provider, detail } })
  }
  const meaning = byStatus[status] ?? { code: status >= 500 ? 'provider-busy' : 'provider-contract-broken' }
  if (meaning.detail) options.facts.detail = meaning.detail
  return new AppError(meaning.code, log, options)
}

/**
 * The failure that a body answered with 200 tells of, null when it tells of none. One that holds data and errors is a
 * failure: what is missing in it would be read as not being there.
 */
export function refusalOfBody(body: unknown): AppError | null {
  const errors = failure.safeParse(body).data?.errors
  if (errors === undefined || errors === null || (Array.isArray(errors) && errors.length === 0)) return null
  const words = messagesOf(body)
  const facts = { provider, detail: words || 'it gave no reason' }
  // Without a code there is nothing to go by but that it did refuse.
  if (!Array.isArray(errors)) return new AppError('provider-refused', words, { facts })

  const codes = errorsIn(errors).map(({ extensions }) => extensions.code ?? 'no code')
  const known = Object.keys(byCode).find((code) => codes.includes(code))
  const log = `${codes.join(', ')}: ${words}`
  if (known === undefined) return new AppError('provider-contract-broken', log, { facts })
  const wait = known === 'THROTTLED' ? throttleWaitOf(body) : {}
  return new AppError(byCode[known] as ErrorCode, log, { facts, ...wait })
}

/**
 * Without an answer a read is simply asked again; which of the two codes only tells people whether Shopify was there.
 */
export function silenceOf(thrown: unknown): AppError {
  const code = causeCode(thrown)
  const detail = `no answer: ${code || (thrown instanceof Error ? thrown.message : String(thrown))}`
  const unreachable =
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH)$|CERT|TLS|SSL/
  return new AppError(unreachable.test(code) ? 'provider-unreachable' : 'provider-busy', detail, {
    facts: { provider },
    cause: thrown,
  })
}

export function busy(detail: string): AppError {
  return new AppError('provider-busy', detail, { facts: { provider } })
}

export function broken(detail: string): AppError {
  return new AppError('provider-contract-broken', detail, { facts: { provider } })
}

/** Until the bucket holds what the question costs: (requested − available) / restored per second. */
function throttleWaitOf(body: unknown): { retryAfterMs: number } | Record<string, never> {
  const read = cost.safeParse(body)
  if (!read.success) return {}
  const { requestedQueryCost, throttleStatus } = read.data.extensions.cost
  const missing = Math.max(0, requestedQueryCost - throttleStatus.currentlyAvailable)
  return { retryAfterMs: Math.ceil((missing / throttleStatus.restoreRate) * 1_000) }
}

function waitOf(retryAfter: string | null): { retryAfterMs: number } | Record<string, never> {
  const seconds = Number(retryAfter ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: seconds * 1_000 } : {}
}

/** Shopify's own words, three sentences at the most, without what could be a phone number or an e-mail address. */
function messagesOf(body: unknown): string {
  const errors = failure.safeParse(body).data?.errors
  const messages = Array.isArray(errors) ? errorsIn(errors).map(({ message }) => message) : [errors]
  const texts = messages.flatMap((message) => (typeof message === 'string' ? withoutPeople(message) || [] : []))
  return [...new Set(texts)].slice(0, 3).join(' ')
}

function errorsIn(errors: unknown[]): GraphqlError[] {
  return errors.map((error) => graphqlError.catch({ message: '', extensions: {} }).parse(error))
}
