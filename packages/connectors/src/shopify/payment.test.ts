import { expect, test } from 'vitest'
import { isCashOnDelivery } from './payment.ts'

test.each(['Cash on Delivery (COD)', 'cash_on_delivery', 'cod', 'COD - Delhivery', 'Pay on Delivery'])(
  'an unpaid order through "%s" is cash on delivery',
  (gateway) => {
    expect(isCashOnDelivery('pending', [gateway], 100n)).toBe(true)
  },
)

test.each(['Razorpay Secure (UPI, Cards)', 'Codat Payments', 'manual', 'Bank Deposit'])('"%s" is not', (gateway) => {
  expect(isCashOnDelivery('pending', [gateway], 100n)).toBe(false)
})

test.each(['paid', 'partially-paid', 'authorized', 'refunded', 'partially-refunded'] as const)(
  'an order that is %s has been paid another way',
  (status) => {
    expect(isCashOnDelivery(status, ['Cash on Delivery (COD)'], 0n)).toBe(false)
  },
)

test('a cancelled order keeps the mark', () => {
  expect(isCashOnDelivery('voided', ['Cash on Delivery (COD)'], 0n)).toBe(true)
})

// A gift card or an advance pays a part; the courier collects the rest.
test.each([
  [100n, true],
  [0n, false],
])('a part paid before and %s outstanding: %s', (outstanding, collected) => {
  expect(isCashOnDelivery('partially-paid', ['gift_card', 'Cash on Delivery (COD)'], outstanding)).toBe(collected)
})
