import { z } from 'zod'
import { templateCall } from '../templates/template-call.ts'

/**
 * What may be asked of `/messages`, as far as the contract (section 8) lists it. Lengths are not here but in
 * `check-content.ts`: they count code points, and have an error code of their own.
 */

const header = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.enum(['image', 'video', 'document']) }).loose(),
])
const body = z.object({ text: z.string() })
const frame = { header: header.optional(), footer: body.optional() }

const replyButton = z.object({
  type: z.literal('reply'),
  reply: z.object({ id: z.string().min(1), title: z.string().min(1) }),
})
const listRow = z.object({ id: z.string().min(1), title: z.string().min(1), description: z.string().optional() })
const listSection = z.object({ title: z.string().optional(), rows: z.array(listRow).min(1) })
const productSection = z.object({
  title: z.string(),
  product_items: z.array(z.object({ product_retailer_id: z.string().min(1) })).min(1),
})

export const interactive = z.discriminatedUnion('type', [
  z.object({ type: z.literal('button'), ...frame, body, action: z.object({ buttons: z.array(replyButton).min(1) }) }),
  z.object({
    type: z.literal('list'),
    ...frame,
    body,
    action: z.object({ button: z.string().min(1), sections: z.array(listSection).min(1) }),
  }),
  z.object({
    type: z.literal('cta_url'),
    ...frame,
    body,
    action: z.object({
      name: z.literal('cta_url'),
      parameters: z.object({ display_text: z.string().min(1), url: z.url() }),
    }),
  }),
  z.object({
    type: z.literal('product'),
    body: body.optional(),
    footer: body.optional(),
    header: z.undefined().optional(),
    action: z.object({ catalog_id: z.string(), product_retailer_id: z.string().min(1) }),
  }),
  z.object({
    type: z.literal('product_list'),
    header: z.object({ type: z.literal('text'), text: z.string().min(1) }),
    body,
    footer: body.optional(),
    action: z.object({ catalog_id: z.string(), sections: z.array(productSection).min(1) }),
  }),
  z.object({
    type: z.literal('catalog_message'),
    ...frame,
    body,
    action: z.object({
      name: z.literal('catalog_message'),
      parameters: z.object({ thumbnail_product_retailer_id: z.string() }).optional(),
    }),
  }),
  z.object({
    type: z.literal('flow'),
    ...frame,
    body,
    action: z.object({
      name: z.literal('flow'),
      parameters: z
        .object({
          flow_message_version: z.literal('3'),
          flow_token: z.string().optional(),
          flow_cta: z.string().min(1),
        })
        .loose()
        .refine((it) => (it.flow_id === undefined) !== (it.flow_name === undefined), 'flow_id or flow_name'),
    }),
  }),
  z.object({
    type: z.literal('carousel'),
    body,
    action: z.object({
      cards: z
        .array(z.looseObject({ body: body.optional() }))
        .min(2)
        .max(10),
    }),
  }),
  z.object({
    type: z.literal('location_request_message'),
    body,
    action: z.object({ name: z.literal('send_location') }),
  }),
  z.object({
    type: z.literal('request_contact_info'),
    body,
    action: z.object({ name: z.literal('request_contact_info') }),
  }),
])
export type Interactive = z.infer<typeof interactive>

/** Exactly one of the two: a public address, or what was uploaded before. */
const media = z
  .object({
    link: z.url({ protocol: /^https$/ }).optional(),
    id: z.string().min(1).optional(),
    caption: z.string().optional(),
  })
  .refine((it) => (it.link === undefined) !== (it.id === undefined), 'link or id')
const document = z
  .object({
    link: z.url({ protocol: /^https$/ }).optional(),
    id: z.string().min(1).optional(),
    caption: z.string().optional(),
    filename: z.string().optional(),
  })
  .refine((it) => (it.link === undefined) !== (it.id === undefined), 'link or id')

export const content = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    text: z.object({ body: z.string().min(1), preview_url: z.boolean().optional() }),
  }),
  z.object({ type: z.literal('template'), template: templateCall }),
  z.object({ type: z.literal('interactive'), interactive }),
  z.object({ type: z.literal('image'), image: media }),
  z.object({ type: z.literal('video'), video: media }),
  z.object({ type: z.literal('audio'), audio: media }),
  z.object({ type: z.literal('sticker'), sticker: media }),
  z.object({ type: z.literal('document'), document }),
  z.object({
    type: z.literal('location'),
    location: z.object({
      latitude: z.coerce.number(),
      longitude: z.coerce.number(),
      name: z.string().optional(),
      address: z.string().optional(),
    }),
  }),
  z.object({
    type: z.literal('contacts'),
    contacts: z.array(z.looseObject({ name: z.looseObject({ formatted_name: z.string() }) })).min(1),
  }),
  z.object({ type: z.literal('reaction'), reaction: z.object({ message_id: z.string().min(1), emoji: z.string() }) }),
])
export type Content = z.infer<typeof content>

export const addressed = z.object({
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual').optional(),
  to: z.string().optional(),
  recipient: z.string().optional(),
  context: z.object({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().optional(),
  recipient_identity_key_hash: z.string().optional(),
})
export type Addressed = z.infer<typeof addressed>

export const markRead = z.object({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string().min(1),
  typing_indicator: z.object({ type: z.literal('text') }).optional(),
})
