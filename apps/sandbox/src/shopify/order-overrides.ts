import type { CatalogueItem } from '../demo-catalogue.ts'

/** What a test cares about; the seed decides the rest. */
export interface OrderOverrides {
  /** The same seed gives the same order, ids included. */
  seed?: number
  /** The order's id; its lines, buyer and so on get the ones after it. */
  firstId?: bigint
  /** The label: 1042 becomes "#1042". */
  number?: number
  placedAt?: Date
  catalogue?: readonly CatalogueItem[]
  /** Different products in the order. */
  lineCount?: number
  /** The buyer's, E.164: to write to a phone of the sandbox that one has chosen. */
  phone?: string
  /** Put in place of the first line's SKU, to order what the ERP does not have. */
  sku?: string
  taxesIncluded?: boolean
  /** True: CGST and SGST. False: IGST. */
  sameState?: boolean
  cashOnDelivery?: boolean
  /** `line`: 10 % off the first line. `order`: a fixed amount off all of them. */
  discount?: 'none' | 'line' | 'order' | 'both'
  /** Shipping in paisa, 18 % GST included or on top like all prices. */
  shipping?: bigint
  /** Ids of 18 digits, as in Shopify's own test deliveries. */
  bigIds?: boolean
  test?: boolean
}
