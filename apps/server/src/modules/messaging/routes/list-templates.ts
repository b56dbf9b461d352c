import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import { mustBe } from '#modules/tenants/index.ts'
import type { Database } from '#platform/db/database.ts'
import type { MessagingRegistry } from '../messaging-registry.ts'
import { type ListedTemplate, pageOfTemplates, templatesByName } from '../template-store.ts'

interface Deps {
  database: Database
  messaging: MessagingRegistry
}

export const listTemplates = route(
  operations.listTemplates,
  async ({ tenantId, params: { connectionId }, query }, { database, messaging }: Deps) => {
    await database.withTenant(tenantId, (tx) => mustBe(tx, tenantId, connectionId, 'messaging'))
    const account = await messaging.account(tenantId, connectionId)
    return database.withTenant(tenantId, (tx) =>
      pageAnswer(query, templatesByName, (wanted) => pageOfTemplates(tx, tenantId, account, wanted), templateJson),
    )
  },
)

function templateJson({ name, language, status, category, quality, reason, shape, updatedAt }: ListedTemplate) {
  const takes = shape && {
    header: shape.header.kind,
    headerParameters: shape.header.parameters,
    body: shape.body,
    buttons: shape.buttons.length,
  }
  return { name, language, status, category, quality, reason, takes, updatedAt: updatedAt.toISOString() }
}
