import { AppError } from '@crossdock/contracts/errors'
import type { CallOptions } from '../ports/erp.ts'
import type { MessagingAccess, TemplateInfo } from '../ports/messaging.ts'
import {
  debuggedToken,
  type PhoneNumber,
  phoneNumber,
  phoneNumberFields,
  subscribedApps,
  type TemplatePage,
  templatePage,
} from './account-schemas.ts'
import type { WhatsappCloudClient } from './client.ts'
import { broken } from './errors.ts'
import { quality, templateInfo } from './templates.ts'

const needed = ['whatsapp_business_messaging', 'whatsapp_business_management']

/** Whose number it is, and everything Meta tells that stands against sending and hearing. Asks, changes nothing. */
export async function checkAccess(client: WhatsappCloudClient, { signal }: CallOptions = {}): Promise<MessagingAccess> {
  const { phoneNumberId } = client.config
  const [number, deafness, token] = await Promise.all([
    client.ask({ path: phoneNumberId, query: { fields: phoneNumberFields }, answer: phoneNumber, signal }),
    whoHears(client, signal),
    askAboutToken(client, signal),
  ])
  return {
    displayNumber: number.display_phone_number,
    verifiedName: number.verified_name,
    quality: quality(number.quality_rating) ?? 'unknown',
    expiresAt: token.expiresAt,
    problems: [...problemsOf(number), ...deafness, ...token.problems],
  }
}

function problemsOf({ name_status, status, quality_rating, code_verification_status }: PhoneNumber): string[] {
  const problems: string[] = []
  if (status !== null && !['CONNECTED', 'LINKED'].includes(status.toUpperCase()))
    problems.push(`The number is ${status.toLowerCase()} at WhatsApp, not connected.`)
  if (['DECLINED', 'EXPIRED'].includes(name_status?.toUpperCase() ?? ''))
    problems.push(`The display name of the number is ${name_status?.toLowerCase()}.`)
  if (code_verification_status?.toUpperCase() === 'NOT_VERIFIED')
    problems.push('The number was never verified with a code.')
  if (quality_rating?.toUpperCase() === 'RED')
    problems.push('The quality of the number is low: people block it or report it, and WhatsApp may restrict it.')
  return problems
}

async function whoHears(client: WhatsappCloudClient, signal: AbortSignal | undefined): Promise<string[]> {
  const { wabaId, appId } = client.config
  try {
    const { data } = await client.ask({ path: `${wabaId}/subscribed_apps`, answer: subscribedApps, signal })
    if (data.length === 0) return ['No app is subscribed to the account: nothing that customers write would be heard.']
    if (appId === undefined || data.includes(appId)) return []
    return ['Another app is subscribed to the account, ours is not: nothing that customers write would be heard.']
  } catch (thrown) {
    // A token may be allowed to send and not to look at the account, or the account's id is wrong: sending works on.
    if (thrown instanceof AppError && ['rights-missing', 'provider-refused'].includes(thrown.code))
      return [`Whether anything is heard cannot be seen, the account ${wabaId} is closed to this token.`]
    throw thrown
  }
}

async function askAboutToken(
  client: WhatsappCloudClient,
  signal: AbortSignal | undefined,
): Promise<{ expiresAt: string | null; problems: string[] }> {
  const { appId, appSecret, accessToken } = client.config
  if (appId === undefined || appSecret === undefined) return { expiresAt: null, problems: [] }
  const { data } = await client.ask({
    path: 'debug_token',
    query: { input_token: accessToken },
    token: `${appId}|${appSecret}`,
    answer: debuggedToken,
    signal,
  })
  const missing = needed.filter((scope) => !data.scopes.includes(scope))
  return {
    expiresAt: endOf(data.expires_at),
    problems: [
      ...(data.is_valid === false ? ['The access token is not valid any more.'] : []),
      ...(data.is_valid === false || missing.length === 0 ? [] : [`The access token lacks ${missing.join(' and ')}.`]),
    ],
  }
}

function endOf(seconds: string | null): string | null {
  const time = Number(seconds ?? 0)
  return Number.isInteger(time) && time > 0 && time < 8e9 ? new Date(time * 1_000).toISOString() : null
}

const pageSize = 100
/** An account holds 6,000 names in many languages; beyond this the pages go in a circle. */
const maxPages = 500

export async function listTemplates(
  client: WhatsappCloudClient,
  { signal }: CallOptions = {},
): Promise<TemplateInfo[]> {
  const all: TemplateInfo[] = []
  let after: string | null = null
  for (let page = 0; page < maxPages; page += 1) {
    const { data, paging }: TemplatePage = await client.ask({
      path: `${client.config.wabaId}/message_templates`,
      query: {
        fields: 'id,name,language,status,category,parameter_format,quality_score,components',
        limit: String(pageSize),
        ...(after === null ? {} : { after }),
      },
      answer: templatePage,
      signal,
    })
    all.push(...data.map(templateInfo))
    // The address of the next page is not followed: only its cursor is believed.
    after = paging?.next ? (paging.cursors?.after ?? null) : null
    if (after === null) return all
  }
  throw broken('the list of templates has no end')
}
