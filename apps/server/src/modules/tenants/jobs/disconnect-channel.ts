import { z } from 'zod'
import type { InboxReader } from '#intake/inbox.ts'
import { exponential } from '#jobs/backoff.ts'
import { defineJob } from '#jobs/define-job.ts'
import { afterUninstall } from '../access.ts'
import { findChannel, saveAccess, tellOfConnection } from '../connections-store.ts'

export interface DisconnectChannelDeps {
  inbox: InboxReader
}

const payload = z.object({ tenantId: z.uuid(), eventId: z.uuid(), connectionId: z.uuid() })

/** The merchant took our access away. Says so in words, and stops nothing that is recorded. */
export const disconnectChannel = defineJob<z.output<typeof payload>, DisconnectChannelDeps>({
  name: 'tenants.disconnect-channel',
  version: 1,
  payload,
  maxAttempts: 1_000,
  backoff: exponential({ firstMs: 1_000, maxMs: 60_000 }),
  lane: ({ connectionId }) => `shop:${connectionId}:account`,
  async run({ payload: { tenantId, eventId, connectionId }, correlationId }, { read, commit }, deps) {
    const raisedAt = await read(tenantId, async (tx) => {
      const { triggeredAt, receivedAt } = await deps.inbox.mustFind(tx, tenantId, eventId)
      return triggeredAt ?? receivedAt
    })
    await commit(tenantId, async (tx) => {
      const channel = await findChannel(tx, tenantId, connectionId)
      const access = afterUninstall(channel, raisedAt)
      const tell = (kind: string, message: string): Promise<void> =>
        tellOfConnection(tx, tenantId, connectionId, correlationId, { kind, message })
      if (!access) {
        const message = `An uninstall of ${raisedAt.toISOString()} was told late: it is from before ${channel.name} was connected last, or known already. Nothing changed.`
        return tell('late-uninstall', message)
      }
      await saveAccess(tx, tenantId, connectionId, access)
      const message = `The app was uninstalled from ${channel.name} (${raisedAt.toISOString()}). What is recorded goes on to the ERP; nothing can be asked of the shop, and no new orders come, until it is connected again.`
      return tell('disconnected', message)
    })
  },
})
