import type { NoticeChoices, NoticeKind } from '@crossdock/contracts/notice-choices'
import type { Tx } from '#platform/db/database.ts'
import type { QuietHours } from './quiet-hours.ts'

/** All SQL of what a tenant chose: quiet hours, and which notices the customers of which shop get. */

export interface MessagingSettings {
  quiet: QuietHours | null
  /** Whoever says STOP is told once that it is heard. */
  confirmsOptOut: boolean
}

export async function messagingSettings(tx: Tx, tenantId: string): Promise<MessagingSettings> {
  const [row] = await tx.query<{
    time_zone: string | null
    quiet_from: string | null
    quiet_until: string | null
    confirms_opt_out: boolean
  }>('select time_zone, quiet_from, quiet_until, confirms_opt_out from messaging_settings where tenant_id = $1', [
    tenantId,
  ])
  const quiet =
    row?.time_zone && row.quiet_from && row.quiet_until
      ? { timeZone: row.time_zone, from: row.quiet_from, until: row.quiet_until }
      : null
  return { quiet, confirmsOptOut: row?.confirms_opt_out ?? true }
}

export async function writeMessagingSettings(
  tx: Tx,
  tenantId: string,
  { quiet, confirmsOptOut }: MessagingSettings,
): Promise<void> {
  await tx.query(
    `insert into messaging_settings (tenant_id, time_zone, quiet_from, quiet_until, confirms_opt_out) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id) do update set time_zone = excluded.time_zone, quiet_from = excluded.quiet_from,
       quiet_until = excluded.quiet_until, confirms_opt_out = excluded.confirms_opt_out`,
    [tenantId, quiet?.timeZone ?? null, quiet?.from ?? null, quiet?.until ?? null, confirmsOptOut],
  )
}

/** Held until the transaction ends: of two changes made from the same version the second sees the first. */
export async function lockSettings(tx: Tx, tenantId: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 15))', [tenantId])
}

export interface NoticeSetting {
  /** The shop whose customers get it. */
  connectionId: string
  notice: NoticeKind
  /** The number it comes from. */
  messagingConnectionId: string
  /** Orders placed earlier get none; null: it is off. */
  onSince: Date | null
  choices: NoticeChoices
}

export async function noticeSettings(tx: Tx, tenantId: string, connectionId: string | null): Promise<NoticeSetting[]> {
  const rows = await tx.query<{
    connection_id: string
    notice: NoticeKind
    messaging_connection_id: string
    on_since: Date | null
    choices: NoticeChoices
  }>(
    `select connection_id, notice, messaging_connection_id, on_since, choices from notice_settings
     where tenant_id = $1 and ($2::uuid is null or connection_id = $2) order by connection_id, notice`,
    [tenantId, connectionId],
  )
  return rows.map((row) => ({
    connectionId: row.connection_id,
    notice: row.notice,
    messagingConnectionId: row.messaging_connection_id,
    onSince: row.on_since,
    choices: row.choices,
  }))
}

/** What is on stays on since when it was; `onSince` is the moment of switching it on, null switches it off. */
export async function writeNoticeSetting(tx: Tx, tenantId: string, setting: NoticeSetting): Promise<void> {
  await tx.query(
    `insert into notice_settings as s (tenant_id, connection_id, notice, messaging_connection_id, on_since, choices) values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, connection_id, notice) do update set messaging_connection_id = excluded.messaging_connection_id,
       choices = excluded.choices, on_since = case when excluded.on_since is null then null else coalesce(s.on_since, excluded.on_since) end`,
    [
      tenantId,
      setting.connectionId,
      setting.notice,
      setting.messagingConnectionId,
      setting.onSince,
      JSON.stringify(setting.choices),
    ],
  )
}
