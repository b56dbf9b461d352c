import { expect, test } from 'vitest'
import type { DueAlert } from './due-tellings.ts'
import { alertKinds } from './kinds.ts'
import { writeMessage } from './write-message.ts'

const context = { recipient: 'r', whose: 'Lotus & Co', timeZone: 'Asia/Kolkata', pages: 'https://staff.test/lotus' }

function anAlert(overrides: Partial<DueAlert> = {}): DueAlert {
  return {
    alertId: 'a',
    kind: 'orders-parked',
    size: 2,
    facts: {
      cause: 'sku-unknown',
      title: 'SKUs the ERP does not have',
      remedy: 'Map each SKU.',
      n: '2',
      orders: ': #1, #2',
    },
    openedAt: new Date('2026-03-01T06:30:00Z'),
    lastToldAt: null,
    ...overrides,
  }
}
const short = anAlert({ alertId: 'b', kind: 'orders-short', facts: { n: '1', orders: ': #3' } })

test('one trouble: its sentence, since when, what to do and where', () => {
  const { subject, text, link } = writeMessage([anAlert()], context)

  expect(subject).toBe('Lotus & Co: SKUs the ERP does not have: 2 waiting for a person: #1, #2')
  expect(text).toContain('Since 1 Mar 2026, 12:00 (Asia/Kolkata).\n  Map each SKU.\n  https://staff.test/lotus/parked')
  expect(link).toBe('https://staff.test/lotus/parked')
})

test('several troubles are one message, and its link leads to all of them', () => {
  const { subject, text, summary, link } = writeMessage([anAlert(), short], context)

  expect(subject).toMatch(/\(and 1 more\)$/)
  expect(text).toContain('Sold and not on stock: 1 order(s): #3')
  expect(summary).toBe(
    'SKUs the ERP does not have: 2 waiting for a person: #1, #2; Sold and not on stock: 1 order(s): #3',
  )
  expect(link).toBe('https://staff.test/lotus')
})

test('without a dashboard the command that shows it stands there', () => {
  const { text, link } = writeMessage([anAlert()], { ...context, pages: null })

  expect(text).toContain('To see it: crossdock parked --cause sku-unknown')
  expect(link).toBeNull()
})

test('the same troubles have the same reference, larger ones and those told again another', () => {
  const reference = (alerts: DueAlert[]): string => writeMessage(alerts, context).reference

  expect(reference([anAlert(), short])).toBe(reference([short, anAlert()]))
  expect(reference([anAlert({ size: 3 })])).not.toBe(reference([anAlert()]))
  expect(reference([anAlert({ lastToldAt: new Date('2026-03-01T06:40:00Z') })])).not.toBe(reference([anAlert()]))
})

test('the summary fits a template: one line, not too long', () => {
  const many = Array.from({ length: 40 }, (_, index) =>
    anAlert({ alertId: String(index), facts: { title: 'a\n\tb', n: '1', orders: '' } }),
  )
  const { summary } = writeMessage(many, context)

  expect(summary).not.toMatch(/[\n\t]| {2}/)
  expect(summary.length).toBeLessThanOrEqual(400)
})

test('every kind says all it knows with the facts it gets, and has a remedy', () => {
  for (const { title, remedy, command } of Object.values(alertKinds)) {
    expect(remedy.length).toBeGreaterThan(5)
    expect(title.length).toBeGreaterThan(5)
    expect(command.length).toBeGreaterThan(5)
  }
})
