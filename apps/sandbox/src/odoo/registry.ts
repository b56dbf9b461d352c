import { baseModels } from './models/base.ts'
import { partnerModel } from './models/partner.ts'
import { partnerMergeModel } from './models/partner-merge.ts'
import { productModel, templateModel } from './models/product.ts'
import { orderLineModel, orderModel } from './models/sale.ts'
import { stockModels } from './models/stock.ts'
import { char, datetime, type Field, integer, type Model, many2one } from './orm/model.ts'
import { Store } from './orm/store.ts'
import { displayName } from './orm/values.ts'

const all = [
  ...baseModels,
  partnerModel,
  partnerMergeModel,
  templateModel,
  productModel,
  orderModel,
  orderLineModel,
  ...stockModels,
]

/** Every model also has Odoo's own bookkeeping fields. */
export const models: ReadonlyMap<string, Model> = new Map(
  all.map((model) => [model.name, { ...model, fields: { ...model.fields, ...commonFields(model.name) } }]),
)

function commonFields(model: string): { [name: string]: Field } {
  return {
    id: integer('ID', { readonly: true, compute: (row) => row.id }),
    display_name: char('Display Name', { compute: (row, env) => displayName(env, model, row) }),
    create_date: datetime('Created on'),
    write_date: datetime('Last Updated on'),
    create_uid: many2one('Created by', 'res.users'),
    write_uid: many2one('Last Updated by', 'res.users'),
  }
}

/** A store with an index for every many2one that some one2many, or our own code, walks backwards. */
export function emptyStore(): Store {
  const links = new Map<string, Set<string>>([['stock.quant', new Set(['product_id'])]])
  links.set('stock.move', new Set(['product_id']))
  links.set('sale.order', new Set(['partner_id', 'partner_invoice_id', 'partner_shipping_id']))
  for (const model of models.values()) {
    for (const field of Object.values(model.fields)) {
      if (field.type !== 'one2many' || !field.relation || !field.inverse) continue
      links.set(field.relation, (links.get(field.relation) ?? new Set()).add(field.inverse))
    }
  }
  const store = new Store()
  for (const name of models.keys()) store.declare(name, [...(links.get(name) ?? [])])
  store.declare('account.move', [])
  return store
}
