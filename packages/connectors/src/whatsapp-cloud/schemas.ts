import { z } from 'zod'
import { errorCode } from './send-schemas.ts'

/**
 * What Meta posts, after `parseJsonExactly` has made every number a string. Anything may be missing, null or of another type
 * than documented: then it is as if it had not been sent. Unknown fields are ignored. What a message cannot be without is
 * checked where it is read.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
 */

/** Trimmed; blank, null and missing are the same. */
const text = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => value?.trim() || null)

/** As it was typed. */
const words = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => value || null)

const flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])
  .nullish()
  .catch(null)
  .transform((value) => value ?? null)

const some = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .object(shape)
    .nullish()
    .catch(null)
    .transform((value) => value ?? null)

/** What of a list can be read, with null for what cannot. One thing where a list belongs is a list of one. */
const listWithGaps = <T extends z.ZodType>(of: T) =>
  z
    .preprocess(
      (value) => (value === undefined || value === null || Array.isArray(value) ? value : [value]),
      z.array(of.nullable().catch(null)).nullish(),
    )
    .transform((values) => values ?? [])

const list = <T extends z.ZodType>(of: T) =>
  listWithGaps(of).transform((values) => values.filter((value) => value !== null))

export const webhookError = z.object({
  code: errorCode,
  title: text,
  message: text,
  error_data: some({ details: text }),
})
export type WebhookError = z.output<typeof webhookError>

const media = some({
  id: text,
  mime_type: text,
  sha256: text,
  caption: words,
  filename: text,
  voice: flag,
})
export type Media = NonNullable<z.output<typeof media>>

const choice = some({ id: words, title: words, description: words })

const interactive = some({
  type: text,
  button_reply: choice,
  list_reply: choice,
  nfm_reply: some({ name: text, response_json: z.unknown() }),
  call_permission_reply: z.record(z.string(), z.unknown()).nullish().catch(null),
})

const contact = z.object({
  origin: text,
  vcard: words,
  name: some({ formatted_name: text, first_name: text, last_name: text }),
  phones: list(z.object({ phone: text, wa_id: text })),
})
export type SharedContact = z.output<typeof contact>

const order = some({
  catalog_id: text,
  text: words,
  product_items: listWithGaps(
    z.object({ product_retailer_id: text, quantity: text, item_price: text, currency: text }),
  ),
})
export type CatalogueOrder = NonNullable<z.output<typeof order>>

export const inboundMessage = z.object({
  id: text,
  timestamp: text,
  type: text,
  group_id: text,
  context: some({
    id: text,
    forwarded: flag,
    frequently_forwarded: flag,
    referred_product: some({ catalog_id: text, product_retailer_id: text }),
  }),
  referral: some({
    source_id: text,
    source_type: text,
    source_url: text,
    headline: text,
    body: words,
    ctwa_clid: text,
  }),
  errors: list(webhookError),
  text: some({ body: words }),
  button: some({ payload: words, text: words }),
  interactive,
  image: media,
  video: media,
  audio: media,
  document: media,
  sticker: media,
  location: some({ latitude: text, longitude: text, name: text, address: text }),
  contacts: list(contact),
  order,
  reaction: some({ message_id: text, emoji: text }),
  system: some({
    type: text,
    body: words,
    wa_id: text,
    user_id: text,
    parent_user_id: text,
    previous_user_id: text,
  }),
  unsupported: some({ type: text }),
})
export type InboundBody = z.output<typeof inboundMessage>

export const messageStatus = z.object({
  id: text,
  status: text,
  timestamp: text,
  recipient_type: text,
  recipient_id: text,
  recipient_user_id: text,
  biz_opaque_callback_data: text,
  pricing: some({ billable: flag, pricing_model: text, type: text, category: text }),
  errors: list(webhookError),
})

export const userPreference = z.object({
  wa_id: text,
  user_id: text,
  parent_user_id: text,
  category: text,
  value: text,
  timestamp: text,
})

/** All four notices about templates; each has some of it. */
export const templateNotice = z.object({
  event: text,
  message_template_id: text,
  message_template_name: text,
  message_template_language: text,
  message_template_category: text,
  reason: text,
  disable_info: some({ disable_date: text }),
  other_info: some({ title: text, description: text }),
  rejection_info: some({ reason: text, recommendation: text }),
  previous_category: text,
  new_category: text,
  correct_category: text,
  new_quality_score: text,
})

/** Notices about the account and its numbers; each has some of it. */
export const accountNotice = z.object({
  event: text,
  decision: text,
  display_phone_number: text,
  phone_number: text,
  current_limit: text,
  rejection_reason: text,
  restriction_info: list(z.object({ restriction_type: text, expiration: text })),
  ban_info: some({ waba_ban_state: text, waba_ban_date: text }),
  violation_info: some({ violation_type: text }),
  alert_severity: text,
  alert_type: text,
  alert_description: text,
  alert_info: some({ alert_severity: text, alert_type: text, alert_description: text }),
})
export type AccountBody = z.output<typeof accountNotice>
