import { chooseNotice, type NoticeWish, noticeSettings } from '#modules/messaging/index.ts'
import { listChannels } from '#modules/tenants/index.ts'
import type { Floor } from './wire.ts'

/** The stand-in's templates, and how an order fills them in. */
const templates: Record<
  NoticeWish['notice'],
  { name: string; values: ('first-name' | 'order' | 'amount' | 'needed')[] }
> = {
  'order-confirmation': { name: 'order_confirmation', values: ['first-name', 'order', 'amount'] },
  'order-cancelled': { name: 'order_cancelled', values: ['first-name', 'order'] },
  'needs-something': { name: 'order_needs_something', values: ['first-name', 'order', 'needed'] },
}

/** Whoever tries it wants to see a phone ring: all notices of the demo shop are on, until somebody chooses otherwise. */
export async function demoNotices(
  { app, clock }: Pick<Floor, 'app' | 'clock'>,
  {
    tenantId,
    shopDomain,
    messagingConnectionId,
  }: { tenantId: string; shopDomain: string; messagingConnectionId: string },
): Promise<void> {
  await app.withTenant(tenantId, async (tx) => {
    const shop = (await listChannels(tx, tenantId)).find(({ providerKey }) => providerKey === shopDomain)
    if (!shop || (await noticeSettings(tx, tenantId, shop.connectionId)).length > 0) return
    for (const [notice, { name, values }] of Object.entries(templates)) {
      const body = values.map((from) => ({ name: null, value: { from } }))
      const wish: NoticeWish = {
        connectionId: shop.connectionId,
        notice: notice as NoticeWish['notice'],
        messagingConnectionId,
        on: true,
        choices: {
          templates: ['en', 'hi'].map((language) => ({ name, language, body })),
          fallback: 'en',
          languageOf: { IN: 'en' },
        },
      }
      await chooseNotice(tx, tenantId, wish, clock.now())
    }
  })
}
