import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import { mustBe } from '#modules/tenants/index.ts'
import type { MessagingRegistry } from '../messaging-registry.ts'
import { type ReadTemplatesDeps, readTemplates as read } from '../read-templates.ts'

export const readTemplates = route(
  operations.readTemplates,
  async ({ tenantId, params: { connectionId } }, deps: ReadTemplatesDeps & { messaging: MessagingRegistry }) => {
    await deps.database.withTenant(tenantId, (tx) => mustBe(tx, tenantId, connectionId, 'messaging'))
    // Credentials that were replaced elsewhere count at once.
    deps.messaging.forget(tenantId, connectionId)
    const { templates, readAt } = await read(
      tenantId,
      connectionId,
      await deps.messaging.number(tenantId, connectionId),
      deps,
    )
    return { templates, readAt: readAt.toISOString() }
  },
)
