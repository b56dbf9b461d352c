import type { Vault } from '#platform/crypto/vault.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import type { AlertChannelName } from './channels.ts'
import type { Listener, OpenAlert, Told } from './due-tellings.ts'
import { type AlertKindName, type Finding, isAlertKind } from './kinds.ts'
import type { Stretch, WeekBefore } from './silence.ts'

/** All SQL of alerts, who is told of them, and what channels usually say. */

interface AlertRow {
  id: string
  kind: string
  dedupe_key: string
  size: number
  facts: Record<string, string>
  opened_at: Date
}

/** Also those that nobody was told of. */
export async function openAlerts(tx: Tx, tenantId: string): Promise<OpenAlert[]> {
  const rows = await tx.query<AlertRow>(
    `select id, kind, dedupe_key, size, facts, opened_at from alerts where tenant_id = $1 and state <> 'closed'
     order by opened_at, id`,
    [tenantId],
  )
  // A kind of a newer version, during an upgrade, is left to it.
  return rows.flatMap(({ id, kind, size, facts, opened_at }) =>
    isAlertKind(kind) ? [{ alertId: id, kind, size, facts, openedAt: opened_at }] : [],
  )
}

/** Trouble that ended and is back within this time is the same trouble, and was told. */
const sameTroubleFor = '1 day'

/** What is wrong now: new troubles are opened, known ones brought up to date, the others are over. */
export async function saveFindings(
  tx: Tx,
  tenantId: string,
  findings: readonly Finding[],
  now: Date,
): Promise<{ opened: number; closed: number }> {
  const { rowCount: closed } = await counted(
    tx,
    `update alerts set state = 'closed', closed_at = $3 where tenant_id = $1 and state <> 'closed' and not dedupe_key = any($2)
     returning 1`,
    [tenantId, findings.map(({ key }) => key), now],
  )
  let opened = 0
  for (const { kind, key, size, facts } of findings) {
    const values = [tenantId, key, size, JSON.stringify(facts)]
    const known = await counted(
      tx,
      `update alerts set size = $3, facts = $4 where tenant_id = $1 and dedupe_key = $2 and state <> 'closed' returning 1`,
      values,
    )
    if (known.rowCount > 0) continue
    opened++
    const back = await counted(
      tx,
      `update alerts set state = 'open', closed_at = null, size = $3, facts = $4, opened_at = $5
       where tenant_id = $1 and id = (
         select id from alerts where tenant_id = $1 and dedupe_key = $2 and state = 'closed'
           and closed_at > $5::timestamptz - interval '${sameTroubleFor}' order by closed_at desc limit 1)
       returning 1`,
      [...values, now],
    )
    if (back.rowCount > 0) continue
    await tx.query(
      `insert into alerts (tenant_id, id, kind, dedupe_key, size, facts, opened_at) values ($1, $2, $3, $4, $5, $6, $7)`,
      [tenantId, newId(), kind, key, size, JSON.stringify(facts), now],
    )
  }
  return { opened, closed }
}

async function counted(tx: Tx, text: string, values: unknown[]): Promise<{ rowCount: number }> {
  return { rowCount: (await tx.query(text, values)).length }
}

export async function tellingsOf(tx: Tx, tenantId: string, alertIds: string[]): Promise<Told[]> {
  return tx.query<Told & Record<string, unknown>>(
    `select alert_id as "alertId", recipient, size, told_at as "toldAt" from alert_tellings
     where tenant_id = $1 and alert_id = any($2)`,
    [tenantId, alertIds],
  )
}

export async function noteTold(
  tx: Tx,
  tenantId: string,
  recipient: string,
  alerts: readonly OpenAlert[],
  now: Date,
): Promise<void> {
  const ids = alerts.map(({ alertId }) => alertId)
  await tx.query(
    `insert into alert_tellings (tenant_id, alert_id, recipient, told_at, size)
     select $1, t.id, $2, $3, t.size from unnest($4::uuid[], $5::int[]) as t(id, size)
     on conflict (tenant_id, alert_id, recipient) do update set told_at = excluded.told_at, size = excluded.size`,
    [tenantId, recipient, now, ids, alerts.map(({ size }) => size)],
  )
  await tx.query(`update alerts set state = 'told' where tenant_id = $1 and id = any($2) and state = 'open'`, [
    tenantId,
    ids,
  ])
}

export async function forgetOldAlerts(tx: Tx, tenantId: string, before: Date): Promise<void> {
  await tx.query(`delete from alerts where tenant_id = $1 and state = 'closed' and closed_at < $2`, [tenantId, before])
}

export async function openAlertCounts(database: Database): Promise<{ kind: string; open: number }[]> {
  const rows = await database.call<{ kind: string; open: string }>('select * from open_alerts()', [])
  return rows.map(({ kind, open }) => ({ kind, open: Number(open) }))
}

// Who is told --------------------------------------------------------------------------------------------------------

export interface Recipient extends Listener {
  channel: AlertChannelName
  address: string
}

export interface NewRecipient {
  channel: AlertChannelName
  address: string
  kinds: readonly AlertKindName[] | null
  quiet: Listener['quiet']
  timeZone: string
}

const addressPlace = (id: string) => ({ table: 'alert_recipients', column: 'address', id }) as const

