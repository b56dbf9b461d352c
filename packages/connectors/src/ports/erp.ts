import type { ErrorCode } from '@crossdock/contracts/errors'
import type { CanonicalOrder } from '@crossdock/contracts/order'
import type { ErpMapping, MappingKind, MappingNeed } from './mapping-keys.ts'

/**
 * The ERP as Crossdock needs it. Every write can be repeated after a crash without doubling anything; the steps are
 * separate because the writer records its own progress between them (see modules/sync).
 */
export interface ErpPort {
  readonly provider: string
  /** Who answers there and what it can do. Also proves the credentials. */
  describe(call?: CallOptions): Promise<ErpDescription>
  /**
   * Turns orders into documents that can be sent as they are, now and at any retry: products, taxes, price list and
   * places are looked up here and frozen. An order that cannot be carried says why, in the merchant's words.
   */
  plan(orders: ErpOrder[], call?: PlanOptions): Promise<PlanOutcome[]>
  /**
   * Writes drafts, exactly once per `externalId`: repeating the call answers the same documents. Order kept. The refusal
   * `rows-outdated` says that sending these rows again is useless, and planning the order anew is not.
   */
  writeDrafts(documents: ErpDocument[], call?: CallOptions): Promise<DraftOutcome[]>
  /** Replaces the content of a draft by a later revision of the same order. Repeating it changes nothing more. */
  rewriteDraft(erpId: string, document: ErpDocument, call?: CallOptions): Promise<void>
  /** What the ERP holds now; ids it no longer has are absent. */
  readOrders(erpIds: string[], call?: CallOptions): Promise<ErpOrderState[]>
  /**
   * Confirms drafts, which reserves stock. `refused` = answered, nothing of this call took effect. No answer throws
   * `outcome-unknown`: the caller must read before it confirms anything else.
   */
  confirm(
    erpIds: string[],
    call?: CallOptions,
  ): Promise<{ outcome: 'confirmed' } | { outcome: 'refused'; detail: string }>
  /** Demand and reservation of confirmed orders, from the moves themselves. */
  readReservations(erpIds: string[], call?: CallOptions): Promise<ErpReservation[]>
  /** Cancels orders; repeating it is harmless. Nothing delivered or invoiced is undone, so look first. */
  cancel(erpIds: string[], call?: CallOptions): Promise<void>
  /** What stands there for these documents now, by external id: also what was sent and never answered. Writes nothing. */
  findOrders(documents: ErpDocument[], call?: CallOptions): Promise<ErpOrderState[]>
  /** What a mapping of this kind may point to: the one with this id, or those whose name or SKU holds the text (20 at the most). */
  choices(kind: MappingKind, wanted: { id: string } | { search: string }, call?: CallOptions): Promise<ErpChoice[]>
}

export interface CallOptions {
  /** Aborts the call, for example before a lease ends. */
  signal?: AbortSignal | undefined
}

export interface PlanOptions extends CallOptions {
  /** What people said that words of the channels stand for; they go before anything that is looked up. */
  mappings?: readonly ErpMapping[]
}

/** An id of the ERP and how people call it. */
export interface ErpChoice {
  id: string
  label: string
}

export interface ErpDescription {
  version: string
  /** By which of the ERP's interfaces it is reached, in its own words ("json-2"). */
  protocol: string
  company: { id: string; name: string; currency: string }
  capabilities: ErpCapabilities
}

export interface ErpCapabilities {
  /** Lines can carry the channel's tax to the smallest unit (Odoo: `extra_tax_data`). */
  exactLineTaxes: boolean
  /** A pushed price survives a quantity edited by staff (Odoo: `technical_price_unit`). */
  keepsPushedPrice: boolean
}

/** An order and whom it is for, as the hub hands it to an ERP. Keys are the hub's and stable. */
export interface ErpOrder {
  /** The hub's order id (uuid). */
  orderId: string
  /** Rises with each content change of the order, starts at 1. */
  revision: number
  order: CanonicalOrder
  /** Stable key of the person, and of each address; the same key is the same record in the ERP. */
  customerKey: string
  billingKey: string | null
  shippingKey: string | null
}

/** Frozen, provider-shaped rows. Opaque to the hub, which stores them encrypted and sends them unchanged. */
export interface ErpDocument {
  /** Version of this shape. */
  version: 1
  orderId: string
  externalId: string
  /** Documents of equal shape can travel in one call. */
  shape: string
  expected: ErpAmounts
  /** What each of its lines must come to over there. */
  lines: ErpLine[]
  payload: unknown
}

/** One line as the ERP books it; amounts in smallest units of the order's currency. */
export interface ErpLine {
  name: string
  productId: string | null
  quantity: number
  untaxed: string
  total: string
}

/** Smallest units of `currency`, as strings of digits. */
export interface ErpAmounts {
  currency: string
  untaxed: string
  tax: string
  total: string
}

export interface Refusal {
  code: ErrorCode
  /** Fills the code's sentence. No personal data. */
  facts: Record<string, string>
  /** A mapping that would mend it. */
  need?: MappingNeed
}

export type PlanOutcome =
  | { orderId: string; ok: true; document: ErpDocument }
  | { orderId: string; ok: false; refusals: Refusal[] }

export type DraftOutcome =
  | { orderId: string; ok: true; erpId: string }
  | { orderId: string; ok: false; refusals: Refusal[] }

export interface ErpOrderState {
  erpId: string
  /** Whose document this is: ids are given out again when an ERP is restored from a backup. Null: nobody of ours. */
  externalId: string | null
  /** The ERP's own label, "S00042". */
  name: string
  state: 'draft' | 'confirmed' | 'cancelled'
  amounts: ErpAmounts
  lines: ErpLine[]
  /** Anything delivered or invoiced already: cancelling would not undo it. */
  started: boolean
}

export interface ErpReservation {
  erpId: string
  /** Every move is fully reserved (or done). An order without moves (services only) counts as reserved. */
  reserved: boolean
  moves: { sku: string | null; demanded: number; reserved: number; state: string }[]
}
