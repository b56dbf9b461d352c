import type { Tx } from '#platform/db/database.ts'

/** All SQL of what stands against sending from a number, and of its pace. */

export interface ChannelState {
  status: 'active' | 'paused' | 'disconnected'
  paused: Pause | null
  perSecond: number
  spokenFor: Date
  templatesReadAt: Date | null
}

export interface Pause {
  at: Date
  code: string
  facts: Record<string, string>
  /** Keyed hash of the credentials that were refused; null when it is about something else. */
  access: string | null
}

/** Locked until the transaction ends; made when it is not there yet. */
export async function lockChannel(tx: Tx, tenantId: string, connectionId: string): Promise<ChannelState> {
  await tx.query(
    'insert into messaging_channels (tenant_id, connection_id) values ($1, $2) on conflict (tenant_id, connection_id) do nothing',
    [tenantId, connectionId],
  )
  const [row] = await tx.query<ChannelRow>(
    `select c.status, m.paused_at, m.paused_code, m.paused_facts, m.paused_access, m.per_second, m.spoken_for, m.templates_read_at
     from messaging_channels m join connections c on c.tenant_id = m.tenant_id and c.id = m.connection_id
     where m.tenant_id = $1 and m.connection_id = $2 for update of m`,
    [tenantId, connectionId],
  )
  if (!row) throw new Error(`no connection ${connectionId}`)
  return toState(row)
}

/** What it says ends by itself is over then, whoever has noticed. */
const standing = `m.paused_at is not null and coalesce((m.paused_facts ->> 'until')::timestamptz > clock_timestamp(), true)`

/** A look that holds nothing. A number that nothing was sent from yet has no row of its own. */
export async function seeChannel(tx: Tx, tenantId: string, connectionId: string): Promise<ChannelState> {
  const [row] = await tx.query<ChannelRow>(
    `select c.status, case when ${standing} then m.paused_at end as paused_at, m.paused_code, m.paused_facts, m.paused_access, coalesce(m.per_second, ${usualPerSecond}) as per_second,
       coalesce(m.spoken_for, 'epoch') as spoken_for, m.templates_read_at
     from connections c left join messaging_channels m on m.tenant_id = c.tenant_id and m.connection_id = c.id
     where c.tenant_id = $1 and c.id = $2`,
    [tenantId, connectionId],
  )
  if (!row) throw new Error(`no connection ${connectionId}`)
  return toState(row)
}

/** As the column's default. */
const usualPerSecond = 20

interface ChannelRow {
  status: ChannelState['status']
  paused_at: Date | null
  paused_code: string | null
  paused_facts: Record<string, string> | null
  paused_access: string | null
  per_second: number
  spoken_for: Date
  templates_read_at: Date | null
}

function toState(row: ChannelRow): ChannelState {
  return {
    status: row.status,
    paused:
      row.paused_at && row.paused_code
        ? { at: row.paused_at, code: row.paused_code, facts: row.paused_facts ?? {}, access: row.paused_access }
        : null,
    perSecond: row.per_second,
    spokenFor: row.spoken_for,
    templatesReadAt: row.templates_read_at,
  }
}

/** A look, without holding anything. */
export async function findPause(tx: Tx, tenantId: string, connectionId: string): Promise<Omit<Pause, 'access'> | null> {
  const [row] = await tx.query<{ at: Date; code: string; facts: Record<string, string> | null }>(
    `select m.paused_at as at, m.paused_code as code, m.paused_facts as facts from messaging_channels m
     where m.tenant_id = $1 and m.connection_id = $2 and ${standing}`,
    [tenantId, connectionId],
  )
  return row ? { ...row, facts: row.facts ?? {} } : null
}

/** The numbers that the provider lets send nothing, and that are still connected. */
export async function listPauses(
  tx: Tx,
  tenantId: string,
): Promise<(Omit<Pause, 'access'> & { connectionId: string; name: string })[]> {
  const rows = await tx.query<PauseRow>(
    `select m.connection_id as "connectionId", c.name, m.paused_at as at, m.paused_code as code, m.paused_facts as facts
     from messaging_channels m join connections c on c.tenant_id = m.tenant_id and c.id = m.connection_id
     where m.tenant_id = $1 and ${standing} and c.status <> 'disconnected' order by m.connection_id`,
    [tenantId],
  )
  return rows.map((row) => ({ ...row, facts: row.facts ?? {} }))
}

interface PauseRow {
  connectionId: string
  name: string
  at: Date
  code: string
  facts: Record<string, string> | null
}

/** @returns whether it was not paused before */
export async function setPause(tx: Tx, tenantId: string, connectionId: string, pause: Pause): Promise<boolean> {
  const rows = await tx.query(
    `insert into messaging_channels as m (tenant_id, connection_id, paused_at, paused_code, paused_facts, paused_access)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, connection_id) do update set paused_at = excluded.paused_at, paused_code = excluded.paused_code,
       paused_facts = excluded.paused_facts, paused_access = excluded.paused_access
     where not (${standing}) returning 1`,
    [tenantId, connectionId, pause.at, pause.code, JSON.stringify(pause.facts), pause.access],
  )
  return rows.length > 0
}

/** @returns whether it was paused */
export async function clearPause(tx: Tx, tenantId: string, connectionId: string): Promise<boolean> {
  const rows = await tx.query(
    `update messaging_channels set paused_at = null, paused_code = null, paused_facts = null, paused_access = null
     where tenant_id = $1 and connection_id = $2 and paused_at is not null returning 1`,
    [tenantId, connectionId],
  )
  return rows.length > 0
}

export async function takeNumberSlot(tx: Tx, tenantId: string, connectionId: string, spokenFor: Date): Promise<void> {
  await tx.query('update messaging_channels set spoken_for = $3 where tenant_id = $1 and connection_id = $2', [
    tenantId,
    connectionId,
    spokenFor,
  ])
}

/** What the provider lets a number send in a second. */
export async function setPerSecond(tx: Tx, tenantId: string, connectionId: string, perSecond: number): Promise<void> {
  await tx.query(
    `insert into messaging_channels (tenant_id, connection_id, per_second) values ($1, $2, $3)
     on conflict (tenant_id, connection_id) do update set per_second = excluded.per_second`,
    [tenantId, connectionId, perSecond],
  )
}

export async function noteTemplatesRead(tx: Tx, tenantId: string, connectionId: string, at: Date): Promise<void> {
  await tx.query('update messaging_channels set templates_read_at = $3 where tenant_id = $1 and connection_id = $2', [
    tenantId,
    connectionId,
    at,
  ])
}
