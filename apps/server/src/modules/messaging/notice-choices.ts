import { z } from 'zod'

/** What a shop's customers may be told by themselves, each once an order. */
export const noticeKinds = ['order-confirmation', 'order-cancelled', 'needs-something'] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** Where the words come from that fill a template in. */
export const filling = z.union([
  z.object({
    from: z.enum(['first-name', 'order', 'amount', 'shop', 'needed']),
    /** In place of a name that nobody told; a template takes no empty words. */
    otherwise: z.string().min(1).max(60).optional(),
  }),
  z.object({ text: z.string().min(1).max(200) }),
])
export type Filling = z.output<typeof filling>

/** By position: `name` null everywhere; by name: everywhere. */
const filled = z.object({ name: z.string().min(1).max(60).nullable().default(null), value: filling })

export const noticeTemplate = z.object({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/, 'a template’s name is made of small letters, digits and _'),
  /** As the provider writes it: en, en_IN, hi. */
  language: z.string().regex(/^[a-z]{2,3}(_[A-Za-z]{2,4})?$/, 'a language looks like en, en_IN or hi'),
  category: z.enum(['utility', 'marketing']).default('utility'),
  header: z.array(filled).max(1).default([]),
  body: z.array(filled).max(20).default([]),
})
export type NoticeTemplate = z.output<typeof noticeTemplate>

export const noticeChoices = z
  .object({
    templates: z.array(noticeTemplate).min(1),
    /** For customers whose language has no template. */
    fallback: z.string(),
    /** What people read in a country, where it is not what most people speak there: IN → en. */
    languageOf: z.record(z.string().regex(/^[A-Z]{2}$/), z.string()).default({}),
    /** order-confirmation: also for cash on delivery that still stands as a draft and waits to be verified. */
    whileHeld: z.boolean().default(false),
    /** needs-something: how what is missing is called, by language and need. */
    needs: z
      .record(z.string(), z.object({ address: z.string().max(200), verification: z.string().max(200) }))
      .default({}),
  })
  .refine(({ templates, fallback }) => templates.some(({ language }) => language === fallback), {
    message: 'the fall-back language needs a template',
    path: ['fallback'],
  })
  .refine(({ templates }) => new Set(templates.map(({ language }) => language)).size === templates.length, {
    message: 'one template a language',
    path: ['templates'],
  })
export type NoticeChoices = z.output<typeof noticeChoices>
