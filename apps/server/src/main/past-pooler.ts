import type { Config } from '#platform/config.ts'
import type { MasterKey } from '#platform/crypto/master-key.ts'
import { type RoleName, urlForRole, withLogInOf } from '#platform/db/roles.ts'

/** It listens, which nobody can through a transaction-mode pooler. */
export function bellUrl(config: Config, databaseUrl: string, keys: MasterKey): string {
  return pastPooler('crossdock_bell', config.DATABASE_BELL_URL, config, databaseUrl, keys)
}

/** The database itself, with the log-in of a role: its own where it has one. */
export function pastPooler(
  role: RoleName,
  own: string | undefined,
  { DATABASE_DIRECT_URL: direct }: Config,
  databaseUrl: string,
  keys: MasterKey,
): string {
  if (own === undefined) return urlForRole(direct ?? databaseUrl, role, keys)
  return direct === undefined ? own : withLogInOf(direct, own)
}
