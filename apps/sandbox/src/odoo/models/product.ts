import {
  boolean,
  char,
  type Env,
  type Field,
  float,
  type Model,
  many2many,
  many2one,
  monetary,
  one2many,
  selection,
  text,
  via,
} from '../orm/model.ts'
import { asOdoo, create, write } from '../orm/records.ts'
import type { Row } from '../orm/store.ts'
import { asId, asText, displayName } from '../orm/values.ts'
import { freeQuantity, onHandQuantity, outgoingDemand } from '../sales/quants.ts'

const active = boolean('Active', { default: true })

/** Fields of the template that a variant shows as its own (odoo.md 2.1). */
const shared: { [name: string]: Field } = {
  name: char('Name', { required: true }),
  list_price: monetary('Sales Price', { default: 1 }),
  type: selection(
    'Product Type',
    [
      ['consu', 'Goods'],
      ['service', 'Service'],
      ['combo', 'Combo'],
    ],
    { default: 'consu' },
  ),
  is_storable: boolean('Track Inventory'),
  taxes_id: many2many('Sales Taxes', 'account.tax', { default: (env) => companySaleTax(env) }),
  uom_id: many2one('Unit', 'uom.uom', { default: 1 }),
  sale_ok: boolean('Sales', { default: true }),
  description_sale: text('Sales Description'),
  invoice_policy: selection(
    'Invoicing Policy',
    [
      ['order', 'Ordered quantities'],
      ['delivery', 'Delivered quantities'],
    ],
    { default: 'order' },
  ),
  company_id: many2one('Company', 'res.company'),
  currency_id: many2one('Currency', 'res.currency', { compute: (_row, env) => companyCurrency(env) }),
}

export const templateModel: Model = {
  name: 'product.template',
  label: 'Product',
  order: 'name, id',
  fields: {
    ...shared,
    active,
    default_code: char('Internal Reference', {
      compute: (row, env) => onlyVariant(env, row)?.default_code ?? null,
      set: (row, value, env) => writeVariant(env, row, { default_code: value }),
    }),
    barcode: char('Barcode', {
      compute: (row, env) => onlyVariant(env, row)?.barcode ?? null,
      set: (row, value, env) => writeVariant(env, row, { barcode: value }),
    }),
    product_variant_ids: one2many('Products', 'product.product', 'product_tmpl_id'),
    product_variant_id: many2one('Product', 'product.product', {
      compute: (row, env) => variants(env, row)[0]?.id ?? null,
    }),
  },
  displayName: (row, env) => label(asText(onlyVariant(env, row)?.default_code), asText(row.name)),
  written(before, after, env) {
    for (const variant of variants(env, after)) {
      // Archiving a product archives its variants, and any change of it moves their write_date (odoo.md 2.2).
      const archived = before.active === after.active ? {} : { active: after.active ?? true }
      env.store.update('product.product', variant.id, { ...archived, write_date: env.now })
    }
  },
}

export const productModel: Model = {
  name: 'product.product',
  label: 'Product Variant',
  order: 'default_code, id',
  fields: {
    ...Object.fromEntries(Object.entries(shared).map(([name, field]) => [name, via(field, 'product_tmpl_id')])),
    currency_id: many2one('Currency', 'res.currency', { compute: (_row, env) => companyCurrency(env) }),
    lst_price: via(monetary('Sales Price'), 'product_tmpl_id', 'list_price'),
    product_tmpl_id: many2one('Product Template', 'product.template', { required: true }),
    default_code: char('Internal Reference'),
    barcode: char('Barcode'),
    standard_price: float('Cost'),
    weight: float('Weight'),
    active,
    qty_available: stockField('Quantity On Hand', onHandQuantity),
    free_qty: stockField('Free To Use Quantity', freeQuantity),
    virtual_available: stockField(
      'Forecasted Quantity',
      (env, id) => onHandQuantity(env, id) - outgoingDemand(env, id),
    ),
  },
  displayName: (row, env) => {
    const template = env.store.row('product.template', asId(row.product_tmpl_id))
    return label(asText(row.default_code), asText(template?.name))
  },
  prepare(vals, env) {
    if (typeof vals.product_tmpl_id === 'number') return vals
    const { default_code, barcode, standard_price, weight, active: isActive, lst_price, ...templateVals } = vals
    const price = lst_price === undefined ? {} : { list_price: lst_price }
    const template = create(env, 'product.template', { ...templateVals, ...price })
    const own = { default_code, barcode, standard_price, weight, active: isActive }
    const given = Object.entries(own).filter(([, value]) => value !== undefined)
    return { ...Object.fromEntries(given), product_tmpl_id: template.id } as typeof vals
  },
}

/** A template made on its own gets its one variant; `product.product.create` brings its own. */
export function createTemplateWithVariant(env: Env, vals: Parameters<typeof create>[2]): Row {
  const { default_code, barcode, ...rest } = vals
  const template = create(env, 'product.template', rest)
  const codes = { ...(default_code ? { default_code } : {}), ...(barcode ? { barcode } : {}) }
  create(env, 'product.product', { product_tmpl_id: template.id, ...codes })
  return env.store.row('product.template', template.id) ?? template
}

export function productLabel(env: Env, productId: number): string {
  const row = env.store.row('product.product', productId)
  return row ? displayName(env, 'product.product', row) : ''
}

function stockField(string: string, quantity: (env: Env, id: number) => number): Field {
  return float(string, { compute: (row, env) => quantity(env, row.id), readableLike: 'stock.move' })
}

const label = (code: string, name: string) => (code ? `[${code}] ${name}` : name)
const variants = (env: Env, row: Row) => env.store.linked('product.product', 'product_tmpl_id', row.id)

function onlyVariant(env: Env, row: Row): Row | undefined {
  const all = variants(env, row)
  return all.length === 1 ? all[0] : undefined
}

function writeVariant(env: Env, row: Row, vals: Parameters<typeof write>[3]): void {
  const variant = onlyVariant(env, row)
  if (variant) write(asOdoo(env), 'product.product', [variant.id], vals)
}

function companySaleTax(env: Env): number[] {
  const tax = asId(env.store.row('res.company', 1)?.account_sale_tax_id)
  return tax === null ? [] : [tax]
}

const companyCurrency = (env: Env) => asId(env.store.row('res.company', 1)?.currency_id)
