import { expect, test } from 'vitest'
import { healthOf } from './parts.ts'
import type { ConnectionFigures, Figures } from './store.ts'

const now = new Date('2026-11-28T12:00:00Z')
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)

const calm: Figures = {
  waiting: 0,
  waitingSince: null,
  parked: 0,
  parkedSince: null,
  openTasks: 0,
  tasksSince: null,
  privacy: 0,
  privacyDueAt: null,
}
const shop: ConnectionFigures = {
  id: 'shop',
  name: 'Shop',
  kind: 'channel',
  status: 'active',
  keyExpiresAt: null,
  hasErp: true,
  lastEventAt: ago(1),
  stopped: null,
}
const erp: ConnectionFigures = { ...shop, id: 'erp', name: 'Odoo', kind: 'erp', hasErp: false }

const statusWith = (figures: Partial<Figures>, connections = [shop, erp]) =>
  healthOf({ ...calm, ...figures }, connections, now).status

test('a tenant of whom nothing waits is fine', () => {
  const { status, parts } = healthOf(calm, [shop, erp], now)

  expect(status).toBe('fine')
  expect(parts.map(({ part }) => part)).toEqual(['channel', 'erp', 'orders', 'dead-letters', 'tasks', 'privacy'])
})

test('what waits wants attention once it waits for long, or for a person', () => {
  expect(statusWith({ waiting: 3, waitingSince: ago(5) })).toBe('fine')
  expect(statusWith({ waiting: 3, waitingSince: ago(16) })).toBe('attention')
  expect(statusWith({ parked: 1, parkedSince: ago(1) })).toBe('attention')
  expect(statusWith({ openTasks: 1, tasksSince: ago(1) })).toBe('attention')
  expect(statusWith({ privacy: 1, privacyDueAt: ago(-60) })).toBe('attention')
})

test('an overdue request, a lost connection and an ended key stand still', () => {
  expect(statusWith({ privacy: 1, privacyDueAt: ago(1) })).toBe('stopped')
  expect(statusWith({}, [{ ...shop, status: 'disconnected' }])).toBe('stopped')
  expect(statusWith({}, [{ ...erp, keyExpiresAt: ago(1).toISOString() }])).toBe('stopped')
})

test('a number that the provider has stopped stands still, and says why and what to do', () => {
  const stopped = { since: ago(50), why: 'there is a problem with the payment', remedy: 'Settle it.' }
  const number = { ...shop, id: 'number', name: 'WhatsApp', kind: 'messaging', hasErp: false, stopped } as const

  const { status, parts } = healthOf(calm, [shop, erp, number], now)

  expect(status).toBe('stopped')
  expect(parts.find(({ connectionId }) => connectionId === 'number')).toEqual({
    part: 'messaging',
    connectionId: 'number',
    status: 'stopped',
    say: 'Nothing goes out from WhatsApp: there is a problem with the payment. Settle it.',
    since: ago(50).toISOString(),
  })
})

test('a key that ends within a fortnight, and a shop without an ERP, want attention', () => {
  expect(statusWith({}, [{ ...erp, keyExpiresAt: ago(-13 * 24 * 60).toISOString() }])).toBe('attention')
  expect(statusWith({}, [{ ...erp, keyExpiresAt: ago(-15 * 24 * 60).toISOString() }])).toBe('fine')
  expect(statusWith({}, [{ ...shop, hasErp: false }])).toBe('attention')
  expect(statusWith({}, [{ ...shop, kind: 'messaging', hasErp: false }])).toBe('fine')
})

test('figures are not told further than they were counted', () => {
  const { parts } = healthOf({ ...calm, parked: 1_000, parkedSince: ago(1) }, [], now)

  expect(parts.find(({ part }) => part === 'dead-letters')?.say).toContain('1000 or more')
})
