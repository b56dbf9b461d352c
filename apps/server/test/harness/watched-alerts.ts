import { type AlertChannelName, type AlertKindName, saveRecipient } from '#modules/alerts/index.ts'
import type { Hub } from './a-hub.ts'
import type { MailServer } from './mail-server.ts'
import { samples, scrape } from './scrape.ts'
import { waitFor } from './wait-for.ts'

/** What tests of alerts have in common: a hub that looks all the time, and what it found and told. */

export function watching(mail: Pick<MailServer, 'url'>, more: Record<string, string> = {}): Record<string, string> {
  return {
    SMTP_URL: mail.url,
    MAIL_FROM: 'Crossdock <crossdock@hub.test>',
    DASHBOARD_URL: 'https://staff.test/',
    ALERT_INTERVAL_MS: '100',
    METRICS_PORT: '0',
    ...more,
  }
}

export async function tells(
  { floor }: Pick<Hub, 'floor'>,
  tenantId: string,
  channel: AlertChannelName,
  address: string,
  kinds: AlertKindName[] | null = null,
): Promise<string> {
  const recipient = { channel, address, kinds, quiet: null, timeZone: 'Asia/Kolkata' }
  return floor.app.withTenant(tenantId, (tx) => saveRecipient(tx, floor.vault, tenantId, recipient))
}

export async function alerts({ database }: Hub): Promise<{ kind: string; state: string; size: number }[]> {
  return (await database.owner.query('select kind, state, size from alerts order by kind, opened_at')).rows
}

export async function open(hub: Hub, kind: string, size?: number): Promise<void> {
  await waitFor(`an alert ${kind}`, async () =>
    (await alerts(hub)).some(
      (alert) => alert.kind === kind && alert.state !== 'closed' && (size ?? alert.size) === alert.size,
    ),
  )
}

/** As if it had been so for this long. */
export async function age({ database }: Hub, interval: string): Promise<void> {
  await database.owner.query(`update alerts set opened_at = opened_at - $1::interval`, [interval])
  await database.owner.query(`update alert_tellings set told_at = told_at - $1::interval`, [interval])
}

/** Some more looks have gone by, by any of these hubs. */
export async function looks(hubs: Hub[], count = 3): Promise<void> {
  const done = async (): Promise<number> =>
    (await Promise.all(hubs.map((hub) => statements(hub, 'tenant_ids')))).reduce((sum, n) => sum + n, 0)
  const before = await done()
  await waitFor(`${count} looks`, async () => (await done()) >= before + count)
}

/** How often a function of the database was called by this hub. */
export async function statements(hub: Hub, statement: string): Promise<number> {
  return samples(await scrape(hub))
    .filter(({ name, labels }) => name === 'crossdock_db_statement_seconds_count' && labels.statement === statement)
    .reduce((sum, { value }) => sum + value, 0)
}
