import { type Env, type Model, many2many, many2one, selection } from '../orm/model.ts'
import { userError } from '../orm/odoo-error.ts'
import { asOdoo, existing, write } from '../orm/records.ts'
import type { Row } from '../orm/store.ts'
import { asId, asIds } from '../orm/values.ts'

/** The wizard with which staff merge contacts. */
export const partnerMergeModel: Model = {
  name: 'base.partner.merge.automatic.wizard',
  label: 'Merge Partner Wizard',
  order: 'id',
  fields: {
    partner_ids: many2many('Contacts', 'res.partner'),
    dst_partner_id: many2one('Destination Contact', 'res.partner'),
    state: selection('State', [
      ['option', 'Option'],
      ['selection', 'Selection'],
      ['finished', 'Finished'],
    ]),
  },
}

const references: [model: string, field: string][] = [
  ['sale.order', 'partner_id'],
  ['sale.order', 'partner_invoice_id'],
  ['sale.order', 'partner_shipping_id'],
  ['res.partner', 'parent_id'],
]
const keptIfEmpty = ['email', 'phone', 'street', 'street2', 'city', 'zip', 'state_id', 'country_id', 'parent_id']

/** Whatever points at the others points at the kept one, external ids too; then the others are deleted (compared with 19.0). */
export function mergePartners(env: Env, wizard: Row): void {
  const target = asId(wizard.dst_partner_id)
  const merged = asIds(wizard.partner_ids).filter((id) => id !== target)
  if (target === null || merged.length === 0) throw userError('You must select a destination contact.')
  const [kept] = existing(env, 'res.partner', [target])
  for (const other of existing(env, 'res.partner', merged)) {
    for (const [model, field] of references) {
      for (const row of env.store.rows(model)) {
        if (row[field] === other.id) env.store.update(model, row.id, { [field]: row.id === target ? null : target })
      }
    }
    for (const name of env.store.externalIdsOf('res.partner', other.id)) {
      const { noupdate = true } = env.store.externalIds.get(name) ?? {}
      env.store.remember(name, { model: 'res.partner', id: target, noupdate })
    }
    const gained = keptIfEmpty.filter((field) => !kept?.[field] && other[field] && other[field] !== target)
    write(
      asOdoo(env),
      'res.partner',
      [target],
      Object.fromEntries(gained.map((field) => [field, other[field] as string])),
    )
    env.store.remove('res.partner', other.id)
  }
}
