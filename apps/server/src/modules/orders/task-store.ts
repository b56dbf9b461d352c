import type { TaskJson } from '@crossdock/contracts/api/tasks'
import { AppError, storableText } from '@crossdock/contracts/errors'
import type { Tx } from '#platform/db/database.ts'
import { type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'
import { scrubText } from '#platform/log.ts'

/** Tasks as people work them off; opening them goes with their order (`store.ts`). */

export interface ListedTask {
  id: string
  order_id: string
  order_name: string
  kind: string
  message: string
  state: 'open' | 'closed'
  created_at: Date
  closed_at: Date | null
  closed_reason: string | null
}

const columns = `id, order_id, kind, message, state, created_at, closed_at, closed_reason,
  (select o.name from orders o where o.tenant_id = tasks.tenant_id and o.id = tasks.order_id) as order_name`

export const newestTasks: Sort = {
  name: 'newest',
  keys: [
    { expression: 'created_at', kind: 'instant' },
    { expression: 'id', kind: 'uuid' },
  ],
  descending: true,
}

export function pageOfTasks(
  tx: Tx,
  tenantId: string,
  which: { state: 'open' | 'closed' } | { orderId: string },
  wanted: PageWanted,
): Promise<Page<ListedTask>> {
  return readPage(tx, {
    columns,
    from: 'tasks',
    where: [
      ['tenant_id = ?', tenantId],
      'state' in which ? ['state = ?', which.state] : ['order_id = ?', which.orderId],
    ],
    sort: newestTasks,
    wanted,
  })
}

/** One that is closed already stays as it is. @throws `not-found` */
export async function closeOneTask(tx: Tx, tenantId: string, taskId: string, reason: string): Promise<ListedTask> {
  await tx.query(
    `update tasks set state = 'closed', closed_at = clock_timestamp(), closed_reason = $3
     where tenant_id = $1 and id = $2 and state = 'open'`,
    [tenantId, taskId, storableText(scrubText(reason))],
  )
  const [row] = await tx.query<ListedTask>(`select ${columns} from tasks where tenant_id = $1 and id = $2`, [
    tenantId,
    taskId,
  ])
  if (!row) throw new AppError('not-found', 'no such task')
  return row
}

export function taskJson(row: ListedTask): TaskJson {
  return {
    id: row.id,
    orderId: row.order_id,
    orderName: row.order_name,
    kind: row.kind,
    message: row.message,
    state: row.state,
    createdAt: row.created_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    closedReason: row.closed_reason,
  }
}
