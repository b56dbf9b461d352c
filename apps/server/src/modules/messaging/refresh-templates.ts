import { asAppError } from '@crossdock/contracts/errors'
import type { LaneContext } from '#jobs/define-job.ts'
import type { Clock } from '#platform/clock.ts'
import type { Tx } from '#platform/db/database.ts'
import { pausesNumber } from './apply-status.ts'
import { channelNow, pauseNumber } from './channel-pause.ts'
import { lockChannel, noteTemplatesRead } from './channel-store.ts'
import type { ToDecide } from './decide.ts'
import type { KnownNumber, MessagingRegistry } from './messaging-registry.ts'
import { findTemplate, saveTemplates } from './template-store.ts'

/** News about templates come by themselves; now and then one is lost. */
const believedMs = 24 * 3_600_000
/** One that is not there may just have been made, or mended. */
const uselessForMs = 60_000

/**
 * Before a template is sent the provider is asked what it has: when what is known here is old, when this one cannot be sent as
 * far as is known, and when a person says that it is mended.
 */
export async function refreshTemplates(
  { tenantId, message, correlationId }: ToDecide,
  number: KnownNumber,
  { commit, signal }: LaneContext,
  { clock, messaging, mended }: { clock: Clock; messaging: MessagingRegistry; mended: boolean },
): Promise<void> {
  const { templateName: name, templateLanguage: language, connectionId } = message
  if (name === null || language === null) return
  const askedAt = clock.now()
  const isDue = await commit(tenantId, async (tx) => {
    const { templatesReadAt, paused } = await channelNow(tx, { tenantId, connectionId, correlationId }, number, askedAt)
    if (paused !== null) return false
    const status = (await findTemplate(tx, tenantId, number.account, { name, language }))?.status
    const age = askedAt.getTime() - (templatesReadAt?.getTime() ?? 0)
    const isUsable = status === 'approved' || status === 'flagged'
    return mended || age > (isUsable ? believedMs : uselessForMs)
  })
  if (!isDue) return
  try {
    const templates = await number.port.listTemplates({ signal })
    await commit(tenantId, async (tx) => {
      await saveListed(tx, tenantId, connectionId, number.account, templates, askedAt)
    })
  } catch (thrown) {
    const error = asAppError(thrown)
    // Then the message waits with all others, and says why.
    if (!pausesNumber(error.code)) throw error
    messaging.forget(tenantId, connectionId)
    const access = error.code === 'number-blocked' ? null : number.access
    await commit(tenantId, (tx) => pauseNumber(tx, { tenantId, connectionId, correlationId }, error, askedAt, access))
  }
}

export async function saveListed(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  account: string,
  templates: Parameters<typeof saveTemplates>[3],
  at: Date,
): Promise<void> {
  await lockChannel(tx, tenantId, connectionId)
  await saveTemplates(tx, tenantId, account, templates, at)
  await noteTemplatesRead(tx, tenantId, connectionId, at)
}
