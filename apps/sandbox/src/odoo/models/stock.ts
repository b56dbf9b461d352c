import { boolean, char, datetime, float, type Model, many2one, one2many, selection } from '../orm/model.ts'
import { asId, asText } from '../orm/values.ts'

const MOVE_STATES = [
  ['draft', 'New'],
  ['waiting', 'Waiting Another Move'],
  ['confirmed', 'Waiting'],
  ['partially_available', 'Partially Available'],
  ['assigned', 'Available'],
  ['done', 'Done'],
  ['cancel', 'Cancelled'],
] as const
const USAGES = [
  ['supplier', 'Vendor'],
  ['view', 'Virtual'],
  ['internal', 'Internal'],
  ['customer', 'Customer'],
  ['inventory', 'Inventory Loss'],
  ['production', 'Production'],
] as const
const TYPE_CODES = [
  ['incoming', 'Receipt'],
  ['outgoing', 'Delivery'],
] as const

export const stockModels: Model[] = [
  {
    name: 'stock.location',
    label: 'Inventory Locations',
    order: 'complete_name, id',
    fields: { name: char('Name'), complete_name: char('Full Name'), usage: selection('Type', USAGES) },
    displayName: (row) => asText(row.complete_name),
  },
  {
    name: 'stock.warehouse',
    label: 'Warehouse',
    order: 'id',
    fields: {
      name: char('Warehouse', { required: true }),
      code: char('Short Name'),
      active: boolean('Active', { default: true }),
      company_id: many2one('Company', 'res.company'),
      view_location_id: many2one('View Location', 'stock.location'),
      lot_stock_id: many2one('Location Stock', 'stock.location'),
      out_type_id: many2one('Out Type', 'stock.picking.type'),
    },
  },
  {
    name: 'stock.picking.type',
    label: 'Operation Type',
    order: 'id',
    fields: {
      name: char('Operation Type'),
      code: selection('Type of Operation', TYPE_CODES),
      sequence_code: char('Prefix'),
    },
    displayName: (row) => `My Company: ${asText(row.name)}`,
  },
  {
    name: 'stock.quant',
    label: 'Quants',
    order: 'id',
    fields: {
      product_id: many2one('Product', 'product.product', { required: true }),
      location_id: many2one('Location', 'stock.location', { required: true }),
      company_id: many2one('Company', 'res.company'),
      warehouse_id: many2one('Warehouse', 'stock.warehouse', {
        compute: (row, env) =>
          env.store.row('stock.location', asId(row.location_id))?.usage === 'internal' ? 1 : null,
      }),
      quantity: float('Quantity'),
      reserved_quantity: float('Reserved Quantity'),
      available_quantity: float('Available Quantity', {
        compute: (row) => Number(row.quantity) - Number(row.reserved_quantity),
      }),
      inventory_quantity: float('Counted Quantity'),
      inventory_quantity_set: boolean('Inventory Quantity Set'),
      inventory_quantity_auto_apply: float('Inventoried Quantity', { compute: (row) => row.quantity ?? 0 }),
    },
  },
  {
    name: 'stock.picking',
    label: 'Transfer',
    order: 'id desc',
    fields: {
      name: char('Reference'),
      state: selection('Status', MOVE_STATES),
      origin: char('Source Document'),
      sale_id: many2one('Sales Order', 'sale.order'),
      partner_id: many2one('Contact', 'res.partner'),
      picking_type_id: many2one('Operation Type', 'stock.picking.type'),
      picking_type_code: selection('Type of Operation', TYPE_CODES, { compute: () => 'outgoing' }),
      location_id: many2one('Source Location', 'stock.location'),
      location_dest_id: many2one('Destination Location', 'stock.location'),
      move_ids: one2many('Stock moves', 'stock.move', 'picking_id'),
      backorder_id: many2one('Back Order of', 'stock.picking'),
      date_done: datetime('Date of Transfer'),
      company_id: many2one('Company', 'res.company'),
    },
  },
  {
    name: 'stock.move',
    label: 'Stock Move',
    order: 'id',
    fields: {
      product_id: many2one('Product', 'product.product', { required: true }),
      product_uom_qty: float('Demand', { digits: 'Product Unit' }),
      quantity: float('Quantity', { digits: 'Product Unit' }),
      product_uom: many2one('Unit', 'uom.uom'),
      picked: boolean('Picked'),
      state: selection('Status', MOVE_STATES),
      picking_id: many2one('Transfer', 'stock.picking'),
      sale_line_id: many2one('Sale Line', 'sale.order.line'),
      location_id: many2one('Source Location', 'stock.location'),
      location_dest_id: many2one('Intermediate Location', 'stock.location'),
      origin: char('Source'),
      reference: char('Reference'),
      company_id: many2one('Company', 'res.company'),
    },
    displayName: (row) => asText(row.reference),
  },
]
