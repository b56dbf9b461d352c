import { z } from 'zod'

/** The `template` part of a send request, as far as the contract lists it. */

const mediaParameter = z.object({
  link: z.url().optional(),
  id: z.string().optional(),
  filename: z.string().optional(),
})

const parameter = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string(), parameter_name: z.string().optional() }),
  z.object({
    type: z.literal('currency'),
    currency: z.object({ fallback_value: z.string(), code: z.string(), amount_1000: z.number() }),
    parameter_name: z.string().optional(),
  }),
  z.object({
    type: z.literal('date_time'),
    date_time: z.object({ fallback_value: z.string() }),
    parameter_name: z.string().optional(),
  }),
  z.object({ type: z.literal('payload'), payload: z.string().max(256) }),
  z.object({ type: z.literal('image'), image: mediaParameter }),
  z.object({ type: z.literal('video'), video: mediaParameter }),
  z.object({ type: z.literal('document'), document: mediaParameter }),
  z.object({ type: z.literal('action'), action: z.looseObject({}) }),
])

const component = z.discriminatedUnion('type', [
  z.object({ type: z.literal('header'), parameters: z.array(parameter).default([]) }),
  z.object({ type: z.literal('body'), parameters: z.array(parameter).default([]) }),
  z.object({
    type: z.literal('button'),
    sub_type: z.string(),
    index: z.union([z.string().regex(/^[0-9]$/), z.int().min(0).max(9)]).transform(Number),
    parameters: z.array(parameter).default([]),
  }),
])

export const templateCall = z.object({
  name: z.string().min(1),
  language: z.object({ code: z.string().min(1), policy: z.literal('deterministic').optional() }),
  components: z.array(component).default([]),
})

export type TemplateCall = z.infer<typeof templateCall>
export type TemplateParameter = z.infer<typeof parameter>
