import {
  boolean,
  char,
  datetime,
  type Env,
  float,
  html,
  integer,
  json,
  type Model,
  many2many,
  many2one,
  monetary,
  one2many,
  selection,
  text,
} from '../orm/model.ts'
import { userError, validationError } from '../orm/odoo-error.ts'
import { floatRound } from '../orm/round.ts'
import type { Row } from '../orm/store.ts'
import { asId, asIds, asNumber, asText, displayName } from '../orm/values.ts'
import { amountsOfLine, amountsOfOrder, orderCurrency } from '../sales/amounts.ts'
import { changeDemand } from '../sales/deliveries.ts'
import { addressOf, firstPricelist } from './partner.ts'
import { productLabel } from './product.ts'

const STATES = [
  ['draft', 'Quotation'],
  ['sent', 'Quotation Sent'],
  ['sale', 'Sales Order'],
  ['cancel', 'Cancelled'],
] as const

export const orderModel: Model = {
  name: 'sale.order',
  label: 'Sales Order',
  order: 'date_order desc, id desc',
  fields: {
    name: char('Order Reference', { required: true }),
    state: selection('Status', STATES, { default: 'draft' }),
    locked: boolean('Locked'),
    partner_id: many2one('Customer', 'res.partner', { required: true }),
    partner_invoice_id: many2one('Invoice Address', 'res.partner', { required: true }),
    partner_shipping_id: many2one('Delivery Address', 'res.partner', { required: true }),
    client_order_ref: char('Customer Reference'),
    origin: char('Source Document'),
    reference: char('Payment Ref.'),
    date_order: datetime('Order Date', { required: true }),
    commitment_date: datetime('Delivery Date'),
    pricelist_id: many2one('Pricelist', 'product.pricelist'),
    currency_id: many2one('Currency', 'res.currency', { compute: (row, env) => orderCurrency(env, row) }),
    currency_rate: float('Currency Rate', { compute: () => 1 }),
    company_id: many2one('Company', 'res.company', { required: true, default: 1 }),
    warehouse_id: many2one('Warehouse', 'stock.warehouse', { default: 1 }),
    user_id: many2one('Salesperson', 'res.users', { default: (env) => env.userId }),
    note: html('Terms and conditions'),
    picking_policy: selection(
      'Shipping Policy',
      [
        ['direct', 'As soon as possible'],
        ['one', 'When all products are ready'],
      ],
      { default: 'direct' },
    ),
    order_line: one2many('Order Lines', 'sale.order.line', 'order_id'),
    amount_untaxed: monetary('Untaxed Amount', { compute: (row, env) => amountsOfOrder(env, row).untaxed }),
    amount_tax: monetary('Taxes', { compute: (row, env) => amountsOfOrder(env, row).tax }),
    amount_total: monetary('Total', { compute: (row, env) => amountsOfOrder(env, row).total }),
    amount_paid: float('Paid', { compute: () => 0 }),
    amount_invoiced: monetary('Already invoiced', { compute: () => 0 }),
    amount_to_invoice: monetary('Un-invoiced Balance', { compute: (row, env) => amountsOfOrder(env, row).total }),
    invoice_ids: many2many('Invoices', 'account.move', { compute: () => [] }),
    invoice_count: integer('Invoice Count', { compute: () => 0 }),
    invoice_status: selection(
      'Invoice Status',
      [
        ['upselling', 'Upselling Opportunity'],
        ['invoiced', 'Fully Invoiced'],
        ['to invoice', 'To Invoice'],
        ['no', 'Nothing to Invoice'],
      ],
      { compute: (row) => (row.state === 'sale' ? 'to invoice' : 'no') },
    ),
    picking_ids: one2many('Transfers', 'stock.picking', 'sale_id'),
    delivery_count: integer('Delivery Orders', { compute: (row, env) => pickings(env, row).length }),
    delivery_status: selection(
      'Delivery Status',
      [
        ['pending', 'Not Delivered'],
        ['started', 'Started'],
        ['partial', 'Partially Delivered'],
        ['full', 'Fully Delivered'],
      ],
      { compute: (row, env) => deliveryStatus(env, row) },
    ),
    tax_calculation_rounding_method: char('Tax calculation rounding method', {
      compute: (_row, env) => env.store.row('res.company', 1)?.tax_calculation_rounding_method ?? null,
    }),
  },
  fill(draft, given, env) {
    if (!draft.name) draft.name = `S${String(env.store.next('sale.order')).padStart(5, '0')}`
    if (!given.has('date_order')) draft.date_order = env.now
    if (!given.has('pricelist_id')) draft.pricelist_id = firstPricelist(env)
    const partner = asId(draft.partner_id)
    if (partner === null) return
    // Left out means "the customer's own address"; sent blank means blank, and is refused (odoo.md 5.2, Cells).
    if (!given.has('partner_invoice_id')) draft.partner_invoice_id = addressOf(env, partner, 'invoice')
    if (!given.has('partner_shipping_id')) draft.partner_shipping_id = addressOf(env, partner, 'delivery')
  },
  beforeUnlink(row, env) {
    if (row.state !== 'draft' && row.state !== 'cancel') {
      throw userError('You can not delete a sent quotation or a confirmed sales order. You must first cancel it.')
    }
    for (const line of env.store.linked('sale.order.line', 'order_id', row.id))
      env.store.remove('sale.order.line', line.id)
  },
}

