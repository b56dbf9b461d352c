import { AppError } from '@crossdock/contracts/errors'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { endpointsOf, findEndpoint, type ListedEndpoint, saveSecrets, secretsOf } from './endpoint-listing.ts'
import type { NumberDoor, NumberSecrets } from './number-doors.ts'

/**
 * Changes what the endpoints of a number know, each held so that of two changes neither is lost.
 * @throws `conflict` when another tenant keeps its endpoint; `operator-only` when this one does, for others too: whoever knows a
 * secret of it speaks in the name of all its accounts
 */
export async function changeSecrets(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  connectionId: string,
  { read, written }: Pick<NumberDoor, 'read' | 'written'>,
  change: (secrets: NumberSecrets) => NumberSecrets,
): Promise<ListedEndpoint> {
  const { own: kept } = await endpointsOf(tx, tenantId, connectionId)
  // Whoever knows a secret of a shared one speaks in the name of all its accounts: those are the operator's to change.
  const own = kept.filter(({ shared }) => !shared)
  const [first] = own
  if (!first) {
    const detail = 'it has no endpoint of its own; whoever keeps the shared one changes its secrets'
    throw new AppError('conflict', detail, { facts: { detail } })
  }
  for (const { id } of own) {
    const endpoint = await findEndpoint(tx, tenantId, id, { lock: true })
    if (endpoint.shared) throw new AppError('operator-only', 'the endpoint is shared')
    const changed = change(read(await secretsOf(vault, tenantId, endpoint)))
    await saveSecrets(tx, vault, tenantId, id, written(changed))
  }
  return first
}
