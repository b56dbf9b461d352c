import pg from 'pg'
import type { MasterKey } from '../crypto/master-key.ts'

/**
 * The roles beside the owner (who migrates and owns every table):
 * app    reads and writes one tenant's rows at a time, row-level security decides which
 * intake records webhooks: may call a few functions and nothing else
 * bell   owns nothing, uses the schema of the queue: lane names only
 * auth   people and organisations, in a schema of its own (filled by a later migration)
 */
export const roleNames = ['crossdock_app', 'crossdock_intake', 'crossdock_bell', 'crossdock_auth'] as const
export type RoleName = (typeof roleNames)[number]

/** A new password for a role that somebody works with would shut that hub out; the sentence says what to do. */
export class RolesInUse extends Error {
  override readonly name = 'RolesInUse'
}

/**
 * Roles belong to the whole server, and their passwords follow from the last master key. So a migration with another key, or
 * a restore tried out beside a hub that runs, would shut that hub out at its next connection.
 * @throws RolesInUse
 */
export async function refuseRolesInUse(owner: pg.Client, ownerUrl: string, masterKey: MasterKey): Promise<void> {
  const { rows } = await owner.query<{ role: RoleName; databases: string[] }>(
    `select usename as role, array_agg(distinct datname::text order by datname::text) as databases
     from pg_stat_activity where usename = any ($1) and datname is not null group by usename order by usename`,
    [roleNames],
  )
  for (const { role, databases } of rows) {
    if (await logsIn(urlForRole(ownerUrl, role, masterKey))) continue
    if (!(await maySetPassword(owner, role))) continue
    throw new RolesInUse(
      `A hub works with this server as ${role} (database ${databases.join(', ')}), and the password of that role follows from another master key. ` +
        'Nothing was changed: a new password would shut that hub out. If it is the hub of this database, stop all of its processes first. ' +
        'If it is another one, put its master key last in CROSSDOCK_MASTER_KEY (passwords follow from the last one), or use another server.',
    )
  }
}

/** False only when the password is refused: whatever else is in the way says nothing about it. */
async function logsIn(url: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'crossdock migrate',
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch (thrown) {
    return (thrown as { code?: string }).code !== wrongPassword
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Roles that somebody else made keep the password they have. */
async function maySetPassword(owner: pg.Client, role: RoleName): Promise<boolean> {
  await owner.query('begin')
  try {
    await owner.query(`alter role ${role} login`)
    return true
  } catch (thrown) {
    const error = thrown as { code?: string }
    if (error.code !== notAllowed && !lostRace(error)) throw thrown
    return error.code !== notAllowed
  } finally {
    await owner.query('rollback')
  }
}

/**
 * Creates the roles, or sets their passwords anew. Roles belong to the whole cluster, so this is no migration.
 * An owner that is no superuser may do this with `createrole`; what it may not touch stays as somebody else made it.
 */
export async function ensureRoles(owner: pg.Client, masterKey: MasterKey): Promise<void> {
  for (const role of roleNames) {
    const password = owner.escapeLiteral(masterKey.rolePassword(role))
    const { rows } = await owner.query<{ above_tenants: boolean }>(
      'select rolsuper or rolbypassrls as above_tenants from pg_roles where rolname = $1',
      [role],
    )
    if (!rows[0]) await create(owner, role, password)
    else if (rows[0].above_tenants) await limit(owner, role, password)
    else await setPassword(owner, role, password)
  }
  await joinAuth(owner)
}

/** Several migrating processes may arrive here together; the loser of the race finds the role made. */
async function create(owner: pg.Client, role: RoleName, password: string): Promise<void> {
  await owner
    .query(`create role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole password ${password}`)
    .catch((error: { code?: string }) => {
      if (error.code === notAllowed) {
        throw new Error(
          `The owner of the database may not create the role ${role}: give it createrole, or make the roles ${roleNames.join(', ')} and name their log-ins in DATABASE_APP_URL, DATABASE_INTAKE_URL and DATABASE_BELL_URL.`,
          { cause: error },
        )
      }
      if (!lostRace(error)) throw error
    })
}

/** Row-level security does not hold such a role, so without this nothing is migrated. */
async function limit(owner: pg.Client, role: RoleName, password: string): Promise<void> {
  await owner.query(`alter role ${role} login nosuperuser nobypassrls password ${password}`).catch((cause: Error) => {
    throw new Error(
      `The role ${role} may look past row-level security. As a superuser: alter role ${role} nosuperuser nobypassrls`,
      { cause },
    )
  })
}

/** Names the password alone: since PostgreSQL 16 only a superuser may so much as mention `nosuperuser` in an `alter`. */
async function setPassword(owner: pg.Client, role: RoleName, password: string): Promise<void> {
  await owner.query(`alter role ${role} login password ${password}`).catch((error: { code?: string }) => {
    // Somebody else made the role; its log-in is then in DATABASE_APP_URL and its sisters.
    if (error.code !== notAllowed && !lostRace(error)) throw error
  })
}

/** The schema for people belongs to its role, and only a member of a role can give it a schema. */
async function joinAuth(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ superuser: boolean }>(
    'select rolsuper as superuser from pg_roles where rolname = current_user',
  )
  if (rows[0]?.superuser) return
  await owner.query('grant crossdock_auth to current_user').catch(async (cause: { code?: string }) => {
    if (cause.code !== notAllowed) throw cause
    const { rows: member } = await owner.query<{ yes: boolean }>(
      `select pg_has_role(current_user, 'crossdock_auth', 'member') as yes`,
    )
    if (member[0]?.yes) return
    throw new Error(
      'The owner of the database must be a member of the role crossdock_auth. As whoever made that role: grant crossdock_auth to the owner.',
      { cause },
    )
  })
}

const notAllowed = '42501'
const wrongPassword = '28P01'
const lostRace = ({ code }: { code?: string }): boolean => code === '42710' || code === '23505' || code === 'XX000'

/** The owner's address with another role's log-in. */
export function urlForRole(ownerUrl: string, role: RoleName, masterKey: MasterKey): string {
  const url = new URL(ownerUrl)
  url.username = role
  url.password = masterKey.rolePassword(role)
  return url.toString()
}
