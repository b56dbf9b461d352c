import type { OrderSource } from '../ports/channel.ts'
import type { CallOptions } from '../ports/erp.ts'
import {
  lineItemsAnswer,
  type OrderNode,
  orderAnswer,
  type Page,
  type RefundNode,
  refundAnswer,
  shippingLinesAnswer,
} from './admin-answers.ts'
import type { ShopifyAdminClient } from './admin-client.ts'
import { broken, busy } from './admin-errors.ts'
import { lineItemsDocument, orderDocument, refundDocument, shippingLinesDocument } from './admin-operations.ts'
import { orderBodyOf, writeOrderBody } from './admin-order-body.ts'
import { checkRights } from './admin-rights.ts'

type Admin = Pick<ShopifyAdminClient, 'query'>

/** How often an order that changes between its pages is read again before others are let through. */
const maxReadings = 3

/**
 * Reads orders back from a shop, as bodies of the webhook `orders/updated`, so that one mapping reads both. Null also for
 * orders older than 60 days without the scope `read_all_orders`: Shopify shows them as if they were not there.
 */
export function shopifyOrderSource(admin: Admin): OrderSource {
  return {
    provider: 'shopify',
    topic: 'orders/updated',

    async fetchOrder(sourceId, call = {}) {
      if (!/^\d{1,20}$/.test(sourceId)) throw new RangeError('not the id of an order of Shopify')
      for (let readings = 0; readings < maxReadings; readings++) {
        const reading = await readOrder(admin, sourceId, call)
        if (reading === null) return null
        if (reading.states.size > 1) continue
        return writeOrderBody(orderBodyOf(reading.order, reading.refunds, reading.timeZone))
      }
      throw busy(`the order ${sourceId} changed each of ${maxReadings} times while it was read`)
    },

    checkRights: (call = {}) => checkRights(admin, call),
  }
}

interface Reading {
  timeZone: string
  /** With all its lines. */
  order: OrderNode
  refunds: RefundNode[]
  /** The order's `updatedAt` in each answer, `gone` where it was not there any more: one, unless it changed meanwhile. */
  states: Set<string>
}

async function readOrder(admin: Admin, sourceId: string, call: CallOptions): Promise<Reading | null> {
  const id = `gid://shopify/Order/${sourceId}`
  const head = await admin.query({ ...call, document: orderDocument, variables: { id }, answer: orderAnswer })
  if (!head.order) return null
  const states = new Set([head.order.updatedAt])
  const seen = (order: { updatedAt: string } | null | undefined) => states.add(order?.updatedAt ?? 'gone')

  const lineItems = await allPages(head.order.lineItems, async (after) => {
    const variables = { id, after }
    const { order } = await admin.query({ ...call, document: lineItemsDocument, variables, answer: lineItemsAnswer })
    seen(order)
    return order?.lineItems
  })
  const shippingLines = await allPages(head.order.shippingLines, async (after) => {
    const variables = { id, after }
    const { order } = await admin.query({
      ...call,
      document: shippingLinesDocument,
      variables,
      answer: shippingLinesAnswer,
    })
    seen(order)
    return order?.shippingLines
  })
  const refunds: RefundNode[] = []
  for (const { id: refundId } of head.order.refunds) {
    const refund = await readRefund(admin, refundId, call)
    seen(refund?.order)
    if (refund) refunds.push(refund)
  }
  return { timeZone: head.shop.ianaTimezone, order: { ...head.order, lineItems, shippingLines }, refunds, states }
}

/** The cursors of a refund's lists, before their first pages. */
const nowhere: Record<'linesAfter' | 'shippingAfter' | 'transactionsAfter', string | null> = {
  linesAfter: null,
  shippingAfter: null,
  transactionsAfter: null,
}

/** One refund with all its lines, shipping and transactions; null when it is gone. */
async function readRefund(admin: Admin, refundId: string, call: CallOptions): Promise<RefundNode | null> {
  const id = `gid://shopify/Refund/${refundId}`
  const ask = async (after: Partial<typeof nowhere>) => {
    const variables = { id, ...nowhere, ...after }
    return (await admin.query({ ...call, document: refundDocument, variables, answer: refundAnswer })).refund
  }
  const refund = await ask({})
  if (!refund) return null
  const { refundLineItems, refundShippingLines, transactions } = refund
  const ends = {
    linesAfter: refundLineItems.pageInfo.endCursor,
    shippingAfter: refundShippingLines.pageInfo.endCursor,
    transactionsAfter: transactions.pageInfo.endCursor,
  }
  return {
    ...refund,
    refundLineItems: await allPages(
      refundLineItems,
      async (linesAfter) => (await ask({ ...ends, linesAfter }))?.refundLineItems,
    ),
    refundShippingLines: await allPages(
      refundShippingLines,
      async (shippingAfter) => (await ask({ ...ends, shippingAfter }))?.refundShippingLines,
    ),
    transactions: await allPages(
      transactions,
      async (transactionsAfter) => (await ask({ ...ends, transactionsAfter }))?.transactions,
    ),
  }
}

/** A connection with all its nodes, page after page. Ends early where what it belongs to has gone. */
async function allPages<T>(
  first: Page<T>,
  pageAfter: (cursor: string) => Promise<Page<T> | undefined>,
): Promise<Page<T>> {
  const nodes = [...first.nodes]
  let { pageInfo } = first
  while (pageInfo.hasNextPage) {
    const cursor = pageInfo.endCursor
    if (cursor === null) throw broken('a further page without a cursor')
    const page = await pageAfter(cursor)
    if (!page) break
    if (page.pageInfo.hasNextPage && page.pageInfo.endCursor === cursor) throw broken('a page that leads to itself')
    nodes.push(...page.nodes)
    pageInfo = page.pageInfo
  }
  return { nodes, pageInfo }
}
