import { expect, test } from 'vitest'
import { dueFor, type Listener, type OpenAlert, type Told } from './due-tellings.ts'

const now = new Date('2026-03-01T12:00:00Z')
const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)
const anybody: Listener = { recipient: 'r', kinds: null, quiet: null, timeZone: 'UTC' }

function parked(overrides: Partial<OpenAlert> = {}): OpenAlert {
  return { alertId: 'a', kind: 'orders-parked', size: 4, facts: {}, openedAt: minutesAgo(60), ...overrides }
}
function told(size: number, minutes: number): Told {
  return { alertId: 'a', recipient: 'r', size, toldAt: minutesAgo(minutes) }
}

test('a trouble is told once it has lasted, and then not again', () => {
  expect(dueFor(anybody, [parked({ openedAt: minutesAgo(4) })], [], now)).toEqual([])
  expect(dueFor(anybody, [parked()], [], now)).toHaveLength(1)
  expect(dueFor(anybody, [parked()], [told(4, 30)], now)).toEqual([])
})

test('it is told again when it has doubled, though not within a quarter of an hour', () => {
  expect(dueFor(anybody, [parked({ size: 7 })], [told(4, 30)], now)).toEqual([])
  expect(dueFor(anybody, [parked({ size: 8 })], [told(4, 30)], now)).toHaveLength(1)
  expect(dueFor(anybody, [parked({ size: 80 })], [told(4, 14)], now)).toEqual([])
})

test('it is told again after a day while it lasts, also when it has shrunk', () => {
  expect(dueFor(anybody, [parked({ size: 1 })], [told(4, 24 * 60 - 1)], now)).toEqual([])
  expect(dueFor(anybody, [parked({ size: 1 })], [told(4, 24 * 60)], now)).toHaveLength(1)
})

test('a key that dies is told at each stage, and not daily between', () => {
  const key = (size: number): OpenAlert => parked({ kind: 'credentials-dying', size })

  expect(dueFor(anybody, [key(1)], [told(1, 3 * 24 * 60)], now)).toEqual([])
  expect(dueFor(anybody, [key(2)], [told(1, 3 * 24 * 60)], now)).toHaveLength(1)
})

test('what somebody else was told is no reason to leave this one out', () => {
  expect(dueFor(anybody, [parked()], [{ ...told(4, 30), recipient: 'another' }], now)).toHaveLength(1)
})

test('who sleeps is told later, and who did not ask for it not at all', () => {
  expect(dueFor({ ...anybody, quiet: { from: '11:00', until: '13:00' } }, [parked()], [], now)).toEqual([])
  expect(dueFor({ ...anybody, kinds: ['orders-short'] }, [parked()], [], now)).toEqual([])
})
