import {
  boolean,
  char,
  datetime,
  float,
  integer,
  type Model,
  many2many,
  many2one,
  selection,
  text,
} from '../orm/model.ts'
import { validationError } from '../orm/odoo-error.ts'
import { asId, asText } from '../orm/values.ts'

const active = boolean('Active', { default: true })

export const baseModels: Model[] = [
  {
    name: 'res.company',
    label: 'Companies',
    order: 'id',
    fields: {
      name: char('Company Name', { required: true }),
      partner_id: many2one('Partner', 'res.partner'),
      currency_id: many2one('Currency', 'res.currency', { required: true }),
      country_id: many2one('Country', 'res.country'),
      state_id: many2one('Fed. State', 'res.country.state'),
      email: char('Email'),
      active,
      account_sale_tax_id: many2one('Default Sale Tax', 'account.tax'),
      tax_calculation_rounding_method: selection(
        'Tax Calculation Rounding Method',
        [
          ['round_per_line', 'Round per Line'],
          ['round_globally', 'Round Globally'],
        ],
        { default: 'round_per_line' },
      ),
    },
  },
  {
    name: 'res.users',
    label: 'User',
    order: 'login',
    fields: {
      name: char('Name', { required: true }),
      login: char('Login', { required: true }),
      password: char('Password'),
      active,
      share: boolean('Share User'),
      tz: char('Timezone'),
      lang: char('Language', { default: 'en_US' }),
      partner_id: many2one('Related Partner', 'res.partner'),
      company_id: many2one('Company', 'res.company', { default: 1 }),
      company_ids: many2many('Companies', 'res.company', { default: [1] }),
      group_ids: many2many('Groups', 'res.groups'),
    },
    check(row, env) {
      const isTaken = env.store.rows('res.users').some((other) => other.login === row.login && other.id !== row.id)
      if (isTaken) throw validationError('You can not have two users with the same login!', 'login')
    },
    created(row, env) {
      if (asId(row.partner_id) !== null) return
      const cells = { name: row.name ?? null, type: 'contact', active: true, write_date: env.now, create_date: env.now }
      env.store.update('res.users', row.id, { partner_id: env.store.insert('res.partner', cells).id })
    },
  },
  {
    name: 'res.users.apikeys',
    label: 'Users API Keys',
    order: 'id',
    fields: {
      name: char('Description', { required: true }),
      user_id: many2one('User', 'res.users'),
      scope: char('Scope'),
      expiration_date: datetime('Expiration Date'),
    },
  },
  {
    name: 'res.groups',
    label: 'Access Groups',
    order: 'full_name',
    fields: {
      name: char('Name', { required: true }),
      full_name: char('Group Name'),
      implied_ids: many2many('Implied Groups', 'res.groups'),
      api_key_duration: float('API Keys maximum duration days'),
    },
  },
  {
    name: 'ir.module.module',
    label: 'Module',
    order: 'name',
    fields: {
      name: char('Technical Name', { required: true }),
      state: selection('Status', [
        ['uninstalled', 'Not Installed'],
        ['installed', 'Installed'],
      ]),
      latest_version: char('Installed Version'),
    },
  },
  { name: 'ir.model.data', label: 'Model Data', order: 'id', fields: {} },
  {
    name: 'res.currency',
    label: 'Currency',
    order: 'active desc, name',
    fields: {
      name: char('Currency', { required: true }),
      symbol: char('Symbol'),
      rounding: float('Rounding Factor', { default: 0.01 }),
      decimal_places: integer('Decimal Places', { default: 2 }),
      rate: float('Current Rate', { default: 1 }),
      active,
    },
  },
  {
    name: 'res.country',
    label: 'Country',
    order: 'name, id',
    fields: {
      name: char('Country Name', { required: true }),
      code: char('Country Code', { required: true }),
      state_required: boolean('State Required'),
      zip_required: boolean('Zip Required', { default: true }),
    },
  },
  {
    name: 'res.country.state',
    label: 'Country state',
    order: 'code, id',
    fields: {
      name: char('State Name', { required: true }),
      code: char('State Code', { required: true }),
      country_id: many2one('Country', 'res.country', { required: true }),
    },
    displayName: (row, env) => {
      const country = env.store.row('res.country', asId(row.country_id))
      return `${asText(row.name)} (${asText(country?.code)})`
    },
  },
  {
    name: 'ir.config_parameter',
    label: 'System Parameter',
    order: 'key',
    fields: { key: char('Key', { required: true }), value: text('Value', { required: true }) },
  },
  {
    name: 'decimal.precision',
    label: 'Decimal Precision',
    order: 'id',
    fields: { name: char('Usage', { required: true }), digits: integer('Digits', { default: 2 }) },
  },
  {
    name: 'uom.uom',
    label: 'Product Unit of Measure',
    order: 'id',
    fields: { name: char('Unit Name', { required: true }), active },
  },
  {
    name: 'account.tax',
    label: 'Tax',
    order: 'sequence, id',
    fields: {
      name: char('Tax Name', { required: true }),
      amount: float('Amount'),
      amount_type: selection(
        'Tax Computation',
        [
          ['group', 'Group of Taxes'],
          ['fixed', 'Fixed'],
          ['percent', 'Percentage'],
        ],
        { default: 'percent', required: true },
      ),
      type_tax_use: selection(
        'Tax Type',
        [
          ['sale', 'Sales'],
          ['purchase', 'Purchases'],
          ['none', 'None'],
        ],
        { default: 'sale', required: true },
      ),
      price_include: boolean('Price Include', { compute: (row) => row.price_include_override === 'tax_included' }),
      price_include_override: selection('Included in Price', [
        ['tax_included', 'Tax Included'],
        ['tax_excluded', 'Tax Excluded'],
      ]),
      children_tax_ids: many2many('Children Taxes', 'account.tax'),
      sequence: integer('Sequence', { default: 1 }),
      company_id: many2one('Company', 'res.company', { default: 1, required: true }),
      country_id: many2one('Country', 'res.country'),
      description: text('Description'),
      invoice_label: char('Label on Invoices'),
      active,
    },
  },
  {
    name: 'account.journal',
    label: 'Journal',
    order: 'sequence, type, code',
    fields: {
      name: char('Journal Name', { required: true }),
      code: char('Sequence Prefix', { required: true }),
      type: selection(
        'Type',
        [
          ['sale', 'Sales'],
          ['purchase', 'Purchase'],
          ['cash', 'Cash'],
          ['bank', 'Bank'],
          ['credit', 'Credit Card'],
          ['general', 'Miscellaneous'],
        ],
        { required: true },
      ),
      company_id: many2one('Company', 'res.company', { default: 1, required: true }),
      sequence: integer('Sequence', { default: 10 }),
      active,
    },
  },
  {
    name: 'product.pricelist',
    label: 'Pricelist',
    order: 'sequence, id, name',
    fields: {
      name: char('Pricelist Name', { required: true }),
      currency_id: many2one('Currency', 'res.currency', { required: true, default: 20 }),
      company_id: many2one('Company', 'res.company'),
      sequence: integer('Sequence', { default: 16 }),
      active,
    },
    displayName: (row, env) => {
      const currency = env.store.row('res.currency', asId(row.currency_id))
      return `${asText(row.name)} (${asText(currency?.name)})`
    },
  },
]
