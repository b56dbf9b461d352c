import { nameOfNumber } from '../invented-names.ts'
import { aFirstId, type Ids, idsFrom } from './ids.ts'
import { codFeeLine, itemLine, shippingLine } from './lines.ts'
import type { AddressBody, CustomerBody, OrderBody } from './order-body.ts'
import type { OrderOverrides } from './order-overrides.ts'
import { aBuyer, asTyped, type Buyer } from './people.ts'
import { choose, planLines } from './plan.ts'
import { type Random, seeded } from './random.ts'
import { shopTime } from './shop-time.ts'
import { totalsOf } from './totals.ts'

/** A new order, complete and consistent: every amount is exact and the lines add up to the total. */
export function anOrderBody(overrides: OrderOverrides = {}): OrderBody {
  const seed = overrides.seed ?? Math.floor(Math.random() * 2 ** 32)
  const random = seeded(seed)
  const ids = idsFrom(overrides.firstId ?? aFirstId(random, overrides.bigIds ?? false))
  const id = ids.next()
  const choice = choose(overrides, random)
  const { rules, cashOnDelivery } = choice

  const planned = planLines(choice, random)
  const items = planned.lines.map((line) => itemLine(line, rules, ids))
  const lineItems = cashOnDelivery ? [...items, codFeeLine(rules, ids)] : items
  const shipping = shippingLine(choice.shipping, rules, ids)

  const drawn = aBuyer(random, rules.sameState)
  const { phone = drawn.phone } = overrides
  const buyer = { ...drawn, phone, ...nameOfNumber(phone) }
  const time = shopTime(overrides.placedAt ?? new Date())
  const number = overrides.number ?? random.int(1001, 99_999)
  return {
    ...heading(id, number, time, random),
    ...totalsOf(lineItems, [shipping], rules, cashOnDelivery),
    ...buyerFields(buyer, ids, time, random),
    confirmed: true,
    test: overrides.test ?? false,
    taxes_included: rules.included,
    financial_status: cashOnDelivery ? 'pending' : 'paid',
    payment_gateway_names: [
      cashOnDelivery ? 'Cash on Delivery (COD)' : 'Razorpay Secure (UPI, Cards, Wallets, NetBanking)',
    ],
    source_name: cashOnDelivery && random.chance(0.3) ? 'shopify_draft_order' : 'web',
    note: random.chance(0.3) ? random.pick(notes) : null,
    note_attributes: random.chance(0.3) ? [{ name: 'delivery_slot', value: '10:00-13:00' }] : [],
    tags: cashOnDelivery ? 'cod' : 'prepaid',
    discount_codes: planned.codes,
    discount_applications: planned.applications,
    line_items: lineItems,
    shipping_lines: [shipping],
    refunds: [],
    fulfillments: [],
    returns: [],
    line_item_groups: [],
    payment_terms: null,
  }
}

function heading(id: bigint, number: number, time: string, random: Random) {
  const token = random.uuid().replaceAll('-', '')
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    app_id: 580111,
    browser_ip: null,
    buyer_accepts_marketing: false,
    cancel_reason: null,
    cancelled_at: null,
    cart_token: token.slice(0, 24),
    checkout_token: token,
    client_details: null,
    closed_at: null,
    company: null,
    confirmation_number: token.slice(0, 9).toUpperCase(),
    created_at: time,
    processed_at: time,
    updated_at: time,
    customer_locale: 'en-IN',
    device_id: null,
    fulfillment_status: null,
    landing_site: null,
    landing_site_ref: null,
    location_id: null,
    merchant_business_entity_id: 'MTgyMDAwMDAwMDE',
    merchant_of_record_app_id: null,
    name: `#${number}`,
    number: number - 1000,
    order_number: number,
    order_status_url: `https://shop.kaveri-looms.example/18200000001/orders/${token}/authenticate?key=EXAMPLEKEY`,
    po_number: null,
    reference: null,
    referring_site: null,
    source_identifier: null,
    source_url: null,
    token,
    user_id: null,
  }
}

function buyerFields(buyer: Buyer, ids: Ids, time: string, random: Random) {
  const address: AddressBody = {
    first_name: buyer.firstName,
    address1: buyer.address1,
    phone: asTyped(buyer.phone, random),
    city: buyer.place.city,
    zip: buyer.place.zip,
    province: buyer.place.province,
    country: 'India',
    last_name: buyer.lastName,
    address2: buyer.address2,
    company: null,
    latitude: null,
    longitude: null,
    name: `${buyer.firstName} ${buyer.lastName}`,
    country_code: 'IN',
    province_code: buyer.place.provinceCode,
  }
  const customerId = ids.next()
  const customer: CustomerBody = {
    id: customerId,
    created_at: time,
    updated_at: time,
    first_name: buyer.firstName,
    last_name: buyer.lastName,
    state: 'disabled',
    note: null,
    verified_email: true,
    multipass_identifier: null,
    tax_exempt: false,
    email: buyer.email,
    phone: random.chance(0.5) ? buyer.phone : null,
    currency: 'INR',
    tax_exemptions: [],
    admin_graphql_api_id: `gid://shopify/Customer/${customerId}`,
    default_address: null,
  }
  return {
    customer,
    billing_address: { ...address },
    shipping_address: address,
    // Without an address Shopify sends an empty string here and null there.
    email: buyer.email ?? '',
    contact_email: buyer.email,
    phone: random.chance(0.5) ? buyer.phone : null,
  }
}

const notes = [
  'Please call before delivery',
  'Gift wrap for Amma – with a ₹51 shagun envelope',
  'कृपया शाम को दें',
  'Leave at the café next door',
]
