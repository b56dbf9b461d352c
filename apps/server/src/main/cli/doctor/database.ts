import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Config } from '#platform/config.ts'
import type { MasterKey } from '#platform/crypto/master-key.ts'
import { digest } from '#platform/crypto/seal.ts'
import { describeGuards, guardsIn } from '#platform/db/describe-schema.ts'
import { leastVersion, migrationsDir, readMigrations } from '#platform/db/migrate.ts'
import { type RoleName, roleNames, urlForRole } from '#platform/db/roles.ts'
import { bellUrl } from '../../wire.ts'
import { about, type Check, type Finding } from './finding.ts'

export interface DatabaseToCheck {
  config: Config
  /** As the owner, past a pooler. */
  url: string
  masterKey: MasterKey
  /** Settles when the database has answered, or has not. */
  reachable: Promise<boolean>
}

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
    check('guards', guards),
    check('clock', clock),
    check('partitions', partitions),
    ...roleNames.map((role) => roleCheck(role, database)),
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

/** Row-level security, policies, triggers and grants, compared line by line with those that this version makes. */
async function guards(client: pg.Client): Promise<Finding[]> {
  const { ok, failure, warning } = about('database', 'rights')
  const expected = guardsIn(readFileSync(join(migrationsDir, '../schema.sql'), 'utf8'))
  const there = await describeGuards(client)
  const missing = expected.filter((line) => !there.includes(line))
  const extra = there.filter((line) => !expected.includes(line))
  const { rows: applied } = await client.query('select from migrations')
  // An older schema lacks what later migrations bring, which is said already.
  if (applied.length !== readMigrations().length) return []
  const findings: Finding[] = []
  for (const line of missing) {
    const open = /^alter table (\w+) enable row level/.exec(line)
    findings.push(
      open
        ? failure(
            `Row-level security is switched off on ${open[1]}: tenants could see each other's rows there.`,
            `As the owner of the database: ${line}`,
          )
        : failure(`Something that keeps roles within their rights is missing: ${line}`, `As the owner: ${line}`),
    )
  }
  // A grant that was narrowed shows up as one line missing and another in its place.
  const unexplained = extra.filter((line) => !missing.some((other) => subjectOf(other) === subjectOf(line)))
  for (const line of unexplained)
    findings.push(warning(`Somebody gave more rights than Crossdock needs: ${line}`, 'Take them back with `revoke`.'))
  return findings.length > 0 ? findings : [ok('Row-level security, policies and grants are as they should be.')]
}

const subjectOf = (line: string): string => /(?: on |: )(.*)$/.exec(line)?.[1] ?? line

async function clock(client: pg.Client): Promise<Finding[]> {
  const { ok, warning, failure } = about('database', 'clock')
  const askedMs = Date.now()
  const { rows } = await client.query<{ now: Date }>('select clock_timestamp() as now')
  const aheadMs = (rows[0]?.now.getTime() ?? 0) - (askedMs + Date.now()) / 2
  const says = `The database's clock is ${(Math.abs(aheadMs) / 1_000).toFixed(1)} s ${aheadMs < 0 ? 'behind' : 'ahead of'} this machine's.`
  const todo = 'Let both machines take their time from the same source (NTP).'
  if (Math.abs(aheadMs) > 60_000) return [failure(says, todo)]
  return [Math.abs(aheadMs) > 2_000 ? warning(says, todo) : ok(says)]
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

function roleCheck(role: RoleName, { config, url, masterKey, reachable }: DatabaseToCheck): Check {
  const setting = { crossdock_app: 'DATABASE_APP_URL', crossdock_intake: 'DATABASE_INTAKE_URL' } as const
  const name: 'DATABASE_APP_URL' | 'DATABASE_INTAKE_URL' | 'DATABASE_BELL_URL' | null =
    role === 'crossdock_bell' ? 'DATABASE_BELL_URL' : role in setting ? setting[role as keyof typeof setting] : null
  const own = name === null ? undefined : config[name]
  // As the hub does it: through the pooler where there is one, the bell past it.
  const through = role in setting ? (config.DATABASE_URL ?? url) : url
  const logIn =
    role === 'crossdock_bell' ? bellUrl(config, url, masterKey) : (own ?? urlForRole(through, role, masterKey))
  return {
    area: 'database',
    subject: role,
    async run() {
      if (!(await reachable)) return []
      const { ok, failure } = about('database', role)
      const [known] = await asOwner(url, async (client) => {
        const { rows } = await client.query<{ dangerous: boolean }>(
          'select rolsuper or rolbypassrls or rolcreaterole as dangerous from pg_roles where rolname = $1',
          [role],
        )
        return rows
      })
      if (!known) return [failure(`The role ${role} does not exist.`, 'npx crossdock migrate makes it.')]
      if (known.dangerous)
        return [
          failure(
            `${role} may step past row-level security.`,
            `As a superuser: alter role ${role} nosuperuser nobypassrls nocreaterole`,
          ),
        ]
      try {
        await plainly(logIn, (client) => client.query('select 1'))
        return [ok('exists and can log in.')]
      } catch (thrown) {
        const wrongPassword = codeOf(thrown) === '28P01'
        return [
          failure(
            `${role} cannot log in: ${inWords(thrown)}.`,
            own !== undefined
              ? `Mend the log-in in ${name}.`
              : wrongPassword
                ? 'Its password follows from the master key: see that CROSSDOCK_MASTER_KEY is the one this database was set up with; after a rotation, npx crossdock migrate sets the passwords anew.'
                : remedyOf(thrown),
          ),
        ]
      }
    },
  }
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

export function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return plainly(url, work, { statement_timeout: 8_000, options: '-c search_path=crossdock' })
}

/** Without settings at the log-in, which a pooler in transaction mode lets nobody have. */
async function plainly<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
  settings: pg.ClientConfig = {},
): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'crossdock doctor',
    connectionTimeoutMillis: 5_000,
    ...settings,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** What a pooler says to settings at a log-in; one that was told to ignore them is found out. */
const settingRefused = '08P01'

const codeOf = (thrown: unknown): string => {
  const { code, errors } = (thrown ?? {}) as { code?: string; errors?: { code?: string }[] }
  return code ?? errors?.[0]?.code ?? ''
}

function inWords(thrown: unknown): string {
  const words: Record<string, string> = {
    '28P01': 'it refuses the password',
    '28000': 'it refuses this log-in',
    '3D000': 'there is no database of this name',
    '53300': 'it has no connection left',
    [settingRefused]: 'a pooler stands before it and lets no settings of a log-in through',
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'there is no such host',
    ETIMEDOUT: 'there is no answer',
  }
  const code = codeOf(thrown)
  return words[code] ?? (thrown instanceof Error && thrown.message ? thrown.message : code || 'it cannot be said why')
}

function remedyOf(thrown: unknown): string {
  const code = codeOf(thrown)
  if (code === '28P01' || code === '28000') return 'Mend user and password in DATABASE_URL (percent-encoded).'
  if (code === '3D000') return 'Mend the name in DATABASE_URL, or make the database; then npx crossdock migrate.'
  if (code === settingRefused)
    return 'Set DATABASE_DIRECT_URL to the database past the pooler; DATABASE_URL may then stay as it is.'
  if (code === '53300') return 'Raise max_connections, or put fewer hub processes on it.'
  return 'Start the database, or mend host and port in DATABASE_URL; see that no firewall stands between.'
}
