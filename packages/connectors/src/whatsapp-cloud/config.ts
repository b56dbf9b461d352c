import { z } from 'zod'

/** Ids of Meta are digits, longer than a JavaScript number holds. */
const metaId = z.string().regex(/^\d{5,25}$/, 'must be digits')
/** What no header can carry is refused here: fetch would repeat it in its error. */
const oneWord = z.string().regex(/^[!-~]+$/, 'must be one word without spaces')
/** The path that messages of a category take; the body is the same. */
const path = z.enum(['messages', 'marketing_messages'])

/** What sending from one number and asking about it needs. */
export const whatsappCloudConfig = z.object({
  phoneNumberId: metaId,
  /** The WhatsApp Business Account the number belongs to: templates and news about the account come under its id. */
  wabaId: metaId,
  /** Of a system user, with whatsapp_business_messaging and whatsapp_business_management. */
  accessToken: oneWord,
  /** With both, a check also tells when the token ends; with the id, whether this app hears the account. */
  appId: metaId.optional(),
  appSecret: oneWord.optional(),
  /** Named on every call. The version of what Meta posts is chosen in its App Dashboard, apart from this one. */
  apiVersion: z
    .string()
    .regex(/^v\d{2,3}\.\d$/, 'must look like v26.0')
    .default('v26.0'),
  /** Meta, or a stand-in on this machine. A token goes nowhere else. */
  baseUrl: z
    .string()
    .regex(/^https:\/\/graph\.facebook\.com$|^http:\/\/127\.0\.0\.1:\d{1,5}$/, 'must be https://graph.facebook.com')
    .default('https://graph.facebook.com'),
  /** Longest wait for one answer. */
  callTimeoutMs: z.int().positive().default(20_000),
  /**
   * Marketing templates are said to leave `/messages` on 2027-10-13, and some accounts must leave it earlier (error
   * 131063): then `marketing_messages`.
   */
  paths: z
    .object({
      marketing: path.default('messages'),
      utility: path.default('messages'),
      authentication: path.default('messages'),
    })
    .prefault({}),
})
export type WhatsappCloudConfig = z.output<typeof whatsappCloudConfig>

/**
 * The keys under which what concerns a number is heard: its own id for messages and statuses, that of its account for
 * templates and restrictions. A connection has to be found under both; several numbers of one account share the second.
 */
export function providerKeysOf({ phoneNumberId, wabaId }: { phoneNumberId: string; wabaId: string }): string[] {
  return [phoneNumberId, accountKey(wabaId)]
}

export function accountKey(wabaId: string): string {
  return `waba:${wabaId}`
}

/**
 * What an endpoint that Meta calls has to know. Meta signs with the secret of the app and, before it posts, asks for the
 * verify token that was typed into its dashboard; both may be rotated, so two of each are valid at once.
 */
export interface EndpointSecrets {
  appSecrets: readonly string[]
  verifyTokens: readonly string[]
}

/** The two kinds in one list: `app:…` and `verify:…`. Without such a beginning an entry counts for nothing. */
export function endpointSecrets({ appSecrets, verifyTokens }: EndpointSecrets): string[] {
  return [...appSecrets.map((secret) => `app:${secret}`), ...verifyTokens.map((token) => `verify:${token}`)]
}

/** The way back. Empty ones are none: anybody can sign with an empty secret. */
export function readEndpointSecrets(secrets: readonly string[]): EndpointSecrets {
  const after = (start: string): string[] =>
    secrets.flatMap((secret) => (secret.startsWith(start) ? secret.slice(start.length) || [] : []))
  return { appSecrets: after('app:'), verifyTokens: after('verify:') }
}
