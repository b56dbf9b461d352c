import { z } from 'zod'

/** What Odoo says, as far as we read it. Empty is `false` for every type but numbers and booleans (odoo.md §10.1). */
const text = z.union([z.string(), z.literal(false)]).transform((value) => (value === false ? '' : value))
const id = z.int()
const maybeId = z.union([id, z.literal(false)]).transform((value) => (value === false ? null : value))
const ids = z.array(id)

export const idRow = z.object({ id })
export const fieldsAnswer = z.record(z.string(), z.unknown())

export const companyRow = z.object({ id, name: text, currency_id: id })
export const currencyRow = z.object({ id, name: z.string(), decimal_places: z.int() })
export const pricelistRow = z.object({ id, currency_id: id, company_id: maybeId, sequence: z.int().catch(0) })

export const taxRow = z.object({
  id,
  name: text,
  amount: z.number(),
  amount_type: z.string(),
  type_tax_use: z.string(),
  price_include: z.boolean(),
  children_tax_ids: ids,
  active: z.boolean(),
  sequence: z.int(),
  l10n_in_reverse_charge: z.boolean().optional(),
  l10n_in_is_lut: z.boolean().optional(),
  l10n_in_tax_type: text.optional(),
})
export type TaxRow = z.output<typeof taxRow>

export const productRow = z.object({ id, default_code: text, type: z.string().catch('consu') })
export const countryRow = z.object({ id, code: text })
export const stateRow = z.object({ id, code: text, name: text, country_id: id })

/** `ids` false means that nothing was written; then `messages` says why (odoo.md §5.2). */
export const loadAnswer = z.object({
  ids: z.union([ids, z.literal(false)]),
  messages: z.array(
    z.object({
      type: z.string().optional(),
      message: z.string().catch(''),
      record: z.int().optional(),
      field: z.union([z.string(), z.literal(false)]).optional(),
      rows: z.object({ from: z.int(), to: z.int() }).optional(),
    }),
  ),
})
export type LoadAnswer = z.output<typeof loadAnswer>

export const lineRow = z.object({
  name: text,
  product_id: maybeId,
  product_uom_qty: z.number(),
  price_subtotal: z.number(),
  price_total: z.number(),
  qty_delivered: z.number().catch(0),
  qty_invoiced: z.number().catch(0),
  /** Sections and notes, which are no goods. */
  display_type: text,
})

export const orderRow = z.object({
  id,
  name: text,
  state: z.string(),
  currency_id: id,
  amount_untaxed: z.number(),
  amount_tax: z.number(),
  amount_total: z.number(),
  invoice_ids: ids.catch([]),
  order_line: z.array(lineRow),
})

export const orderState = z.object({ id, state: z.string() })
export const stateRowOfOrder = z.object({ id, state: z.string(), order_line: ids })

export const moveRow = z.object({
  id,
  product_id: z.object({ default_code: text }),
  location_id: z.object({ usage: z.string() }),
  product_uom_qty: z.number(),
  quantity: z.number(),
  state: z.string(),
  move_orig_ids: ids.optional(),
})
export const done = z.unknown().transform(() => null)

/** A record's external ids, oldest first. */
export const metadataRow = z.object({ id, xmlids: z.array(z.object({ xmlid: z.string() })) })
