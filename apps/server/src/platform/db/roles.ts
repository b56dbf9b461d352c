import type pg from 'pg'
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

/** Creates the roles, or sets their passwords anew. Roles belong to the whole cluster, so this is no migration. */
export async function ensureRoles(owner: pg.Client, masterKey: MasterKey): Promise<void> {
  for (const role of roleNames) {
    const password = owner.escapeLiteral(masterKey.rolePassword(role))
    const { rowCount } = await owner.query('select from pg_roles where rolname = $1', [role])
    const verb = rowCount ? 'alter' : 'create'
    // Several migrating processes may arrive here together; the loser of the race finds the role made.
    await owner
      .query(`${verb} role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole password ${password}`)
      .catch(async (error: { code?: string }) => {
        if (error.code !== '42710' && error.code !== '23505' && error.code !== 'XX000') throw error
      })
  }
}

/** The owner's address with another role's log-in. */
export function urlForRole(ownerUrl: string, role: RoleName, masterKey: MasterKey): string {
  const url = new URL(ownerUrl)
  url.username = role
  url.password = masterKey.rolePassword(role)
  return url.toString()
}
