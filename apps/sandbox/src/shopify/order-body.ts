import type { TaxLine } from './gst.ts'
import type { MoneySet } from './money.ts'

/**
 * The body of an order webhook, 2026-10. Ids are bigint here and bare JSON numbers on the wire (`toJson`), since they may
 * exceed 2^53. https://shopify.dev/docs/api/admin-rest/latest/resources/order
 */
export interface OrderBody {
  id: bigint
  admin_graphql_api_id: string
  app_id: number | null
  browser_ip: string | null
  buyer_accepts_marketing: boolean
  cancel_reason: 'customer' | 'declined' | 'fraud' | 'inventory' | 'staff' | 'other' | null
  cancelled_at: string | null
  cart_token: string | null
  checkout_token: string | null
  client_details: null
  closed_at: string | null
  company: { id: bigint; name: string } | null
  confirmation_number: string
  confirmed: boolean
  contact_email: string | null
  created_at: string
  currency: string
  current_shipping_price_set: MoneySet
  current_subtotal_price: string
  current_subtotal_price_set: MoneySet
  current_total_additional_fees_set: null
  current_total_discounts: string
  current_total_discounts_set: MoneySet
  current_total_duties_set: MoneySet | null
  current_total_price: string
  current_total_price_set: MoneySet
  current_total_tax: string
  current_total_tax_set: MoneySet
  customer_locale: string
  device_id: null
  discount_codes: { code: string; amount: string; type: 'fixed_amount' }[]
  duties_included: boolean
  email: string | null
  estimated_taxes: boolean
  financial_status: 'pending' | 'partially_paid' | 'paid' | 'partially_refunded' | 'refunded' | 'voided'
  fulfillment_status: 'partial' | 'fulfilled' | 'restocked' | null
  landing_site: null
  landing_site_ref: null
  location_id: bigint | null
  merchant_business_entity_id: string
  merchant_of_record_app_id: null
  name: string
  note: string | null
  note_attributes: { name: string; value: string }[]
  number: number
  order_number: number
  order_status_url: string
  original_total_additional_fees_set: null
  original_total_duties_set: MoneySet | null
  payment_gateway_names: string[]
  phone: string | null
  po_number: string | null
  presentment_currency: string
  processed_at: string
  reference: null
  referring_site: null
  source_identifier: null
  source_name: string
  source_url: null
  subtotal_price: string
  subtotal_price_set: MoneySet
  tags: string
  tax_exempt: boolean
  tax_lines: TaxLine[]
  taxes_included: boolean
  test: boolean
  token: string
  total_cash_rounding_payment_adjustment_set: MoneySet
  total_cash_rounding_refund_adjustment_set: MoneySet
  total_discounts: string
  total_discounts_set: MoneySet
  total_line_items_price: string
  total_line_items_price_set: MoneySet
  total_outstanding: string
  total_price: string
  total_price_set: MoneySet
  total_shipping_price_set: MoneySet
  total_tax: string
  total_tax_set: MoneySet
  total_tip_received: string
  total_weight: number
  updated_at: string
  user_id: null
  billing_address: AddressBody | null
  customer: CustomerBody | null
  discount_applications: DiscountApplication[]
  fulfillments: []
  line_items: LineItemBody[]
  payment_terms: PaymentTermsBody | null
  refunds: RefundBody[]
  shipping_address: AddressBody | null
  shipping_lines: ShippingLineBody[]
  returns: []
  line_item_groups: { id: bigint; title: string; quantity: number }[]
}

export interface PaymentTermsBody {
  id: bigint
  payment_terms_name: string
  payment_terms_type: 'net'
  due_in_days: number
  payment_schedules: { id: bigint; amount: string; currency: string; due_at: string; completed_at: string | null }[]
}

export interface AddressBody {
  first_name: string
  address1: string
  phone: string | null
  city: string
  zip: string
  province: string
  country: string
  last_name: string
  address2: string | null
  company: null
  latitude: null
  longitude: null
  name: string
  country_code: string
  province_code: string
}

export interface CustomerBody {
  id: bigint
  created_at: string
  updated_at: string
  first_name: string | null
  last_name: string | null
  state: 'disabled'
  note: null
  verified_email: boolean
  multipass_identifier: null
  tax_exempt: boolean
  email: string | null
  phone: string | null
  currency: string
  tax_exemptions: []
  admin_graphql_api_id: string
  default_address: null
}

export interface DiscountApplication {
  target_type: 'line_item'
  type: 'automatic' | 'discount_code'
  value: string
  value_type: 'percentage' | 'fixed_amount'
  allocation_method: 'each' | 'across'
  target_selection: 'entitled' | 'all'
  title?: string
  code?: string
}

export interface LineItemBody {
  id: bigint
  admin_graphql_api_id: string
  attributed_staffs: []
  current_quantity: number
  fulfillable_quantity: number
  fulfillment_service: 'manual'
  fulfillment_status: 'fulfilled' | 'partial' | 'not_eligible' | null
  gift_card: boolean
  grams: number
  name: string
  price: string
  price_set: MoneySet
  product_exists: boolean
  product_id: bigint | null
  properties: []
  quantity: number
  requires_shipping: boolean
  sales_line_item_group_id: bigint | null
  selling_plan_id: null
  sku: string | null
  taxable: boolean
  title: string
  total_discount: string
  total_discount_set: MoneySet
  variant_id: bigint | null
  variant_inventory_management: 'shopify' | null
  variant_title: null
  vendor: string | null
  tax_lines: TaxLine[]
  duties: []
  discount_allocations: { amount: string; amount_set: MoneySet; discount_application_index: number }[]
  /** Tip lines alone have this key. */
  tip?: { payment_gateway: string; payment_method: string }
}

export interface ShippingLineBody {
  id: bigint
  carrier_identifier: null
  code: string
  current_discounted_price_set: MoneySet
  discounted_price: string
  discounted_price_set: MoneySet
  is_removed: boolean
  phone: null
  price: string
  price_set: MoneySet
  requested_fulfillment_service_id: null
  source: string
  title: string
  tax_lines: TaxLine[]
  discount_allocations: []
}

export interface RefundBody {
  id: bigint
  admin_graphql_api_id: string
  created_at: string
  note: string | null
  order_id: bigint
  processed_at: string
  restock: boolean
  user_id: null
  order_adjustments: []
  /** Money that moved; empty when nothing had been paid. */
  transactions: RefundTransaction[]
  refund_line_items: RefundLine[]
  refund_shipping_lines: {
    id: bigint
    shipping_line_id: bigint
    subtotal_amount_set: MoneySet
    tax_amount_set: MoneySet
  }[]
  duties: []
  additional_fees: []
  return: null
}

export interface RefundTransaction {
  id: bigint
  admin_graphql_api_id: string
  amount: string
  created_at: string
  currency: string
  gateway: string
  kind: 'refund'
  order_id: bigint
  processed_at: string
  status: 'success' | 'pending' | 'failure' | 'error'
  test: boolean
}

export interface RefundLine {
  id: bigint
  line_item: LineItemBody
  line_item_id: bigint
  location_id: bigint | null
  quantity: number
  restock_type: 'no_restock' | 'cancel' | 'return'
  /** The only amounts that Shopify sends as JSON numbers. */
  subtotal: number
  subtotal_set: MoneySet
  total_tax: number
  total_tax_set: MoneySet
}
