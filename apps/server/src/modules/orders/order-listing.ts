import type { OrderSummaryJson } from '@crossdock/contracts/api/orders'
import { AppError, type ErrorCode, errorCodes, sentence } from '@crossdock/contracts/errors'
import type { Tx } from '#platform/db/database.ts'
import { type Condition, type Page, type PageWanted, readPage, type Sort, type SortKey } from '#platform/db/keyset.ts'
import type { ErpState } from './store.ts'
import { holdReasons, recordReasons } from './wanted-in-erp.ts'

/** Orders as lists show them: everything that stands beside the encrypted document. */

export interface ListedOrder {
  id: string
  connection_id: string
  source_id: string
  name: string
  state: 'open' | 'cancelled'
  payment_status: OrderSummaryJson['paymentStatus']
  erp_state: ErpState
  reason_code: string | null
  reason_facts: Record<string, string> | null
  currency: string
  total: string
  tax: string
  presentment_currency: string
  presentment_total: string
  test: boolean
  placed_at: Date
  updated_at: Date
  edited_at: Date | null
  deleted_at: Date | null
  needs_refetch: boolean
  revision: number
  correlation_id: string
}

const columns = `id, connection_id, source_id, name, state, payment_status, erp_state, reason_code, reason_facts, currency, total,
  tax, presentment_currency, presentment_total, test, placed_at, updated_at, edited_at, deleted_at, needs_refetch, revision,
  correlation_id`

const sortsBy = (column: 'placed_at' | 'updated_at'): SortKey[] => [
  { expression: column, kind: 'instant' },
  { expression: 'id', kind: 'uuid' },
]

export const orderSorts = {
  '-placedAt': { name: '-placedAt', keys: sortsBy('placed_at'), descending: true },
  placedAt: { name: 'placedAt', keys: sortsBy('placed_at'), descending: false },
  '-updatedAt': { name: '-updatedAt', keys: sortsBy('updated_at'), descending: true },
  updatedAt: { name: 'updatedAt', keys: sortsBy('updated_at'), descending: false },
} as const satisfies Record<string, Sort>

export interface OrderFilter {
  sort: keyof typeof orderSorts
  state?: 'open' | 'cancelled' | undefined
  erpState?: ErpState | undefined
  connectionId?: string | undefined
  /** The channel's own id, exactly; with a connection. */
  sourceId?: string | undefined
  /** A label, the channel's id, or ours: all of it. */
  text?: string | undefined
  /** Of the time that is sorted by. */
  from?: string | undefined
  to?: string | undefined
}

/** Only what is asked for stands in the statement, so that the planner finds the index that goes with it. */
export function pageOfOrders(
  tx: Tx,
  tenantId: string,
  filter: OrderFilter,
  wanted: PageWanted,
): Promise<Page<ListedOrder>> {
  const sort = orderSorts[filter.sort]
  const time = sort.keys[0]?.expression
  const where: Condition[] = [['tenant_id = ?', tenantId]]
  if (filter.state === 'cancelled') where.push([`state = 'cancelled'`])
  if (filter.state === 'open') where.push([`state = 'open'`])
  if (filter.erpState !== undefined) where.push(['erp_state = ?', filter.erpState])
  if (filter.connectionId !== undefined) where.push(['connection_id = ?', filter.connectionId])
  if (filter.sourceId !== undefined) where.push(['source_id = ?', filter.sourceId])
  if (filter.from !== undefined) where.push([`${time} >= ?`, new Date(filter.from)])
  if (filter.to !== undefined) where.push([`${time} < ?`, new Date(filter.to)])
  if (filter.text !== undefined) where.push(named(tenantId, filter.text))
  return readPage(tx, { columns, from: 'orders', where, sort, wanted })
}

/** One look-up for each way to name an order, each along its own index. */
function named(tenantId: string, text: string): Condition {
  const byName = 'select id from orders where tenant_id = ? and name in (?, ?)'
  const bySource = 'select id from orders where tenant_id = ? and source_id = ?'
  const values = [tenantId, text, `#${text}`, tenantId, text]
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
  if (!isId) return [`id in (${byName} union all ${bySource})`, ...values]
  return [`id in (${byName} union all ${bySource} union all select ?::uuid)`, ...values, text]
}

export async function findListed(tx: Tx, tenantId: string, orderId: string): Promise<ListedOrder> {
  const [row] = await tx.query<ListedOrder>(`select ${columns} from orders where tenant_id = $1 and id = $2`, [
    tenantId,
    orderId,
  ])
  if (!row) throw new AppError('not-found', 'no such order')
  return row
}

export function summaryJson(row: ListedOrder): OrderSummaryJson {
  return {
    id: row.id,
    connectionId: row.connection_id,
    sourceId: row.source_id,
    name: row.name,
    state: row.state,
    paymentStatus: row.payment_status,
    erpState: row.erp_state,
    reason: reasonOf(row),
    total: { amount: row.total, currency: row.currency },
    tax: { amount: row.tax, currency: row.currency },
    presentmentTotal: { amount: row.presentment_total, currency: row.presentment_currency },
    test: row.test,
    placedAt: row.placed_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    editedAt: row.edited_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    mayBeOutdated: row.needs_refetch,
    revision: row.revision,
    correlationId: row.correlation_id,
  }
}

const words: Record<string, string> = { ...recordReasons, ...holdReasons, dismissed: 'Somebody let it go.' }

function reasonOf({ reason_code: code, reason_facts, name }: ListedOrder): OrderSummaryJson['reason'] {
  if (code === null) return null
  const say = words[code] ?? (code in errorCodes ? sentence(code as ErrorCode, { order: name, ...reason_facts }) : code)
  return { code, say }
}