/** Adds somebody, or changes what they want. @returns their id */
export async function saveRecipient(tx: Tx, vault: Vault, tenantId: string, wanted: NewRecipient): Promise<string> {
  const { channel, kinds, quiet, timeZone } = wanted
  const address = channel === 'mail' ? wanted.address.trim().toLowerCase() : wanted.address.trim()
  const hash = await vault.hash(tenantId, 'alert-recipient', address)
  const [known] = await tx.query<{ id: string }>(
    'select id from alert_recipients where tenant_id = $1 and channel = $2 and address_hash = $3',
    [tenantId, channel, hash],
  )
  const id = known?.id ?? newId()
  const sealed = await vault.seal(tenantId, addressPlace(id), address)
  await tx.query(
    `insert into alert_recipients (tenant_id, id, channel, address, address_hash, kinds, quiet_from, quiet_until, time_zone)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (tenant_id, id) do update set kinds = excluded.kinds, quiet_from = excluded.quiet_from,
       quiet_until = excluded.quiet_until, time_zone = excluded.time_zone`,
    [tenantId, id, channel, sealed, hash, kinds, quiet?.from ?? null, quiet?.until ?? null, timeZone],
  )
  return id
}

export async function removeRecipient(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const gone = await tx.query('delete from alert_recipients where tenant_id = $1 and id = $2 returning 1', [
    tenantId,
    id,
  ])
  await tx.query('delete from alert_tellings where tenant_id = $1 and recipient = $2', [tenantId, id])
  return gone.length > 0
}

export async function recipientsOf(tx: Tx, vault: Vault, tenantId: string): Promise<Recipient[]> {
  const rows = await tx.query<{
    id: string
    channel: AlertChannelName
    address: string
    kinds: string[] | null
    quiet_from: string | null
    quiet_until: string | null
    time_zone: string
  }>(
    `select id, channel, address, kinds, quiet_from, quiet_until, time_zone from alert_recipients where tenant_id = $1
     order by created_at, id`,
    [tenantId],
  )
  return Promise.all(
    rows.map(async (row) => ({
      recipient: row.id,
      channel: row.channel,
      address: await vault.unseal(tenantId, addressPlace(row.id), row.address),
      kinds: row.kinds,
      quiet:
        row.quiet_from !== null && row.quiet_until !== null ? { from: row.quiet_from, until: row.quiet_until } : null,
      timeZone: row.time_zone,
    })),
  )
}

// What channels usually say --------------------------------------------------------------------------------------------

/** The end of what has been counted; null before the first time. */
export async function countedUntil(tx: Tx, tenantId: string): Promise<Date | null> {
  const [row] = await tx.query<{ until: Date | null }>(
    `select max(hour) + interval '1 hour' as until from channel_hours where tenant_id = $1`,
    [tenantId],
  )
  return row?.until ?? null
}

export async function saveHours(
  tx: Tx,
  tenantId: string,
  hours: readonly { connectionId: string; hour: Date; events: number }[],
): Promise<void> {
  await tx.query(
    `insert into channel_hours (tenant_id, connection_id, hour, events)
     select $1, h.id, h.hour, h.events from unnest($2::uuid[], $3::timestamptz[], $4::int[]) as h(id, hour, events)
     on conflict (tenant_id, connection_id, hour) do nothing`,
    [
      tenantId,
      hours.map(({ connectionId }) => connectionId),
      hours.map(({ hour }) => hour),
      hours.map(({ events }) => events),
    ],
  )
}

export async function forgetHours(tx: Tx, tenantId: string, before: Date): Promise<void> {
  await tx.query('delete from channel_hours where tenant_id = $1 and hour < $2', [tenantId, before])
}

/** The first and the last hour in which each of these channels spoke; who never did is absent. */
export async function heardHours(
  tx: Tx,
  tenantId: string,
  connectionIds: string[],
): Promise<Map<string, { firstHour: Date; lastHour: Date }>> {
  const rows = await tx.query<{ id: string; first: Date | null; last: Date | null }>(
    `select c.id,
       (select h.hour from channel_hours h where h.tenant_id = $1 and h.connection_id = c.id order by h.hour limit 1) as first,
       (select h.hour from channel_hours h where h.tenant_id = $1 and h.connection_id = c.id order by h.hour desc limit 1) as last
     from unnest($2::uuid[]) as c(id)`,
    [tenantId, connectionIds],
  )
  return new Map(
    rows.flatMap(({ id, first, last }) => (first && last ? [[id, { firstHour: first, lastHour: last }]] : [])),
  )
}

/** The same hours of the week, in each of the weeks before. */
export async function sameHoursBefore(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  { from, until }: Stretch,
): Promise<WeekBefore[]> {
  return tx.query<WeekBefore & Record<string, unknown>>(
    `select w as "weeksAgo", coalesce((
       select sum(h.events) from channel_hours h where h.tenant_id = $1 and h.connection_id = $2
         and h.hour >= $3::timestamptz - make_interval(hours => w * 168)
         and h.hour < $4::timestamptz - make_interval(hours => w * 168)), 0)::int as events
     from generate_series(1, 8) w`,
    [tenantId, connectionId, from, until],
  )
}
