import { messagingChoices, noticeChoices, noticeKinds } from '@crossdock/contracts/notice-choices'
import { z } from 'zod'
import { mustBe } from '#modules/tenants/index.ts'
import type { Tx } from '#platform/db/database.ts'
import {
  type MessagingSettings,
  messagingSettings,
  type NoticeSetting,
  noticeSettings,
  writeMessagingSettings,
  writeNoticeSetting,
} from './settings-store.ts'

/** What a tenant chooses: which notices a shop's customers get, and when nobody is to be disturbed. */

export const noticeWish = z.object({
  /** The shop. */
  connectionId: z.uuid(),
  notice: z.enum(noticeKinds),
  /** The number it comes from. */
  messagingConnectionId: z.uuid(),
  on: z.boolean(),
  choices: noticeChoices,
})
export type NoticeWish = z.input<typeof noticeWish>

export { messagingSettings, noticeSettings }

/** Switched on, it holds for orders placed from now on: nobody hears of what is long done. */
export async function chooseNotice(tx: Tx, tenantId: string, wish: NoticeWish, now: Date): Promise<NoticeSetting> {
  const { on, ...setting } = noticeWish.parse(wish)
  await mustBe(tx, tenantId, setting.connectionId, 'channel')
  await mustBe(tx, tenantId, setting.messagingConnectionId, 'messaging')
  await writeNoticeSetting(tx, tenantId, { ...setting, onSince: on ? now : null })
  const written = await noticeSettings(tx, tenantId, setting.connectionId)
  const mine = written.find(({ notice }) => notice === setting.notice)
  if (!mine) throw new Error('a setting that was not written')
  return mine
}

export async function chooseQuiet(
  tx: Tx,
  tenantId: string,
  wish: z.input<typeof messagingChoices>,
): Promise<MessagingSettings> {
  const settings = messagingChoices.parse(wish)
  await writeMessagingSettings(tx, tenantId, settings)
  return settings
}
