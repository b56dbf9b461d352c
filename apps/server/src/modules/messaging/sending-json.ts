import type { SendingJson } from '@crossdock/contracts/api/message-settings'
import { AppError } from '@crossdock/contracts/errors'
import { mustBe } from '#modules/tenants/index.ts'
import type { Tx } from '#platform/db/database.ts'
import { pauseInWords } from './channel-pause.ts'
import { seeChannel } from './channel-store.ts'

/** @throws `not-found` unless it is a number */
export async function sendingJson(tx: Tx, tenantId: string, connectionId: string): Promise<SendingJson> {
  await mustBe(tx, tenantId, connectionId, 'messaging')
  const { status, paused, perSecond, templatesReadAt } = await seeChannel(tx, tenantId, connectionId)
  return {
    connectionId,
    status,
    stopped: paused && { since: paused.at.toISOString(), code: paused.code, say: pauseInWords(paused) },
    perSecond,
    templatesReadAt: templatesReadAt?.toISOString() ?? null,
  }
}

/** @throws `conflict` when somebody else has to connect it first */
export async function mustBeConnected(tx: Tx, tenantId: string, connectionId: string): Promise<void> {
  const { status } = await sendingJson(tx, tenantId, connectionId)
  if (status !== 'disconnected') return
  const detail = 'the number is not connected any more'
  throw new AppError('conflict', detail, { facts: { detail } })
}
