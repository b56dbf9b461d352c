import { changeOf, changeTotals, negative } from './change-totals.ts'
import { idsFrom } from './ids.ts'
import { giftCardLine, tipLine } from './lines.ts'
import { moneySet, paisa, rupees } from './money.ts'
import type { LineItemBody, OrderBody } from './order-body.ts'
import { shopTime } from './shop-time.ts'

/**
 * Orders that are not like the others, made of one that is. Each takes a body and gives another that adds up as well, so
 * they can be combined: `withTip(withGiftCard(anOrderBody(), 100000n), 5100n)`. Amounts are paisa.
 */

/** A tip as Shopify writes it, or, without a line, only summed in `total_tip_received`. */
export function withTip(body: OrderBody, amount: bigint, { line = true } = {}): OrderBody {
  const made = structuredClone(body)
  made.total_tip_received = rupees(amount)
  if (line) made.line_items.push(tipLine(amount, gatewayOf(body), idsFrom(spareId(made))))
  // A tip stands beside the subtotal, whether it has a line or not.
  for (const figures of ['placed', 'current'] as const) changeTotals(made, figures, { beside: amount })
  return made
}

/** A gift card bought with the order. */
export function withGiftCard(body: OrderBody, value: bigint): OrderBody {
  return withLine(body, giftCardLine(value, idsFrom(spareId(body))))
}

/** Paid with a gift card of this value; what is left is paid as before, or still owed. */
export function paidByGiftCard(body: OrderBody, value: bigint): OrderBody {
  const made = structuredClone(body)
  made.payment_gateway_names = ['gift_card', ...body.payment_gateway_names]
  if (body.financial_status !== 'pending') return made
  made.financial_status = 'partially_paid'
  made.total_outstanding = rupees(paisa(body.total_outstanding) - value)
  return made
}

/** The first lines were sold as one bundle; their prices are its price, split already. */
export function asBundle(body: OrderBody): OrderBody {
  const made = structuredClone(body)
  const id = spareId(made)
  for (const line of made.line_items.slice(0, 2)) line.sales_line_item_group_id = id
  made.line_item_groups = [{ id, title: 'Festive box', quantity: 1 }]
  return made
}

/** The first product has been deleted since: its line keeps the SKU and nothing else. */
export function withDeletedProduct(body: OrderBody): OrderBody {
  const made = structuredClone(body)
  const [first] = made.line_items
  if (first) Object.assign(first, { product_exists: false, product_id: null, variant_id: null })
  return made
}

/** Sold over the counter for cash, which is rounded to whole rupees: no customer, nothing to ship, done at once. */
export function atTheCounter(body: OrderBody): OrderBody {
  const made = structuredClone(body)
  const shipping = made.shipping_lines.reduce((sum, line) => sum + paisa(line.discounted_price), 0n)
  const tax = made.shipping_lines.flatMap((line) => line.tax_lines).reduce((sum, line) => sum + paisa(line.price), 0n)
  made.shipping_lines = []
  for (const figures of ['placed', 'current'] as const) changeTotals(made, figures, negative({ shipping, tax }))
  const past = paisa(made.total_price) % 100n
  const rounding = past < 50n ? -past : 100n - past
  for (const line of made.line_items) Object.assign(line, { fulfillable_quantity: 0, fulfillment_status: 'fulfilled' })
  return {
    ...made,
    ...{ customer: null, billing_address: null, shipping_address: null },
    ...{ email: '', contact_email: null, phone: null, customer_locale: 'en' },
    source_name: 'pos',
    location_id: 81_200_000_001n,
    financial_status: 'paid',
    fulfillment_status: 'fulfilled',
    closed_at: made.created_at,
    payment_gateway_names: ['cash'],
    total_outstanding: '0.00',
    total_cash_rounding_payment_adjustment_set: moneySet(rounding),
  }
}

/** A business buys on 30 days' credit. */
export function byBusiness(body: OrderBody): OrderBody {
  const made = structuredClone(body)
  const id = spareId(made)
  const dueAt = shopTime(new Date(Date.parse(made.created_at) + 30 * 86_400_000))
  const schedule = { id: id + 2n, amount: made.total_price, currency: 'INR', due_at: dueAt, completed_at: null }
  return {
    ...made,
    company: { id, name: 'Example Textiles Pvt Ltd' },
    po_number: 'PO-2026-0107',
    financial_status: 'pending',
    payment_gateway_names: [],
    total_outstanding: made.total_price,
    payment_terms: {
      id: id + 1n,
      payment_terms_name: 'Net 30',
      payment_terms_type: 'net',
      due_in_days: 30,
      payment_schedules: [schedule],
    },
  }
}

/** Import duties collected at checkout, beside everything else. */
export function withDuties(body: OrderBody, amount: bigint): OrderBody {
  const made = structuredClone(body)
  for (const figures of ['placed', 'current'] as const) changeTotals(made, figures, { beside: amount })
  return { ...made, original_total_duties_set: moneySet(amount), current_total_duties_set: moneySet(amount) }
}

/** As an app gets it that may not see personal data: every field of it is null. */
export function withoutPeople(body: OrderBody): OrderBody {
  return {
    ...structuredClone(body),
    ...{ billing_address: null, shipping_address: null, email: null, contact_email: null, phone: null },
    customer: body.customer && { ...body.customer, first_name: null, last_name: null, email: null, phone: null },
  }
}

/** With one more line, charged like the others. */
export function withLine(body: OrderBody, line: LineItemBody): OrderBody {
  const made = structuredClone(body)
  made.line_items.push(line)
  for (const figures of ['placed', 'current'] as const) changeTotals(made, figures, changeOf(line))
  return made
}

/** An order's own ids take the first half of those set apart for it; what is added later takes the second. */
export function spareId(body: OrderBody): bigint {
  return body.id + 500n + BigInt(body.line_items.length * 10)
}

function gatewayOf(body: OrderBody): string {
  return body.payment_gateway_names[0] ?? 'manual'
}
