import { AppError } from '@crossdock/contracts/errors'
import { expect, test } from 'vitest'
import { errorWithoutPeople, withoutPeople } from './without-people.ts'

const address = {
  name: 'Ananya Rao',
  company: null,
  line1: '14 Example Layout',
  line2: 'Flat 2B',
  city: 'Bengaluru',
  postalCode: '560001',
  regionCode: 'KA',
  regionName: 'Karnataka',
  countryCode: 'IN',
  phone: '+919000000001',
}
const order = {
  customer: { sourceId: '1', name: 'Ananya Rao', email: 'ananya.rao@example.com', phone: '+919000000001' },
  billingAddress: address,
  shippingAddress: { ...address, name: 'Vikram Kulkarni' },
}

test('an ERP’s words are kept without the people in them', () => {
  const said =
    'A contact named Ananya Rao, 14 Example Layout (Flat 2B) exists beside Vikram: +919000000001, ananya.rao@example.com'

  const kept = withoutPeople(said, order)

  expect(kept).toMatch(/^A contact named … exists|^A contact named …/)
  for (const personal of ['Ananya', 'Rao', 'Example Layout', 'Vikram', '9000000001', 'example.com'])
    expect(kept).not.toContain(personal)
})

test('a person called like a product leaves SKUs and amounts whole', () => {
  const raj = {
    ...order,
    customer: { ...order.customer, name: 'Raj Silk' },
    billingAddress: { ...address, name: 'Raj Silk', line1: '100 MG Road', line2: 'Flat 499' },
  }
  const said = 'SKU RAJ-100 of Rajasthani Kurta: 1100.00 INR (tax 499.00), see S00499'

  expect(withoutPeople(said, raj)).toBe(said)
  expect(withoutPeople('for Raj at 100 MG Road', raj)).toBe('for … at …')
})

test('what names nobody stays as it is', () => {
  const said = 'You cannot cancel a locked order. Please unlock it first.'

  expect(withoutPeople(said, order)).toBe(said)
})

test('an error loses them in its detail and in its facts, and keeps code and wait', () => {
  const error = new AppError('provider-refused', 'HTTP 422 Ananya Rao', {
    facts: { provider: 'Odoo', detail: 'Ananya Rao' },
    retryAfterMs: 5,
  })

  const clean = errorWithoutPeople(error, [order])

  expect(clean).toMatchObject({ code: 'provider-refused', retryAfterMs: 5, facts: { provider: 'Odoo' } })
  expect(`${clean.message} ${clean.facts.detail}`).not.toMatch(/Ananya|Rao/)
})
