import { type Env, modelOf } from './model.ts'
import { accessError } from './odoo-error.ts'
import { asIds, asText } from './values.ts'

export type Operation = 'read' | 'create' | 'write' | 'unlink'

const SALES = ['sales_team.group_sale_salesman']
const SALES_READERS = [
  'account.group_account_invoice',
  'account.group_account_readonly',
  'sales_team.group_sale_salesman',
  'stock.group_stock_user',
]
const ADMINISTRATORS = ['base.group_system']
const USER_ADMINISTRATORS = ['base.group_erp_manager']
const PARTNER_WRITERS = ['base.group_partner_manager', 'sales_team.group_sale_manager', 'stock.group_stock_manager']
const PRODUCT_WRITERS = ['product.group_product_manager']

/** Who may do what, as measured with seven kinds of user (odoo.md 9). Reading is open to internal users unless named. */
const READERS: { [model: string]: string[] } = {
  'sale.order': SALES_READERS,
  'sale.order.line': SALES_READERS,
  'stock.move': SALES_READERS,
  'stock.picking': SALES_READERS,
  'decimal.precision': ADMINISTRATORS,
  'ir.config_parameter': ADMINISTRATORS,
  'ir.model.data': USER_ADMINISTRATORS,
}
const WRITERS: { [model: string]: string[] } = {
  'sale.order': SALES,
  'sale.order.line': SALES,
  'stock.move': [...SALES, 'stock.group_stock_user'],
  'stock.picking': [...SALES, 'stock.group_stock_user'],
  'stock.quant': ['stock.group_stock_user'],
  'res.partner': PARTNER_WRITERS,
  'product.product': PRODUCT_WRITERS,
  'product.template': PRODUCT_WRITERS,
  'res.users': USER_ADMINISTRATORS,
}
const VERBS: { [operation in Operation]: string } = {
  read: 'access',
  create: 'create',
  write: 'modify',
  unlink: 'delete',
}

export function checkAccess(env: Env, model: string, operation: Operation): void {
  if (env.sudo) return
  const groups = operation === 'read' ? READERS[model] : (WRITERS[model] ?? ADMINISTRATORS)
  if (!groups || groups.some((group) => belongsTo(env, group))) return
  const names = groups.map((group) => `\t- ${groupName(env, group)}`).sort()
  throw accessError(
    `You are not allowed to ${VERBS[operation]} '${modelOf(env, model).label}' (${model}) records.\n\n` +
      `This operation is allowed for the following groups:\n${names.join('\n')}\n\n` +
      'Contact your administrator to request access if necessary.',
  )
}

function belongsTo(env: Env, group: string): boolean {
  const target = env.store.externalIds.get(group)?.id
  const waiting = [...asIds(env.store.row('res.users', env.userId)?.group_ids)]
  const seen = new Set<number>()
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === target) return true
    if (seen.has(id)) continue
    seen.add(id)
    waiting.push(...asIds(env.store.row('res.groups', id)?.implied_ids))
  }
  return false
}

function groupName(env: Env, group: string): string {
  const row = env.store.row('res.groups', env.store.externalIds.get(group)?.id ?? null)
  return row ? asText(row.full_name) : group
}
