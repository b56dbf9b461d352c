import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { digest } from '#platform/crypto/seal.ts'
import { leastVersion, readMigrations } from '#platform/db/migrate.ts'
import { roleNames } from '#platform/db/roles.ts'
import { bellUrl } from '../../past-pooler.ts'
import { asOwner, codeOf, type DatabaseToCheck, inWords, remedyOf, settingRefused } from './ask-database.ts'
import { about, type Check, type Finding } from './finding.ts'
import { logInCheck } from './log-ins.ts'
import { guards } from './rights.ts'

/** The first thing looked at: without it nothing else of the database can be. */
export function reachableCheck(url: string, answered: (reachable: boolean) => void): Check {
  return {
    area: 'database',
    subject: 'connection',
    async run() {
      const { ok, failure } = about('database', 'connection')
      const { hostname, port, pathname } = new URL(url)
      const place = `${decodeURIComponent(pathname.slice(1))} at ${hostname}:${port || 5432}`
      try {
        const version = await asOwner(url, async (client) => {
          const { rows } = await client.query<{ n: number; path: string }>(
            `select current_setting('server_version_num')::int as n, current_setting('search_path') as path`,
          )
          if (rows[0]?.path !== 'crossdock') throw Object.assign(new Error(), { code: settingRefused })
          return Math.floor((rows[0]?.n ?? 0) / 10_000)
        })
        answered(true)
        if (version >= leastVersion) return [ok(`PostgreSQL ${version} answers: ${place}.`)]
        return [
          failure(
            `${place} is PostgreSQL ${version}; Crossdock needs ${leastVersion} or newer.`,
            'Upgrade the server, or use another one: npx crossdock backup and restore take the data along.',
          ),
        ]
      } catch (thrown) {
        answered(false)
        return [failure(`The database ${place} cannot be used: ${inWords(thrown)}.`, remedyOf(thrown))]
      }
    },
  }
}

/** Everything else that is to be seen of the database. Nothing is said while it does not answer: that is said once. */
export function databaseChecks(database: DatabaseToCheck): Check[] {
  const check = (subject: string, look: (client: pg.Client) => Promise<Finding[]>): Check => ({
    area: 'database',
    subject,
    run: async () => ((await database.reachable) ? asOwner(database.url, look) : []),
  })
  return [
    check('migrations', migrations),
    check('guards', (client) => guards(client)),
    check('clock', clock),
    check('partitions', partitions),
    ...roleNames.map((role) => logInCheck(role, database)),
    listenCheck(database),
  ]
}

async function migrations(client: pg.Client): Promise<Finding[]> {
  const { ok, failure } = about('database', 'migrations')
  const ours = readMigrations()
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('crossdock.migrations') is not null as there`,
  )
  if (!rows[0]?.there)
    return [failure('The database is empty: no migration was ever applied.', 'npx crossdock migrate')]
  const applied = (
    await client.query<{ number: number; name: string; digest: string }>('select number, name, digest from migrations')
  ).rows
  const ahead = applied.find(({ number }) => number > ours.length)
  if (ahead)
    return [failure(`The database has ${ahead.name}, which this version does not know.`, 'Run the newest Crossdock.')]
  const missing = ours.filter(({ number }) => !applied.some((one) => one.number === number))
  if (missing.length > 0)
    return [
      failure(
        `${missing.length} migration(s) are not applied: ${missing.map(({ name }) => name).join(', ')}.`,
        'npx crossdock migrate',
      ),
    ]
  const edited = ours.find(({ number, sql }) => applied.find((one) => one.number === number)?.digest !== digest(sql))
  if (edited)
    return [
      failure(
        `${edited.name} is not the file that was applied here.`,
        'Get the files of the released version back; changes go into a new migration.',
      ),
    ]
  return [ok(`All ${ours.length} migrations are applied.`)]
}

async function clock(client: pg.Client): Promise<Finding[]> {
  const { ok, warning, failure } = about('database', 'clock')
  const askedMs = Date.now()
  const { rows } = await client.query<{ now: Date }>('select clock_timestamp() as now')
  const aheadMs = (rows[0]?.now.getTime() ?? 0) - (askedMs + Date.now()) / 2
  const says = `The database's clock is ${(Math.abs(aheadMs) / 1_000).toFixed(1)} s ${aheadMs < 0 ? 'behind' : 'ahead of'} this machine's.`
  const remedy = 'Let both machines take their time from the same source (NTP).'
  if (Math.abs(aheadMs) > 60_000) return [failure(says, remedy)]
  return [Math.abs(aheadMs) > 2_000 ? warning(says, remedy) : ok(says)]
}

async function partitions(client: pg.Client): Promise<Finding[]> {
  const { ok, failure } = about('database', 'partitions')
  const { rows } = await client.query<{ name: string }>(`
    select name from (
      select 'deliveries_' || to_char(date_trunc('month', now() at time zone 'UTC') + make_interval(months => i), 'YYYY_MM') as name
      from generate_series(0, 1) as i) as wanted
    where to_regclass('crossdock.deliveries') is not null and to_regclass('crossdock.' || name) is null`)
  if (rows.length === 0) return [ok('Webhooks of this month and the next have their partitions.')]
  return [
    failure(
      `There is no partition ${rows.map(({ name }) => name).join(', ')}: webhooks of that month cannot be recorded.`,
      'npx crossdock migrate makes it; a running worker makes the next ones by itself, so see that one runs.',
    ),
  ]
}

/** The bell on PostgreSQL listens: a pooler that gives each transaction another connection swallows what it should hear. */
function listenCheck({ config, url, masterKey, reachable }: DatabaseToCheck): Check {
  return {
    area: 'queue',
    subject: 'LISTEN',
    async run() {
      if (config.REDIS_URL || !(await reachable)) return []
      const { ok, failure } = about('queue', 'LISTEN')
      const listensAt = bellUrl(config, url, masterKey)
      const channel = `doctor_${process.pid}`
      const heard = await asOwner(listensAt, async (listener) => {
        const ringing = new Promise<boolean>((resolve) => listener.on('notification', () => resolve(true)))
        await listener.query(`listen ${channel}`)
        await asOwner(listensAt, (ringer) => ringer.query(`notify ${channel}`))
        return Promise.race([ringing, pause(2_000, false)])
      }).catch((thrown: unknown) => (codeOf(thrown) === '28P01' ? null : Promise.reject(thrown)))
      // A wrong password is told where the role is looked at.
      if (heard === null) return []
      if (heard) return [ok('The queue hears what is rung in PostgreSQL.')]
      return [
        failure(
          'LISTEN hears nothing: a pooler in transaction mode stands between the hub and the database.',
          'Set DATABASE_DIRECT_URL to the address of the database itself (or set the pooler to session mode, or use REDIS_URL).',
        ),
      ]
    },
  }
}
