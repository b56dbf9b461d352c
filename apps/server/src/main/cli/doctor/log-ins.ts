import type pg from 'pg'
import { type RoleName, urlForRole } from '#platform/db/roles.ts'
import { bellUrl } from '../../past-pooler.ts'
import { asOwner, codeOf, type DatabaseToCheck, inWords, plainly, remedyOf } from './ask-database.ts'
import { about, type Check } from './finding.ts'

const settings = {
  crossdock_app: 'DATABASE_APP_URL',
  crossdock_intake: 'DATABASE_INTAKE_URL',
  crossdock_bell: 'DATABASE_BELL_URL',
  crossdock_auth: null,
} as const satisfies Record<RoleName, string | null>

/** Whether the hub can log in where it works as this role, and whether whoever logs in there is held by what holds the role. */
export function logInCheck(role: RoleName, { config, url, masterKey, reachable }: DatabaseToCheck): Check {
  const setting = settings[role]
  const own = setting === null ? undefined : config[setting]
  // As the hub does it: through the pooler where there is one, the bell past it.
  const through = role === 'crossdock_app' || role === 'crossdock_intake' ? (config.DATABASE_URL ?? url) : url
  const logIn =
    role === 'crossdock_bell' ? bellUrl(config, url, masterKey) : (own ?? urlForRole(through, role, masterKey))
  return {
    area: 'database',
    subject: role,
    async run() {
      if (!(await reachable)) return []
      const { ok, failure } = about('database', role)
      if (!(await asOwner(url, (client) => exists(client, role))))
        return [failure(`The role ${role} does not exist.`, 'npx crossdock migrate makes it.')]
      try {
        const who = await plainly(logIn, (client) => whoLogsIn(client, role))
        const wrong = faultsOf(role, who)
        if (wrong.length === 0) return [ok('exists and can log in.')]
        return wrong.map(({ says, remedy }) =>
          own === undefined
            ? failure(says, remedy)
            : failure(
                `${setting}: ${says}`,
                `Let ${setting} name a log-in that is ${role}, or a member of it and of nothing more.`,
              ),
        )
      } catch (thrown) {
        const wrongPassword = codeOf(thrown) === '28P01'
        return [
          failure(
            `${role} cannot log in: ${inWords(thrown)}.`,
            own !== undefined
              ? `Mend the log-in in ${setting}.`
              : wrongPassword
                ? 'Its password follows from the master key: see that CROSSDOCK_MASTER_KEY is the one this database was set up with; after a rotation, npx crossdock migrate sets the passwords anew.'
                : remedyOf(thrown),
          ),
        ]
      }
    },
  }
}

async function exists(client: pg.Client, role: RoleName): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
  return rowCount === 1
}

interface WhoLogsIn {
  name: string
  /** May step past row-level security by itself. */
  above: boolean
  /** Owns tables, whose policies do not hold their owner. */
  owns: boolean
  /** Whether it has the rights of the role. */
  fits: boolean
  /** Roles that it may become or has the rights of, and that are not held by the policies. */
  through: string[]
}

/** Asked by whoever logs in, since a setting may name anybody. */
async function whoLogsIn(client: pg.Client, role: RoleName): Promise<WhoLogsIn> {
  const { rows } = await client.query<WhoLogsIn>(
    `with owners as (
       select nspowner as id from pg_namespace where nspname = 'crossdock'
       union select relowner from pg_class where relnamespace = (select oid from pg_namespace where nspname = 'crossdock')
     )
     select r.rolname as name, r.rolsuper or r.rolbypassrls or r.rolcreaterole as above,
       r.oid in (select id from owners) as owns, pg_has_role(r.oid, $1, 'usage') as fits,
       array(select g.rolname::text from pg_roles g where g.oid <> r.oid and pg_has_role(r.oid, g.oid, 'member')
         and (g.rolsuper or g.rolbypassrls or g.rolcreaterole or g.oid in (select id from owners)) order by 1) as through
     from pg_roles r where r.rolname = session_user`,
    [role],
  )
  const [who] = rows
  if (!who) throw new Error('nobody is logged in')
  return who
}

function faultsOf(role: RoleName, { name, above, owns, fits, through }: WhoLogsIn): { says: string; remedy: string }[] {
  return [
    // A superuser is everybody's member, which says nothing more.
    ...(above
      ? [
          {
            says: `${name} may step past row-level security.`,
            remedy: `As a superuser: alter role ${name} nosuperuser nobypassrls nocreaterole`,
          },
        ]
      : through.map((other) => ({
          says: `${name} is a member of ${other}, whom row-level security does not hold.`,
          remedy: `As a superuser: revoke ${other} from ${name}`,
        }))),
    ...(owns && !above
      ? [
          {
            says: `${name} owns tables of the hub, and row-level security does not hold their owner.`,
            remedy: 'Give the tables back to the owner: alter table … owner to …',
          },
        ]
      : []),
    ...(fits
      ? []
      : [{ says: `${name} logs in, and has not the rights of ${role}.`, remedy: `grant ${role} to ${name}` }]),
  ]
}
