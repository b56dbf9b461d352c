import { z } from 'zod'

/**
 * What is posted to send a message, with Meta's limits, and what is answered. Only what the port can express.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */

/** Limits count code points: an emoji is one, a Hindi syllable is as many as it is written with. */
const words = (limit: number) =>
  z
    .string()
    .refine((text) => text.trim() !== '', 'is empty')
    .refine((text) => [...text].length <= limit, `is longer than ${limit} characters`)

export const limits = { text: 4096, buttons: 3, buttonTitle: 20, buttonId: 256, header: 60, body: 1024, footer: 60 }

/** A country, a dot, up to 128 letters and digits; opaque beyond that. */
export const userIdPattern = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/

const textParameter = z.strictObject({
  type: z.literal('text'),
  parameter_name: z.string().min(1).optional(),
  text: words(limits.body),
})
const link = z.string().regex(/^https:\/\/\S+$/, 'must be an https address')
const mediaParameter = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('image'), image: z.strictObject({ link }) }),
  z.strictObject({ type: z.literal('video'), video: z.strictObject({ link }) }),
  z.strictObject({
    type: z.literal('document'),
    document: z.strictObject({ link, filename: words(240).optional() }),
  }),
])
/** Text, although it counts from zero. */
const index = z.string().regex(/^\d$/, 'must be "0" to "9"')

const component = z.union([
  z.strictObject({ type: z.literal('header'), parameters: z.array(z.union([textParameter, mediaParameter])).min(1) }),
  z.strictObject({ type: z.literal('body'), parameters: z.array(textParameter).min(1) }),
  z.strictObject({
    type: z.literal('button'),
    sub_type: z.literal('url'),
    index,
    parameters: z.array(z.strictObject({ type: z.literal('text'), text: words(2000) })).length(1),
  }),
  z.strictObject({
    type: z.literal('button'),
    sub_type: z.literal('quick_reply'),
    index,
    parameters: z.array(z.strictObject({ type: z.literal('payload'), payload: words(limits.buttonId) })).length(1),
  }),
])
export type TemplateComponent = z.output<typeof component>

const template = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9_]{1,512}$/, 'must be small letters, digits and underscores'),
    language: z.strictObject({ code: z.string().regex(/^[a-z]{2,3}(_[A-Za-z]{2,4})?$/, 'must look like en_IN') }),
    components: z.array(component).min(1).optional(),
  })
  .refine(({ components = [] }) => namedOrPositional(components), 'names some parameters and counts others')

function namedOrPositional(components: TemplateComponent[]): boolean {
  const styles = components.flatMap((part) =>
    part.type === 'button'
      ? []
      : part.parameters.flatMap((value) => (value.type === 'text' ? 'parameter_name' in value : [])),
  )
  return new Set(styles).size < 2
}

const replyButton = z.strictObject({
  type: z.literal('reply'),
  reply: z.strictObject({ id: words(limits.buttonId), title: words(limits.buttonTitle) }),
})

const buttons = z.strictObject({
  type: z.literal('button'),
  header: z.strictObject({ type: z.literal('text'), text: words(limits.header) }).optional(),
  body: z.strictObject({ text: words(limits.body) }),
  footer: z.strictObject({ text: words(limits.footer) }).optional(),
  action: z.strictObject({
    buttons: z
      .array(replyButton)
      .min(1, 'must be 1 to 3')
      .max(limits.buttons, 'must be 1 to 3')
      .refine((all) => new Set(all.map(({ reply }) => reply.id)).size === all.length, 'have the same id twice')
      .refine((all) => new Set(all.map(({ reply }) => reply.title)).size === all.length, 'have the same title twice'),
  }),
})

const common = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual'),
  /** E.164 with the plus; without it Meta may put the business's own country before it. */
  to: z
    .string()
    .regex(/^\+[1-9]\d{5,14}$/, 'must be a phone with its plus')
    .optional(),
  /** A business-scoped user id, instead of `to`. */
  recipient: z.string().regex(userIdPattern, 'is not a user id').optional(),
  context: z.strictObject({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().min(1).max(512).optional(),
}

export const sendBody = z
  .discriminatedUnion('type', [
    z.strictObject({
      ...common,
      type: z.literal('text'),
      text: z.strictObject({ body: words(limits.text), preview_url: z.boolean().optional() }),
    }),
    z.strictObject({ ...common, type: z.literal('template'), template }),
    z.strictObject({ ...common, type: z.literal('interactive'), interactive: buttons }),
  ])
  .refine(({ to, recipient }) => (to === undefined) !== (recipient === undefined), {
    message: 'must be a phone or a user id',
    path: ['to'],
  })
export type SendBody = z.output<typeof sendBody>

const optionalText = z
  .string()
  .nullish()
  .transform((value) => value || null)
  .catch(null)

/** 200: accepted, not delivered. Without an id of the message nobody can say what became of it. */
export const sendAnswer = z.object({
  contacts: z
    .array(z.object({ input: optionalText, wa_id: optionalText, user_id: optionalText }))
    .nullish()
    .catch(null),
  messages: z.array(z.object({ id: z.string().min(1), message_status: optionalText })).min(1),
})
export type SendAnswer = z.output<typeof sendAnswer>

/** A number, or its text. Null must not become the code 0, which means that the token is dead. */
export const errorCode = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
])

/** How Meta refuses, whatever the HTTP status. */
export const errorAnswer = z.object({
  error: z.object({
    code: errorCode,
    message: optionalText,
    type: optionalText,
    error_subcode: errorCode.nullish().catch(null),
    error_data: z.object({ details: optionalText }).nullish().catch(null),
    fbtrace_id: optionalText,
    is_transient: z.boolean().nullish().catch(null),
  }),
})
export type ErrorAnswer = z.output<typeof errorAnswer>
