import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { newestTasks, pageOfTasks, taskJson } from '../task-store.ts'

export const listTasks = route(operations.listTasks, ({ tenantId, query }, { database }: { database: Database }) =>
  database.withTenant(tenantId, (tx) =>
    pageAnswer(query, newestTasks, (wanted) => pageOfTasks(tx, tenantId, { state: query.state }, wanted), taskJson),
  ),
)
