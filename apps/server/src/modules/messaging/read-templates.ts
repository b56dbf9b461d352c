import type { OutboundContent } from '@crossdock/connectors/ports/messaging'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/db/database.ts'
import { seeChannel } from './channel-store.ts'
import type { KnownNumber } from './messaging-registry.ts'
import { saveListed } from './refresh-templates.ts'
import { findTemplate } from './template-store.ts'

/** Longer is not waited for: whoever asked sits before it. */
const patienceMs = 10_000
/** One that is not there may just have been made, or mended. */
const uselessForMs = 60_000

export interface ReadTemplatesDeps {
  database: Database
  clock: Clock
}

/** Asks the provider for all templates of the account, now. @returns how many there are, and of when that is */
export async function readTemplates(
  tenantId: string,
  connectionId: string,
  { port, account }: KnownNumber,
  { database, clock }: ReadTemplatesDeps,
): Promise<{ templates: number; readAt: Date }> {
  const readAt = clock.now()
  const templates = await port.listTemplates({ signal: AbortSignal.timeout(patienceMs) })
  await database.withTenant(tenantId, (tx) => saveListed(tx, tenantId, connectionId, account, templates, readAt))
  return { templates: templates.length, readAt }
}

/** Before a template is refused that cannot be sent as far as is known, the provider is asked what it has. */
export async function readIfUseless(
  tenantId: string,
  connectionId: string,
  content: OutboundContent,
  number: KnownNumber,
  deps: ReadTemplatesDeps,
): Promise<void> {
  if (content.kind !== 'template') return
  const { template } = content
  const isDue = await deps.database.withTenant(tenantId, async (tx) => {
    const { templatesReadAt } = await seeChannel(tx, tenantId, connectionId)
    const status = (await findTemplate(tx, tenantId, number.account, template))?.status
    const isUsable = status === 'approved' || status === 'flagged'
    return !isUsable && deps.clock.now().getTime() - (templatesReadAt?.getTime() ?? 0) > uselessForMs
  })
  if (isDue) await readTemplates(tenantId, connectionId, number, deps)
}
