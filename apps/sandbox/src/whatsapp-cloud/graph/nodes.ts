import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Business, BusinessAccount, BusinessNumber } from '../business.ts'
import { GraphRefusal } from '../errors.ts'
import { parameterFormat, type Template } from '../templates/template.ts'
import type { World } from '../world.ts'
import { managementScope, needScope, noSuchObject, reachableAccount, reachableNumber, tokenOf } from './access.ts'
import { describeMedia } from './media.ts'

type Asked = { Params: { version: string; id: string }; Querystring: Record<string, string | undefined> }

/** What can be looked at: numbers, accounts, media, templates, and the token itself. */
export function nodeRoutes(app: FastifyInstance, world: World): void {
  const { business, clock } = world
  const tokenIn = (request: FastifyRequest) => tokenOf(business, request, clock.now())

  app.get<Asked>('/:version/:id', async (request) => {
    const token = tokenIn(request)
    const { id } = request.params
    const file = world.media.find(id)
    if (file) return describeMedia(world, token, file, request.query.phone_number_id)
    needScope(token, managementScope)
    if (business.number(id))
      return chosen(numberNode(reachableNumber(business, token, id)), request.query.fields, numberDefaults)
    if (business.account(id))
      return chosen(accountNode(reachableAccount(business, token, id)), request.query.fields, ['id', 'name'])
    throw noSuchObject(id)
  })

  app.get<Asked>('/:version/:id/phone_numbers', async (request) => {
    const token = tokenIn(request)
    needScope(token, managementScope)
    const account = reachableAccount(business, token, request.params.id)
    return { data: account.numbers.map((number) => chosen(numberNode(number), request.query.fields, numberDefaults)) }
  })

  app.get<Asked>('/:version/:id/message_templates', async (request) => {
    const token = tokenIn(request)
    needScope(token, managementScope)
    const account = reachableAccount(business, token, request.params.id)
    return templatePage(world, account, request)
  })

  app.get<Asked>('/:version/debug_token', async (request) => {
    tokenOrApp(world, request)
    return { data: describeToken(business, request.query.input_token, clock.now()) }
  })
}

const numberDefaults = ['verified_name', 'code_verification_status', 'display_phone_number', 'quality_rating', 'id']

function numberNode(number: BusinessNumber): Record<string, unknown> {
  return {
    id: number.phoneNumberId,
    display_phone_number: asPeopleWrite(number.displayPhoneNumber),
    verified_name: number.verifiedName,
    quality_rating: number.quality,
    code_verification_status: 'VERIFIED',
    name_status: number.trouble === 131037 ? 'PENDING_REVIEW' : 'APPROVED',
    status: statusOf(number),
    account_mode: 'LIVE',
    platform_type: 'CLOUD_API',
    throughput: { level: 'STANDARD' },
    whatsapp_business_manager_messaging_limit: 'TIER_10K',
    is_official_business_account: false,
    webhook_configuration: {
      ...(number.callback ? { phone_number: number.callback.url } : {}),
      ...(number.account.callback ? { whatsapp_business_account: number.account.callback.url } : {}),
    },
  }
}

function statusOf({ trouble }: BusinessNumber): string {
  if (trouble === 131031 || trouble === 368) return 'BANNED'
  if (trouble === 131048) return 'RATE_LIMITED'
  return trouble === 133010 || trouble === 131045 ? 'DISCONNECTED' : 'CONNECTED'
}

function accountNode(account: BusinessAccount): Record<string, unknown> {
  return {
    id: account.wabaId,
    name: account.name,
    currency: 'INR',
    timezone_id: '71',
    account_review_status: 'APPROVED',
    business_verification_status: 'verified',
  }
}

/** `fields` names what is wanted; `a{b}` is cut to `a`. What does not exist is refused, as Graph does. */
function chosen(node: Record<string, unknown>, fields: string | undefined, defaults: string[]): object {
  const wanted = fields
    ? fields
        .replace(/\{[^}]*\}/g, '')
        .split(',')
        .map((name) => name.trim())
    : defaults
  const unknown = wanted.find((name) => !(name in node))
  if (unknown !== undefined) throw new GraphRefusal(100, `Tried accessing nonexisting field (${unknown})`)
  return Object.fromEntries([...new Set([...wanted, 'id'])].map((name) => [name, node[name]]))
}

function asPeopleWrite(digits: string): string {
  const indian = /^91(\d{2})(\d{4})(\d{4})$/.exec(digits)
  return indian ? `+91 ${indian[1]} ${indian[2]} ${indian[3]}` : `+${digits}`
}

function templatePage(world: World, account: BusinessAccount, request: FastifyRequest): object {
  const query = request.query as Record<string, string | undefined>
  const { name, language, status, category } = query
  const limit = Math.min(Number(query.limit ?? 25), 250)
  const after = query.after ? Number(Buffer.from(query.after, 'base64url').toString()) : 0
  if (!Number.isInteger(limit) || limit < 1 || !Number.isInteger(after))
    throw new GraphRefusal(100, 'limit, after: are not valid')
  const found = account.templates.filter(
    (each) =>
      (!name || each.name.includes(name)) &&
      (!language || each.language === language) &&
      (!status || each.status === status) &&
      (!category || each.category === category),
  )
  const page = found.slice(after, after + limit)
  const cursor = (place: number) => Buffer.from(String(place)).toString('base64url')
  const end = cursor(after + page.length)
  const next = new URL(request.url, world.url)
  next.searchParams.set('after', end)
  return {
    data: page.map((template) => chosen(templateNode(template), query.fields, templateFields)),
    ...(page.length > 0
      ? {
          paging: {
            cursors: { before: cursor(after), after: end },
            ...(found.length > after + page.length ? { next: next.href } : {}),
          },
        }
      : {}),
  }
}

const templateFields = ['name', 'parameter_format', 'components', 'language', 'status', 'category', 'id']

/** Here, unlike in webhooks, the id is text. */
function templateNode(template: Template): Record<string, unknown> {
  const { id, name, language, status, category, components } = template
  return {
    id: String(id),
    name,
    language,
    status,
    category,
    components,
    parameter_format: parameterFormat(template),
    quality_score: { score: 'GREEN' },
    rejected_reason: 'NONE',
  }
}

/** A token may be inspected with another one, or with `appId|appSecret`. */
function tokenOrApp(world: World, request: FastifyRequest): void {
  const { business, clock } = world
  const inHeader = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  const given = inHeader ?? (request.query as { access_token?: string }).access_token
  if (given !== `${business.appId}|${business.appSecret}`) tokenOf(business, request, clock.now())
}

function describeToken(business: Business, given: string | undefined, now: number): object {
  if (!given) throw new GraphRefusal(100, 'The parameter input_token is required.')
  const token = business.tokens.get(given)
  if (!token) {
    const error = { code: 190, message: 'The access token could not be decrypted' }
    return { error, is_valid: false, scopes: [] }
  }
  const { scopes, expiresAt, issuedAt, reaches } = token
  const targets = reaches ?? business.accounts.map(({ wabaId }) => wabaId)
  return {
    app_id: business.appId,
    type: 'SYSTEM_USER',
    application: business.appName,
    data_access_expires_at: 0,
    expires_at: expiresAt === null ? 0 : Math.floor(expiresAt / 1000),
    is_valid: expiresAt === null || expiresAt > now,
    issued_at: Math.floor(issuedAt / 1000),
    scopes,
    granular_scopes: scopes.map((scope) => ({ scope, target_ids: targets })),
    user_id: '122100000000001',
  }
}
