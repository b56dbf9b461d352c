import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { closeOneTask, taskJson } from '../task-store.ts'

export const closeTask = route(
  operations.closeTask,
  async ({ tenantId, params, body }, { database }: { database: Database }) =>
    taskJson(await database.withTenant(tenantId, (tx) => closeOneTask(tx, tenantId, params.taskId, body.reason))),
)
