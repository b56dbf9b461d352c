import type { OrderRefund } from '@crossdock/contracts/order'
import { digest } from '#platform/crypto/seal.ts'
import type { Tx } from '#platform/db/database.ts'
import { type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'

/** All SQL of refunds as the channel tells them. They are recorded and shown; booking them is another matter. */

export interface RefundSighting {
  tenantId: string
  connectionId: string
  /** The channel's own id of the order; the order itself may not be here yet. */
  orderSourceId: string
  refund: OrderRefund
  /** When the channel said so. */
  toldAt: Date
  correlationId: string
}

/**
 * One row a refund, whether it came on its own or inside an order, and how often: what was told last holds, equal moments
 * are settled by content, so that every order of arrival ends alike.
 */
export async function saveRefund(tx: Tx, sighting: RefundSighting): Promise<'new' | 'changed' | 'same'> {
  const { tenantId, connectionId, orderSourceId, refund, toldAt, correlationId } = sighting
  const { lines, shipping } = plain(refund)
  const facts = [
    refund.at,
    refund.currency,
    refund.amount,
    refund.presentment?.currency ?? null,
    refund.presentment?.amount ?? null,
    refund.pending?.currency ?? null,
    refund.pending?.amount ?? null,
    JSON.stringify(lines),
    shipping && JSON.stringify(shipping),
  ]
  const content = digest(JSON.stringify(facts, asText))
  const [before] = await tx.query<{ source_digest: string }>(
    'select source_digest from order_refunds where tenant_id = $1 and connection_id = $2 and source_id = $3',
    [tenantId, connectionId, refund.sourceId],
  )
  const [written] = await tx.query<{ source_digest: string }>(
    `insert into order_refunds (tenant_id, connection_id, source_id, order_source_id, source_at, source_digest, correlation_id,
       refunded_at, currency, amount, presentment_currency, presentment_amount, pending_currency, pending_amount, lines, shipping)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (tenant_id, connection_id, source_id) do update set
       source_at = excluded.source_at, source_digest = excluded.source_digest, refunded_at = excluded.refunded_at,
       currency = excluded.currency, amount = excluded.amount, presentment_currency = excluded.presentment_currency,
       presentment_amount = excluded.presentment_amount, pending_currency = excluded.pending_currency,
       pending_amount = excluded.pending_amount, lines = excluded.lines, shipping = excluded.shipping,
       updated_at = clock_timestamp()
     where (order_refunds.source_at, order_refunds.source_digest) < (excluded.source_at, excluded.source_digest)
     returning source_digest`,
    [tenantId, connectionId, refund.sourceId, orderSourceId, toldAt, content, correlationId, ...facts],
  )
  if (!before) return 'new'
  return written && written.source_digest !== before.source_digest ? 'changed' : 'same'
}

/** Amounts as strings of digits, as everywhere in JSON. */
function plain({ lines, shipping }: OrderRefund): { lines: unknown; shipping: unknown } {
  return JSON.parse(JSON.stringify({ lines, shipping }, asText))
}

function asText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

export interface StoredRefund {
  sourceId: string
  at: Date | null
  money: { currency: string; amount: bigint } | null
  presentment: { currency: string; amount: bigint } | null
  pending: { currency: string; amount: bigint } | null
  pieces: number
  restocked: number
}

interface RefundRow {
  source_id: string
  refunded_at: Date | null
  currency: string | null
  amount: string | null
  presentment_currency: string | null
  presentment_amount: string | null
  pending_currency: string | null
  pending_amount: string | null
  lines: { quantity: number; restock: boolean }[]
}

const columns = `source_id, refunded_at, currency, amount, presentment_currency, presentment_amount, pending_currency,
  pending_amount, lines`

function toRefund(row: RefundRow): StoredRefund {
  const money = (currency: string | null, amount: string | null) =>
    currency === null || amount === null ? null : { currency, amount: BigInt(amount) }
  return {
    sourceId: row.source_id,
    at: row.refunded_at,
    money: money(row.currency, row.amount),
    presentment: money(row.presentment_currency, row.presentment_amount),
    pending: money(row.pending_currency, row.pending_amount),
    pieces: row.lines.reduce((sum, line) => sum + line.quantity, 0),
    restocked: row.lines.reduce((sum, line) => sum + (line.restock ? line.quantity : 0), 0),
  }
}

/** The oldest first. */
export async function refundsOf(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  orderSourceId: string,
): Promise<StoredRefund[]> {
  const rows = await tx.query<RefundRow>(
    `select ${columns} from order_refunds where tenant_id = $1 and connection_id = $2 and order_source_id = $3
     order by refunded_at, source_id`,
    [tenantId, connectionId, orderSourceId],
  )
  return rows.map(toRefund)
}

/** As they were recorded. */
export const recordedFirst: Sort = {
  name: 'recorded',
  keys: [
    { expression: 'created_at', kind: 'instant' },
    { expression: 'source_id', kind: 'text' },
  ],
  descending: false,
}

export async function pageOfRefunds(
  tx: Tx,
  tenantId: string,
  { connectionId, orderSourceId }: { connectionId: string; orderSourceId: string },
  wanted: PageWanted,
): Promise<Page<StoredRefund>> {
  const { rows, next } = await readPage<RefundRow>(tx, {
    columns,
    from: 'order_refunds',
    where: [
      ['tenant_id = ?', tenantId],
      ['connection_id = ?', connectionId],
      ['order_source_id = ?', orderSourceId],
    ],
    sort: recordedFirst,
    wanted,
  })
  return { rows: rows.map(toRefund), next }
}
