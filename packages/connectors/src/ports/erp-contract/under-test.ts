import type { ErpDocument, ErpPort } from '../erp.ts'

/**
 * An ERP as the battery finds it: an Indian company in rupees with GST of 5, 12, 18 and 28 % (CGST + SGST, IGST; 5 and
 * 18 % also as taxes within the price), no VAT; reached as a user with the fewest rights. Nothing of an earlier test.
 */
export interface ErpUnderTest extends AsyncDisposable {
  /** The port of one connection; `fetch` stands between it and the ERP. */
  connect(deps?: { fetch?: typeof fetch; secret?: string }): ErpPort
  /** The SKU of a seeded product. In stock: `mug` 5, `cushion` and `saree` 100, `lamp` never; two products share `twin`. */
  sku(product: 'mug' | 'cushion' | 'saree' | 'lamp' | 'twin'): string
  /** Pieces that nobody has reserved. */
  free(sku: string): Promise<number>
  /** How many documents stand for the channel's order. */
  countOrders(sourceId: string): Promise<number>
  deleteOrder(erpId: string): Promise<void>
  deleteProduct(sku: string): Promise<void>
  contacts(erpId: string): Promise<{ customer: Contact; billing: Contact; shipping: Contact }>
  /** What staff do over there, with every right. */
  byHand: {
    archiveProduct(sku: string): Promise<void>
    archiveContact(id: string): Promise<void>
    deleteContact(id: string): Promise<void>
    /** Makes a contact and merges the others into it. @returns its id */
    mergeInto(kept: { name: string }, ids: string[]): Promise<string>
    cancelOrder(erpId: string): Promise<void>
    /** Those that the document's lines name; back again afterwards, since other tests use them. */
    archiveTaxes(document: ErpDocument): Promise<AsyncDisposable>
  }
}

export interface Contact {
  id: string
  name: string
  email: string | null
  phone: string | null
  street: string | null
  city: string | null
  zip: string | null
  state: string | null
  country: string | null
}