export const orderLineModel: Model = {
  name: 'sale.order.line',
  label: 'Sales Order Line',
  order: 'order_id, sequence, id',
  fields: {
    order_id: many2one('Order Reference', 'sale.order', { required: true }),
    sequence: integer('Sequence', { default: 10 }),
    display_type: selection('Display Type', [
      ['line_section', 'Section'],
      ['line_subsection', 'Subsection'],
      ['line_note', 'Note'],
    ]),
    product_id: many2one('Product', 'product.product'),
    product_template_id: many2one('Product Template', 'product.template', {
      compute: (row, env) => asId(env.store.row('product.product', asId(row.product_id))?.product_tmpl_id),
    }),
    name: text('Description', { required: true }),
    product_uom_qty: float('Quantity', { digits: 'Product Unit', default: 1 }),
    product_uom_id: many2one('Unit', 'uom.uom', { default: 1 }),
    // Not rounded to "Product Price": 19.0 only displays with that precision (compared with a real server).
    price_unit: float('Unit Price'),
    technical_price_unit: float('Technical Price Unit'),
    discount: float('Discount (%)', { digits: 'Discount' }),
    tax_ids: many2many('Taxes', 'account.tax'),
    extra_tax_data: json('Extra Tax Data'),
    is_delivery: boolean('Is a Delivery'),
    state: selection('Order Status', STATES, { compute: (row, env) => orderOf(env, row)?.state ?? null }),
    currency_id: many2one('Currency', 'res.currency', { compute: (row, env) => orderCurrency(env, orderOf(env, row)) }),
    company_id: many2one('Company', 'res.company', { compute: (row, env) => orderOf(env, row)?.company_id ?? null }),
    order_partner_id: many2one('Customer', 'res.partner', {
      compute: (row, env) => orderOf(env, row)?.partner_id ?? null,
    }),
    price_subtotal: monetary('Subtotal', { compute: (row, env) => amountsOfLine(env, row).subtotal }),
    price_tax: float('Total Tax', { compute: (row, env) => amountsOfLine(env, row).tax }),
    price_total: monetary('Total', { compute: (row, env) => amountsOfLine(env, row).total }),
    qty_delivered: float('Delivery Quantity', { compute: (row, env) => deliveredQuantity(env, row) }),
    qty_invoiced: float('Invoiced Quantity', { compute: () => 0 }),
    qty_to_invoice: float('Quantity To Invoice', {
      compute: (row, env) => (orderOf(env, row)?.state === 'sale' ? asNumber(row.product_uom_qty) : 0),
    }),
    move_ids: one2many('Stock Moves', 'stock.move', 'sale_line_id'),
  },
  displayName: (row, env) => {
    const order = orderOf(env, row)
    const ref = asText(env.store.row('res.partner', asId(order?.partner_id))?.ref)
    return `${asText(order?.name)} - ${productLabel(env, asNumber(row.product_id))}${ref ? ` (${ref})` : ''}`
  },
  fill(draft, given, env) {
    const product = env.store.row('product.product', asId(draft.product_id))
    const template = env.store.row('product.template', asId(product?.product_tmpl_id))
    if (draft.display_type !== null && draft.display_type !== undefined) draft.product_uom_qty = 0
    if (!product || !template) return
    if (!draft.name) draft.name = displayName(env, 'product.product', product)
    if (!given.has('tax_ids')) draft.tax_ids = asIds(template.taxes_id)
    if (!given.has('price_unit')) draft.price_unit = asNumber(template.list_price)
    // Equal prices mean "this came from the pricelist", and staff editing the quantity resets it (money page, 4).
    if (!given.has('technical_price_unit') || !given.has('price_unit'))
      draft.technical_price_unit = asNumber(draft.price_unit)
  },
  check(row) {
    if (row.display_type === null && asId(row.product_id) === null) {
      throw validationError('Missing required fields on accountable sale order line.')
    }
  },
  created: (row, env) => touchOrder(env, row),
  beforeWrite(row, vals, env) {
    const isConfirmed = orderOf(env, row)?.state === 'sale'
    if (isConfirmed && 'product_id' in vals && vals.product_id !== row.product_id) {
      throw userError('You cannot modify the product of this order line.')
    }
    const isRepriced = 'product_uom_qty' in vals || 'product_id' in vals || 'product_uom_id' in vals
    const isFromPricelist = floatRound(asNumber(row.technical_price_unit) - asNumber(row.price_unit), 0.01) === 0
    if (!isRepriced || !isFromPricelist || 'price_unit' in vals) return vals
    const product = env.store.row('product.product', Number(vals.product_id ?? row.product_id))
    const price = asNumber(env.store.row('product.template', asId(product?.product_tmpl_id))?.list_price)
    return { ...vals, price_unit: price, technical_price_unit: price }
  },
  written(before, after, env) {
    touchOrder(env, after)
    if (orderOf(env, after)?.state === 'sale' && before.product_uom_qty !== after.product_uom_qty)
      changeDemand(env, after)
  },
  beforeUnlink(row, env) {
    if (orderOf(env, row)?.state === 'sale') {
      throw userError(
        "Once a sales order is confirmed, you can't remove one of its lines (we need to track if something gets invoiced or delivered).\n                Set the quantity to 0 instead.",
      )
    }
    touchOrder(env, row)
  },
}

const orderOf = (env: Env, line: Row) => env.store.row('sale.order', asId(line.order_id))
const pickings = (env: Env, order: Row) => env.store.linked('stock.picking', 'sale_id', order.id)

/** The order's totals are stored in Odoo, so a changed line moves its order's write_date as well. */
function touchOrder(env: Env, line: Row): void {
  const order = orderOf(env, line)
  if (order) env.store.update('sale.order', order.id, { write_date: env.now })
}

function deliveryStatus(env: Env, order: Row): string | null {
  const states = pickings(env, order)
    .map((picking) => picking.state)
    .filter((state) => state !== 'cancel')
  if (states.length === 0) return null
  if (states.every((state) => state === 'done')) return 'full'
  return states.some((state) => state === 'done') ? 'partial' : 'pending'
}

function deliveredQuantity(env: Env, line: Row): number {
  const moves = env.store.linked('stock.move', 'sale_line_id', line.id).filter((move) => move.state === 'done')
  return moves.reduce((total, move) => total + asNumber(move.quantity), 0)
}
