import type { OrderDocumentJson } from '@crossdock/contracts/api/order-document'
import { type CanonicalOrder, canonicalOrder } from '@crossdock/contracts/order'
import { scrubText } from '#platform/log.ts'

/**
 * The document as the API shows it. Without the right to people everything goes that names, describes or quotes one: what
 * customers and staff wrote freely (notes, tags, attributes) may hold anybody, and a line of one's own making a phone in its
 * title. Of an address only country and region stay.
 */
export function shownDocument(order: CanonicalOrder, seesPeople: boolean): OrderDocumentJson {
  const { version: _, ...json } = canonicalOrder.encode(order)
  const whole: OrderDocumentJson = {
    ...json,
    edited: json.edited ?? false,
    presentment: { ...json.presentment, outstanding: json.presentment.outstanding ?? null },
    payment: { ...json.payment, cashRounding: json.payment.cashRounding ?? '0', terms: json.payment.terms ?? null },
    company: json.company ?? null,
    purchaseOrder: json.purchaseOrder ?? null,
    refunds: json.refunds.map((refund) => ({
      ...refund,
      currency: refund.currency ?? null,
      presentment: refund.presentment ?? null,
      pending: refund.pending ?? null,
      lines: refund.lines.map((line) => ({ ...line, net: line.net ?? null, tax: line.tax ?? null })),
      shipping: refund.shipping ?? null,
    })),
  }
  return seesPeople ? whole : withoutPeople(whole)
}

function withoutPeople(document: OrderDocumentJson): OrderDocumentJson {
  const { customer, company } = document
  return {
    ...document,
    customer: customer && { sourceId: customer.sourceId, name: null, email: null, phone: null },
    company: company && { sourceId: company.sourceId, name: null },
    purchaseOrder: null,
    billingAddress: hidden(document.billingAddress),
    shippingAddress: hidden(document.shippingAddress),
    note: null,
    tags: [],
    attributes: document.attributes.map(({ name }) => ({ name, value: null })),
    lines: document.lines.map(({ title, bundle, ...line }) => ({
      ...line,
      title: scrubText(title),
      ...(bundle === undefined ? {} : { bundle: { ...bundle, title: bundle.title && scrubText(bundle.title) } }),
    })),
  }
}

function hidden(address: OrderDocumentJson['billingAddress']): OrderDocumentJson['billingAddress'] {
  if (address === null) return null
  const { regionCode, regionName, countryCode } = address
  return {
    name: null,
    company: null,
    line1: null,
    line2: null,
    city: null,
    postalCode: null,
    regionCode,
    regionName,
    countryCode,
    phone: null,
  }
}
