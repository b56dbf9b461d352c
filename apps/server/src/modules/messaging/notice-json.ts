import type { NoticeSettingJson } from '@crossdock/contracts/api/message-settings'
import { type NoticeKind, noticeKinds } from '@crossdock/contracts/notice-choices'
import { mustBe } from '#modules/tenants/index.ts'
import type { Tx } from '#platform/db/database.ts'
import { type NoticeSetting, noticeSettings } from './settings-store.ts'

/** All of them, also those that nobody has chosen yet. @throws `not-found` unless it is a shop */
export async function noticesJson(tx: Tx, tenantId: string, connectionId: string): Promise<NoticeSettingJson[]> {
  await mustBe(tx, tenantId, connectionId, 'channel')
  const chosen = await noticeSettings(tx, tenantId, connectionId)
  return noticeKinds.map((kind) => noticeJson(connectionId, kind, chosen.find(({ notice }) => notice === kind) ?? null))
}

export async function oneNoticeJson(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  notice: NoticeKind,
): Promise<NoticeSettingJson> {
  const all = await noticesJson(tx, tenantId, connectionId)
  return all.find((one) => one.notice === notice) ?? noticeJson(connectionId, notice, null)
}

export function noticeJson(connectionId: string, notice: NoticeKind, chosen: NoticeSetting | null): NoticeSettingJson {
  return {
    connectionId,
    notice,
    onSince: chosen?.onSince?.toISOString() ?? null,
    numberConnectionId: chosen?.messagingConnectionId ?? null,
    choices: chosen?.choices ?? null,
  }
}
