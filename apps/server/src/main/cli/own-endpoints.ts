import { endpointsOf, secretsOf } from '#modules/tenants/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'

/** Where a channel calls, and what its calls may be signed with. */
export interface OwnEndpoint {
  endpointId: string
  active: boolean
  /** Valid right now, newest first. */
  secrets: string[]
}

/** The tenant's own endpoints that hear a connection; `heard` also when the operator attached it to one of another tenant. */
export async function ownEndpoints(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  connectionId: string,
): Promise<{ endpoints: OwnEndpoint[]; heard: boolean }> {
  const { own, ofOthers } = await endpointsOf(tx, tenantId, connectionId)
  const endpoints = await Promise.all(
    own.map(async (row) => ({
      endpointId: row.id,
      active: row.active,
      secrets: await secretsOf(vault, tenantId, row),
    })),
  )
  return { endpoints, heard: ofOthers || endpoints.some(({ active }) => active) }
}
