import { expect, test } from 'vitest'
import { isCashOnDelivery } from './payment.ts'

test.each(['Cash on Delivery (COD)', 'cash_on_delivery', 'cod', 'COD - Delhivery', 'Pay on Delivery'])(
  'an unpaid order through "%s" is cash on delivery',
  (gateway) => {
    expect(isCashOnDelivery('pending', [gateway])).toBe(true)
  },
)

test.each(['Razorpay Secure (UPI, Cards)', 'Codat Payments', 'manual', 'Bank Deposit'])('"%s" is not', (gateway) => {
  expect(isCashOnDelivery('pending', [gateway])).toBe(false)
})

test.each(['paid', 'partially-paid', 'authorized', 'refunded', 'partially-refunded'] as const)(
  'an order that is %s has been paid another way',
  (status) => {
    expect(isCashOnDelivery(status, ['Cash on Delivery (COD)'])).toBe(false)
  },
)

test('a cancelled order keeps the mark', () => {
  expect(isCashOnDelivery('voided', ['Cash on Delivery (COD)'])).toBe(true)
})
