import { AppError } from '@crossdock/contracts/errors'
import type { Tx } from '#platform/db/database.ts'
import { type Access, findChannel, saveAccess, tellOfConnection } from './connections-store.ts'

/**
 * Access to a channel is taken away by the merchant (an app is uninstalled) and given again (it is installed anew). What
 * was recorded stays and goes on its way to the ERP; only asking the channel is over.
 */

/**
 * What an uninstall does to a connection; null when it is old news. Deliveries may be a day late: one that was raised
 * before the app was installed again is about the time before (shopify.md §4.2).
 */
export function afterUninstall(access: Access, raisedAt: Date): Access | null {
  if (raisedAt <= access.installedAt) return null
  if (access.disconnectedAt !== null && access.disconnectedAt >= raisedAt) return null
  return { ...access, status: 'disconnected', disconnectedAt: raisedAt }
}

/** Installed again: an uninstall that was raised before has no effect any more, whenever it comes. */
export function afterInstall(access: Access, installedAt: Date): Access | null {
  if (installedAt <= access.installedAt) return null
  const undone = access.disconnectedAt === null || access.disconnectedAt <= installedAt
  return undone ? { status: 'active', installedAt, disconnectedAt: null } : { ...access, installedAt }
}

/** Connects a channel again, as when its app was installed anew. Orders placed meanwhile have to be fetched. */
export async function connectAgain(
  tx: Tx,
  where: { tenantId: string; connectionId: string; correlationId: string },
  at: Date,
): Promise<void> {
  const { tenantId, connectionId, correlationId } = where
  const channel = await findChannel(tx, tenantId, connectionId)
  const access = afterInstall(channel, at)
  if (!access) throw new AppError('bad-request', 'it was connected again later than that')
  await saveAccess(tx, tenantId, connectionId, access)
  const message = `${channel.name} is connected again. What the shop did while it was not has to be fetched.`
  await tellOfConnection(tx, tenantId, connectionId, correlationId, { kind: 'connected', message })
}
