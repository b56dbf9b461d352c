import { mergePartners } from '../models/partner-merge.ts'
import { checkAccess } from '../orm/access.ts'
import type { JsonObject } from '../orm/json.ts'
import type { Env } from '../orm/model.ts'
import { valueError } from '../orm/odoo-error.ts'
import { asOdoo, create, existing, write } from '../orm/records.ts'
import { search } from '../orm/search.ts'
import { asId, asIds, asNumber, readRow } from '../orm/values.ts'
import { backToDraft, beginConfirm, type ConfirmSnapshot, cancelOrders, confirm } from '../sales/confirm.ts'
import { assignPicking, cancelDeliveries, validatePicking } from '../sales/deliveries.ts'
import { insertQuant, repairQuants, setOnHand } from '../sales/quants.ts'
import type { Call, Method } from './call.ts'

const confirmMethod: Method = {
  parameters: [],
  onRecords: true,
  begin: (env, call) => beginConfirm(env, call.ids),
  milliseconds: (call, timing) => call.ids.length * timing.confirmMsPerOrder,
  run(env, call, begun, desk) {
    confirm(env, call.ids, begun as ConfirmSnapshot, desk.reservations)
    return true
  },
}

/** Sets the counted quantity; with `inventory_mode` on the row that is there, else on a new one (odoo.md 3.2). */
function createQuants(env: Env, { args }: Call): number[] {
  checkAccess(env, 'stock.quant', 'create')
  const list = (Array.isArray(args.vals_list) ? args.vals_list : [args.vals_list ?? {}]) as JsonObject[]
  return list.map((vals) => {
    if (env.context.inventory_mode !== true) return create(env, 'stock.quant', vals).id
    const product = Number(vals.product_id)
    const location = Number(vals.location_id)
    existing(env, 'product.product', [product])
    existing(env, 'stock.location', [location])
    const quants = env.store.linked('stock.quant', 'product_id', product)
    const known = quants.find((quant) => quant.location_id === location)
    const quant = known ?? insertQuant(env, product, location, { quantity: 0 })
    writeQuant(env, quant.id, vals)
    return quant.id
  })
}

function writeQuant(env: Env, id: number, vals: JsonObject): void {
  const [quant] = existing(env, 'stock.quant', [id])
  if (!quant) return
  if ('inventory_quantity_auto_apply' in vals) setOnHand(env, quant, Number(vals.inventory_quantity_auto_apply))
  else if ('inventory_quantity' in vals) {
    const counted = Number(vals.inventory_quantity)
    env.store.update('stock.quant', id, {
      inventory_quantity: counted,
      inventory_quantity_set: true,
      write_date: env.now,
    })
  } else write(asOdoo(env), 'stock.quant', [id], vals)
}

const repair: Method = {
  parameters: [],
  onRecords: false,
  run(env) {
    checkAccess(env, 'stock.quant', 'write')
    repairQuants(env)
    return { name: 'Physical Inventory', res_model: 'stock.quant', type: 'ir.actions.act_window', view_mode: 'list' }
  },
}

const onPickings = (work: (env: Env, id: number) => void): Method => ({
  parameters: [],
  onRecords: true,
  run(env, call) {
    checkAccess(env, 'stock.picking', 'write')
    for (const picking of existing(env, 'stock.picking', call.ids)) work(env, picking.id)
    return true
  },
})

/** Naming the company, even the same one, has Odoo 19.0 take each line's taxes from its product again. */
function resetTaxes(env: Env, order: number): void {
  for (const line of env.store.linked('sale.order.line', 'order_id', order)) {
    const product = env.store.row('product.product', asId(line.product_id))
    const template = env.store.row('product.template', asId(product?.product_tmpl_id))
    env.store.update('sale.order.line', line.id, { tax_ids: asIds(template?.taxes_id) })
  }
}

/** What single models can do besides the common methods. `load` and friends are in common-methods.ts. */
export const modelMethods: { [model: string]: { [method: string]: Method } } = {
  'sale.order': {
    write: {
      parameters: ['vals!'],
      onRecords: true,
      run(env, { ids, args }) {
        const vals = args.vals as JsonObject
        write(env, 'sale.order', ids, vals)
        if ('company_id' in vals) for (const id of ids) resetTaxes(env, id)
        return true
      },
    },
    action_confirm: confirmMethod,
    action_cancel: {
      parameters: [],
      onRecords: true,
      run(env, call) {
        cancelOrders(env, call.ids)
        return true
      },
    },
    action_draft: {
      parameters: [],
      onRecords: true,
      run(env, call) {
        backToDraft(env, call.ids)
        return true
      },
    },
  },
  'stock.quant': {
    create: { parameters: ['vals_list!'], onRecords: false, run: createQuants },
    write: {
      parameters: ['vals!'],
      onRecords: true,
      run(env, call) {
        checkAccess(env, 'stock.quant', 'write')
        for (const id of call.ids) writeQuant(env, id, call.args.vals as JsonObject)
        return true
      },
    },
    action_apply_inventory: {
      parameters: [],
      onRecords: true,
      run(env, call) {
        checkAccess(env, 'stock.quant', 'write')
        for (const quant of existing(env, 'stock.quant', call.ids)) {
          if (quant.inventory_quantity_set === true) setOnHand(env, quant, asNumber(quant.inventory_quantity))
        }
        return null
      },
    },
    action_view_inventory: repair,
    action_view_quants: repair,
  },
  'stock.picking': {
    button_validate: onPickings((env, id) => {
      for (const picking of existing(env, 'stock.picking', [id])) validatePicking(env, picking)
    }),
    action_assign: onPickings((env, id) => {
      for (const picking of existing(env, 'stock.picking', [id])) assignPicking(env, picking)
    }),
    action_cancel: onPickings((env, id) => {
      for (const picking of existing(env, 'stock.picking', [id])) cancelDeliveries(env, asNumber(picking.sale_id))
    }),
  },
  'base.partner.merge.automatic.wizard': {
    action_merge: {
      parameters: [],
      onRecords: true,
      run(env, call) {
        checkAccess(env, 'res.partner', 'unlink')
        const [wizard] = existing(env, 'base.partner.merge.automatic.wizard', call.ids)
        if (wizard) mergePartners(env, wizard)
        return { type: 'ir.actions.act_window', res_model: call.model, view_mode: 'form', target: 'new' }
      },
    },
  },
  'res.users': {
    context_get: {
      parameters: [],
      onRecords: false,
      run: (env) => ({
        lang: 'en_US',
        tz: env.store.row('res.users', env.userId)?.tz ?? false,
        uid: env.userId,
      }),
    },
  },
  'res.users.apikeys': {
    search_read: {
      parameters: ['domain', 'fields', 'offset', 'limit', 'order', 'load'],
      onRecords: false,
      // A record rule: nobody sees another one's keys.
      run(env, { model, args }) {
        const domain = Array.isArray(args.domain) ? args.domain : []
        const fields = Array.isArray(args.fields) ? args.fields.map(String) : []
        const own = search(env, model, [...domain, ['user_id', '=', env.userId]], { order: 'id' })
        return own.map((row) => readRow(env, model, row, fields, args.load !== null))
      },
    },
  },
  'ir.model.data': {
    check_object_reference: {
      parameters: ['module!', 'xml_id!', 'raise_on_access_error'],
      onRecords: false,
      run(env, { args }) {
        const name = `${args.module}.${args.xml_id}`
        const target = env.store.externalIds.get(name)
        if (!target) throw valueError(`External ID not found in the system: ${name}`)
        checkAccess(env, target.model, 'read')
        return [target.model, target.id]
      },
    },
  },
}
