import { z } from 'zod'
import { text } from './api/values.ts'

/** What a tenant chooses about messages: which notices a shop's customers get, in which words, and when nobody is disturbed. */

/** What a shop's customers may be told by themselves, each once an order. */
export const noticeKinds = ['order-confirmation', 'order-cancelled', 'needs-something'] as const
export type NoticeKind = (typeof noticeKinds)[number]

export const templateName = z
  .string()
  .regex(/^[a-z0-9_]{1,512}$/, 'a template’s name is made of small letters, digits and _')
/** As the provider writes it: en, en_IN, hi. */
export const templateLanguage = z
  .string()
  .regex(/^[a-z]{2,3}(_[A-Za-z]{2,4})?$/, 'a language looks like en, en_IN or hi')

/** Where the words come from that fill a template in. */
export const filling = z.union([
  z.strictObject({
    from: z.enum(['first-name', 'order', 'amount', 'shop', 'needed']),
    otherwise: text(60).optional().describe('in place of a name that nobody told; a template takes no empty words'),
  }),
  z.strictObject({ text: text(200) }),
])
export type Filling = z.output<typeof filling>

const filled = z.strictObject({
  name: text(60).nullable().default(null).describe('by position: null everywhere. By name: everywhere'),
  value: filling,
})

export const noticeTemplate = z.strictObject({
  name: templateName,
  language: templateLanguage,
  category: z.enum(['utility', 'marketing']).default('utility'),
  header: z.array(filled).max(1).default([]),
  body: z.array(filled).max(20).default([]),
})
export type NoticeTemplate = z.output<typeof noticeTemplate>

export const noticeChoices = z
  .strictObject({
    templates: z.array(noticeTemplate).min(1).max(50),
    fallback: templateLanguage.describe('for customers whose language has no template'),
    languageOf: z
      .record(z.string().regex(/^[A-Z]{2}$/), templateLanguage)
      .default({})
      .describe(
        'what people read in a country, where the order does not tell and it is not what most people speak there: IN → en',
      ),
    whileHeld: z
      .boolean()
      .default(false)
      .describe('order-confirmation: also for cash on delivery that stands as a draft and waits to be verified'),
    needs: z
      .record(templateLanguage, z.strictObject({ address: text(200), verification: text(200) }))
      .default({})
      .describe('needs-something: how what is missing is called, by language and need'),
  })
  .refine(({ templates, fallback }) => templates.some(({ language }) => language === fallback), {
    message: 'the fall-back language needs a template',
    path: ['fallback'],
  })
  .refine(({ templates }) => new Set(templates.map(({ language }) => language)).size === templates.length, {
    message: 'one template a language',
    path: ['templates'],
  })
  .meta({ id: 'NoticeChoices' })
export type NoticeChoices = z.output<typeof noticeChoices>

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time looks like 21:00')

export const messagingChoices = z.strictObject({
  quiet: z
    .strictObject({
      from: timeOfDay,
      until: timeOfDay.describe('may be the next morning'),
      timeZone: z.string().max(60).refine(isTimeZone, 'a time zone looks like Asia/Kolkata'),
    })
    .nullable()
    .describe('what we begin ourselves waits until they are over; answers to customers do not'),
  confirmsOptOut: z.boolean().default(true).describe('whoever says STOP is told once that it is heard'),
})

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name })
    return true
  } catch {
    return false
  }
}
