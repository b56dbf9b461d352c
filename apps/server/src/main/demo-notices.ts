import { chooseNotice, type NoticeWish } from '#modules/messaging/index.ts'
import type { Database } from '#platform/db/database.ts'

/** The notices of the WhatsApp stand-in's templates, in English and Hindi, each with what its parameters are filled with. */
export const demoNotices: Record<NoticeWish['notice'], NoticeWish['choices']> = {
  'order-confirmation': choices('order_confirmation', [
    { name: null, value: { from: 'first-name' } },
    { name: null, value: { from: 'order' } },
    { name: null, value: { from: 'amount' } },
  ]),
  'order-cancelled': choices('order_cancelled', [
    { name: null, value: { from: 'first-name' } },
    { name: null, value: { from: 'order' } },
  ]),
  'needs-something': choices('order_needs_something', [
    { name: null, value: { from: 'first-name' } },
    { name: null, value: { from: 'order' } },
    { name: null, value: { from: 'needed' } },
  ]),
}

/** The demo shop's customers hear of their orders, whatever time the sandbox gives these. */
export async function switchOnDemoNotices(
  app: Database,
  tenantId: string,
  connectionId: string,
  messagingConnectionId: string,
): Promise<void> {
  await app.withTenant(tenantId, async (tx) => {
    for (const notice of Object.keys(demoNotices) as NoticeWish['notice'][]) {
      const wish = { connectionId, notice, messagingConnectionId, on: true, choices: demoNotices[notice] }
      await chooseNotice(tx, tenantId, wish, new Date('2020-01-01T00:00:00Z'))
    }
  })
}

type Body = NonNullable<NoticeWish['choices']['templates'][number]['body']>

function choices(name: string, body: Body): NoticeWish['choices'] {
  return {
    templates: ['en', 'hi'].map((language) => ({ name, language, body })),
    fallback: 'en',
    languageOf: { IN: 'en' },
  }
}
