import { AppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import { findChannel } from '#modules/tenants/index.ts'
import type { Tx } from '#platform/db/database.ts'
import { noticeChoices, noticeKinds } from './notice-choices.ts'
import { isTimeZone } from './quiet-hours.ts'
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

export const messagingWish = z.object({
  quiet: z
    .object({
      from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time looks like 21:00'),
      until: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time looks like 09:00'),
      timeZone: z.string().refine(isTimeZone, 'a time zone looks like Asia/Kolkata'),
    })
    .nullable(),
  confirmsOptOut: z.boolean().default(true),
})

export { messagingSettings, noticeSettings }

/** Switched on, it holds for orders placed from now on: nobody hears of what is long done. */
export async function chooseNotice(tx: Tx, tenantId: string, wish: NoticeWish, now: Date): Promise<NoticeSetting> {
  const { on, ...setting } = noticeWish.parse(wish)
  const shop = await findChannel(tx, tenantId, setting.connectionId)
  const number = await findChannel(tx, tenantId, setting.messagingConnectionId)
  if (shop.connectionId === number.connectionId)
    throw new AppError('bad-request', 'a shop and a number are two connections')
  await writeNoticeSetting(tx, tenantId, { ...setting, onSince: on ? now : null })
  const written = await noticeSettings(tx, tenantId, setting.connectionId)
  const mine = written.find(({ notice }) => notice === setting.notice)
  if (!mine) throw new Error('a setting that was not written')
  return mine
}

export async function chooseQuiet(
  tx: Tx,
  tenantId: string,
  wish: z.input<typeof messagingWish>,
): Promise<MessagingSettings> {
  const settings = messagingWish.parse(wish)
  await writeMessagingSettings(tx, tenantId, settings)
  return settings
}
