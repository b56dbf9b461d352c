import { z } from 'zod'

/** What is answered about a number, its token, its apps and its templates; numbers are text already. Nothing is required. */

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null)
  .catch(null)

const list = <T extends z.ZodType>(of: T) =>
  z
    .array(of.nullable().catch(null))
    .nullish()
    .catch(null)
    .transform((values) => (values ?? []).filter((value) => value !== null))

export const phoneNumber = z.object({
  display_phone_number: text,
  verified_name: text,
  quality_rating: text,
  name_status: text,
  code_verification_status: text,
  status: text,
})
export type PhoneNumber = z.output<typeof phoneNumber>
/** The fields are asked for by name: a version that lacks one refuses the question. */
export const phoneNumberFields = Object.keys(phoneNumber.shape).join(',')

export const debuggedToken = z.object({
  data: z.object({
    is_valid: z.boolean().nullish().catch(null),
    /** Unix seconds; 0 is never. */
    expires_at: text,
    scopes: list(z.string()),
  }),
})

/** The apps that hear the account; Meta puts them one level deeper than its own specification does. */
export const subscribedApps = z.object({
  data: list(
    z
      .object({ id: text, whatsapp_business_api_data: z.object({ id: text }).nullish().catch(null) })
      .transform(({ id, whatsapp_business_api_data }) => whatsapp_business_api_data?.id ?? id),
  ),
})

const templateButton = z.object({ type: text, url: text })
const templateComponent = z.object({ type: text, format: text, text, buttons: list(templateButton) })
export type TemplateComponentInfo = z.output<typeof templateComponent>

export const messageTemplate = z.object({
  id: text,
  name: z.string().min(1),
  language: z.string().min(1),
  status: text,
  category: text,
  parameter_format: text,
  quality_score: z.object({ score: text }).nullish().catch(null),
  components: list(templateComponent),
})
export type MessageTemplate = z.output<typeof messageTemplate>

export const templatePage = z.object({
  data: list(messageTemplate),
  paging: z
    .object({
      cursors: z.object({ after: text }).nullish().catch(null),
      next: text,
    })
    .nullish()
    .catch(null),
})
export type TemplatePage = z.output<typeof templatePage>
