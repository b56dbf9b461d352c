import {
  boolean,
  char,
  datetime,
  type Env,
  html,
  integer,
  type Model,
  many2one,
  one2many,
  selection,
} from '../orm/model.ts'
import { userError, validationError } from '../orm/odoo-error.ts'
import type { Row } from '../orm/store.ts'
import { asId, asText } from '../orm/values.ts'

const ADDRESS_TYPES = [
  ['contact', 'Contact'],
  ['invoice', 'Invoice'],
  ['delivery', 'Delivery'],
  ['other', 'Other'],
] as const

export const partnerModel: Model = {
  name: 'res.partner',
  label: 'Contact',
  order: 'complete_name, id desc',
  fields: {
    name: char('Name'),
    complete_name: char('Complete Name', { compute: completeName }),
    active: boolean('Active', { default: true }),
    type: selection('Address Type', ADDRESS_TYPES, { default: 'contact' }),
    is_company: boolean('Is a Company'),
    parent_id: many2one('Related Company', 'res.partner'),
    child_ids: one2many('Contact', 'res.partner', 'parent_id'),
    commercial_partner_id: many2one('Commercial Entity', 'res.partner', { compute: commercialPartner }),
    email: char('Email'),
    email_normalized: char('Normalized Email', { compute: (row) => asText(row.email).trim().toLowerCase() || null }),
    phone: char('Phone'),
    phone_sanitized: char('Sanitized Number', { compute: phoneSanitized }),
    street: char('Street'),
    street2: char('Street2'),
    city: char('City'),
    zip: char('Zip'),
    state_id: many2one('State', 'res.country.state'),
    country_id: many2one('Country', 'res.country'),
    country_code: char('Country Code', {
      compute: (row, env) => env.store.row('res.country', asId(row.country_id))?.code ?? null,
    }),
    vat: char('Tax ID'),
    company_name: char('Company Name'),
    ref: char('Reference'),
    lang: char('Language', { default: 'en_US' }),
    tz: char('Timezone'),
    comment: html('Notes'),
    user_id: many2one('Salesperson', 'res.users'),
    company_id: many2one('Company', 'res.company'),
    customer_rank: integer('Customer Rank'),
    property_product_pricelist: many2one('Pricelist', 'product.pricelist', {
      compute: (_row, env) => firstPricelist(env),
    }),
    date: datetime('Date'),
  },
  displayName: completeName,
  fill(draft) {
    // Only a plain contact must have a name; an address may borrow its parent's.
    const isContact = draft.type === 'contact' || draft.type === null
    if (isContact && !draft.name) throw validationError('Contacts require a name')
  },
  beforeUnlink(row, env) {
    const field = (['partner_id', 'partner_invoice_id', 'partner_shipping_id'] as const).find(
      (each) => env.store.linked('sale.order', each, row.id).length > 0,
    )
    if (field) {
      throw userError(
        `The operation cannot be completed: another model requires the record being deleted. If possible, archive it instead.\n\nModel: Sales Order (sale.order), Constraint: sale_order_${field}_fkey`,
      )
    }
    // Its addresses stay, on their own.
    for (const child of env.store.linked('res.partner', 'parent_id', row.id))
      env.store.update('res.partner', child.id, { parent_id: null })
  },
}

function completeName(row: Row, env: Env): string {
  const own = asText(row.name)
  const parent = env.store.row('res.partner', asId(row.parent_id))
  if (!parent) return own
  const label = own || `${ADDRESS_TYPES.find(([key]) => key === row.type)?.[1] ?? 'Contact'} Address`
  return `${asText(parent.name)}, ${label}`
}

function commercialPartner(row: Row, env: Env): number {
  const parent = row.is_company === true ? undefined : env.store.row('res.partner', asId(row.parent_id))
  return parent ? commercialPartner(parent, env) : row.id
}

/** A stand-in for the phone library: right for numbers with a country code, and for ten Indian digits (odoo.md 4). */
function phoneSanitized(row: Row): string | null {
  const digits = asText(row.phone).replace(/[^\d+]/g, '')
  if (/^\+\d{8,15}$/.test(digits)) return digits
  return /^0?[6-9]\d{9}$/.test(digits) ? `+91${digits.slice(-10)}` : null
}

export function firstPricelist(env: Env): number | null {
  const lists = env.store.rows('product.pricelist').filter((row) => row.active !== false)
  return lists.sort((a, b) => a.id - b.id)[0]?.id ?? null
}

/** Odoo's `address_get`: the person's own address of that kind, else the company's, else the person. */
export function addressOf(env: Env, partnerId: number, type: 'delivery' | 'invoice'): number {
  const partner = env.store.row('res.partner', partnerId)
  if (!partner) return partnerId
  if (partner.type === type) return partnerId
  const own = childOfType(env, partnerId, type)
  if (own !== undefined) return own
  const parent = asId(partner.parent_id)
  const shared = parent === null ? undefined : childOfType(env, parent, type)
  return shared ?? partnerId
}

function childOfType(env: Env, parent: number, type: string): number | undefined {
  const children = env.store.linked('res.partner', 'parent_id', parent)
  return children.find((child) => child.type === type && child.active !== false)?.id
}
