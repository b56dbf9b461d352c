import type { OrderBody, RefundBody } from './order-body.ts'
import { shopTime } from './shop-time.ts'

/** Bodies of topics that are not orders. Amounts and ids are the order's they belong to. */

/** `orders/edited`: what was done, without the order. */
export function editNotice(before: OrderBody, after: OrderBody): object {
  const known = new Map(before.line_items.map((line) => [line.id, line.current_quantity]))
  const changed = after.line_items.map((line) => ({
    id: line.id,
    delta: line.current_quantity - (known.get(line.id) ?? 0),
  }))
  return {
    order_edit: {
      id: after.id + 900n,
      app_id: null,
      created_at: after.updated_at,
      notify_customer: false,
      order_id: after.id,
      staff_note: '',
      user_id: null,
      line_items: {
        additions: changed.filter(({ delta }) => delta > 0),
        removals: changed.filter(({ delta }) => delta < 0).map(({ id, delta }) => ({ id, delta: -delta })),
      },
      discounts: { line_item: { additions: [], removals: [] } },
    },
  }
}

/** `orders/delete`. */
export function deletionNotice({ id }: OrderBody): object {
  return { id }
}

/** `refunds/create`: the last refund of an order, on its own. */
export function refundOf(body: OrderBody): RefundBody {
  const refund = body.refunds.at(-1)
  if (!refund) throw new RangeError('an order without refunds')
  return refund
}

/** `order_transactions/create`: the order was paid. */
export function saleTransaction(body: OrderBody): object {
  const id = body.id + 950n
  return {
    id,
    admin_graphql_api_id: `gid://shopify/OrderTransaction/${id}`,
    amount: body.total_price,
    created_at: body.created_at,
    currency: body.presentment_currency,
    gateway: body.payment_gateway_names[0] ?? 'manual',
    kind: 'sale',
    order_id: body.id,
    parent_id: null,
    processed_at: body.created_at,
    status: 'success',
    test: body.test,
  }
}

const shopId = 18_200_000_001n

/** `app/uninstalled`: the shop itself, as far as a receiver could care. */
export function uninstalledBody(shop: string, at: Date): object {
  return {
    id: shopId,
    name: 'Kaveri Looms',
    email: 'owner@example.com',
    domain: 'shop.kaveri-looms.example',
    myshopify_domain: shop,
    phone: '+919000000009',
    shop_owner: 'K. Owner',
    country_code: 'IN',
    currency: 'INR',
    plan_name: 'basic',
    updated_at: shopTime(at),
  }
}

/** `customers/data_request`. */
export function dataRequestBody(shop: string, orders: OrderBody[], requestId: bigint): object {
  return {
    ...ofShop(shop),
    orders_requested: orders.map(({ id }) => id),
    customer: personOf(orders),
    data_request: { id: requestId },
  }
}

/** `customers/redact`. */
export function redactBody(shop: string, orders: OrderBody[]): object {
  return { ...ofShop(shop), customer: personOf(orders), orders_to_redact: orders.map(({ id }) => id) }
}

/** `shop/redact`. */
export function shopRedactBody(shop: string): object {
  return ofShop(shop)
}

const ofShop = (shop: string) => ({ shop_id: shopId, shop_domain: shop })

function personOf(orders: OrderBody[]): object {
  const customer = orders[0]?.customer
  return { id: customer?.id ?? null, email: customer?.email ?? null, phone: customer?.phone ?? null }
}
