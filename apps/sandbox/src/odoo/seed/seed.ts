import { randomUUID } from 'node:crypto'
import type { Store } from '../orm/store.ts'
import { administratorGroups, groups, installedModules } from './groups.ts'
import { countries, states } from './places.ts'
import { seedTaxes } from './taxes.ts'

const ADMIN = 2
const INDIA = 104
const KARNATAKA = 593
const RUPEE = 20

/** A fresh Indian shop in rupees, like the template database the real-Odoo tests clone. */
export function seed(store: Store, now: string): void {
  const stamps = { write_date: now, create_date: now, write_uid: 1, create_uid: 1 }
  const add = (model: string, id: number, cells: Parameters<Store['insert']>[1]) =>
    store.insert(model, { ...stamps, ...cells }, id)
  const name = (externalId: string, model: string, id: number) =>
    store.remember(externalId, { model, id, noupdate: true })

  for (const { id, code, name: label } of countries) {
    add('res.country', id, { name: label, code, state_required: false, zip_required: true })
    name(`base.${code.toLowerCase()}`, 'res.country', id)
    for (const state of states[id] ?? []) {
      add('res.country.state', state.id, { name: state.name, code: state.code, country_id: id })
      name(`base.state_${code.toLowerCase()}_${state.code.toLowerCase()}`, 'res.country.state', state.id)
    }
  }
  for (const [id, code, symbol, decimals, active] of currencies) {
    const rounding = decimals === 0 ? 1 : 10 ** -decimals
    add('res.currency', id, { name: code, symbol, rounding, decimal_places: decimals, rate: 1, active })
    name(`base.${code}`, 'res.currency', id)
  }
  for (const [externalId, [id, fullName, implies]] of Object.entries(groups)) {
    const duration = id === 1 ? 90 : 0
    add('res.groups', id, {
      name: fullName.split('/').pop()?.trim() ?? '',
      full_name: fullName,
      implied_ids: implies,
      api_key_duration: duration,
    })
    name(externalId, 'res.groups', id)
  }
  for (const [index, module] of installedModules.entries()) {
    add('ir.module.module', index + 1, { name: module, state: 'installed', latest_version: '19.0.1.0' })
  }
  add('ir.config_parameter', 1, { key: 'database.uuid', value: randomUUID() })
  for (const [id, usage, digits] of precisions) add('decimal.precision', id, { name: usage, digits })

  add('res.partner', 1, {
    name: 'Crossdock Test Shop',
    type: 'contact',
    is_company: true,
    active: true,
    country_id: INDIA,
    state_id: KARNATAKA,
  })
  add('res.partner', 3, { name: 'Administrator', type: 'contact', active: true })
  add('res.company', 1, {
    name: 'Crossdock Test Shop',
    partner_id: 1,
    currency_id: RUPEE,
    country_id: INDIA,
    state_id: KARNATAKA,
    active: true,
    account_sale_tax_id: 36,
    tax_calculation_rounding_method: 'round_per_line',
  })
  name('base.main_company', 'res.company', 1)
  add('res.users', ADMIN, {
    name: 'Administrator',
    login: 'admin',
    password: 'admin',
    active: true,
    lang: 'en_US',
    partner_id: 3,
    company_id: 1,
    company_ids: [1],
    group_ids: administratorGroups,
  })
  name('base.user_admin', 'res.users', ADMIN)
  seedTaxes(store, stamps)
  add('product.pricelist', 1, { name: 'Default', currency_id: RUPEE, company_id: 1, sequence: 16, active: true })
  for (const [id, journal, code, type] of journals)
    add('account.journal', id, { name: journal, code, type, company_id: 1, sequence: 10, active: true })
  add('uom.uom', 1, { name: 'Units', active: true })
  name('uom.product_uom_unit', 'uom.uom', 1)
  seedWarehouse(add)
  name('stock.warehouse0', 'stock.warehouse', 1)
}

const currencies: [id: number, code: string, symbol: string, decimals: number, active: boolean][] = [
  [1, 'USD', '$', 2, true],
  [3, 'CAD', '$', 2, false],
  [20, 'INR', '₹', 2, true],
  [21, 'AUD', '$', 2, false],
  [25, 'JPY', '¥', 0, false],
  [37, 'SGD', 'S$', 2, false],
  [126, 'EUR', '€', 2, false],
  [129, 'AED', 'AED', 2, false],
  [144, 'GBP', '£', 2, false],
]

const journals: [id: number, name: string, code: string, type: string][] = [
  [1, 'Sales', 'INV', 'sale'],
  [6, 'Bank', 'BNK1', 'bank'],
]

const precisions: [id: number, usage: string, digits: number][] = [
  [1, 'Product Unit', 2],
  [3, 'Product Price', 2],
  [4, 'Discount', 2],
]

function seedWarehouse(add: (model: string, id: number, cells: Parameters<Store['insert']>[1]) => void): void {
  const places: [number, string, string, string][] = [
    [1, 'Vendors', 'Vendors', 'supplier'],
    [2, 'Customers', 'Customers', 'customer'],
    [4, 'WH', 'WH', 'view'],
    [5, 'Stock', 'WH/Stock', 'internal'],
    [11, 'Inventory adjustment', 'Inventory adjustment', 'inventory'],
  ]
  for (const [id, name, complete, usage] of places) add('stock.location', id, { name, complete_name: complete, usage })
  add('stock.picking.type', 1, { name: 'Receipts', code: 'incoming', sequence_code: 'IN' })
  add('stock.picking.type', 2, { name: 'Delivery Orders', code: 'outgoing', sequence_code: 'OUT' })
  add('stock.warehouse', 1, {
    name: 'My Company',
    code: 'WH',
    active: true,
    company_id: 1,
    view_location_id: 4,
    lot_stock_id: 5,
    out_type_id: 2,
  })
}
