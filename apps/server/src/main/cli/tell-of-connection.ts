import { tellOfConnection } from '#modules/tenants/index.ts'
import type { Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import type { Inside } from './inside.ts'

/** What somebody did to a connection from the command line, for its timeline. */
export function sayOf(
  tx: Tx,
  { tenant: { tenantId } }: Pick<Inside, 'tenant'>,
  { connectionId }: { connectionId: string },
  kind: string,
  message: string,
): Promise<void> {
  return tellOfConnection(tx, tenantId, connectionId, newId(), { kind, message })
}
