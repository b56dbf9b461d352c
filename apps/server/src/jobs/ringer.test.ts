import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isLook } from './bell-names.ts'
import { pacedRinger } from './ringer.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => void vi.useRealTimers())

function aRinger(overrides: { ringsPerSecond?: number; maxWaiting?: number } = {}) {
  const rung: string[] = []
  const looks: string[] = []
  const ringer = pacedRinger({
    bell: { ring: (lane) => void (isLook(lane) ? looks : rung).push(lane) },
    ringsPerSecond: 100,
    tickMs: 10,
    maxWaiting: 500,
    lookEveryMs: 200,
    ...overrides,
  })
  return { ringer, rung, looks }
}

test('a quiet ring goes out at once', () => {
  const { ringer, rung } = aRinger()

  ringer.ring('order:shop:1')

  expect(rung).toEqual(['order:shop:1'])
})

test('a lane asked for many times within a tick rings at its beginning and at its end', () => {
  const { ringer, rung } = aRinger()

  for (let i = 0; i < 50; i++) ringer.ring('erp:db')
  vi.advanceTimersByTime(10)

  expect(rung).toEqual(['erp:db', 'erp:db'])
})

test('a flood goes out at its pace', () => {
  const { ringer, rung } = aRinger({ ringsPerSecond: 20 })

  for (let i = 0; i < 100; i++) ringer.ring(`order:shop:${i}`)
  expect(rung).toHaveLength(20)
  vi.advanceTimersByTime(1_000)

  expect(rung.length).toBeGreaterThanOrEqual(39)
  expect(rung.length).toBeLessThanOrEqual(41)
})

// Otherwise one shop's sale would hold up the orders of every other.
test('a flood of one shop does not delay the ring of another', () => {
  const { ringer, rung } = aRinger({ ringsPerSecond: 20 })
  for (let i = 0; i < 400; i++) ringer.ring(`order:loud:${i}`)

  ringer.ring('order:quiet:1')
  vi.advanceTimersByTime(110)

  expect(rung).toContain('order:quiet:1')
})

test('while lanes wait for their ring, somebody is rung now and then to look for them', () => {
  const { ringer, looks } = aRinger({ ringsPerSecond: 20 })

  for (let i = 0; i < 100; i++) ringer.ring(`order:shop:${i}`)
  vi.advanceTimersByTime(1_000)

  expect(looks.length).toBeGreaterThanOrEqual(4)
  expect(looks.length).toBeLessThanOrEqual(6)
  expect(new Set(looks).size).toBeGreaterThan(1)
})

test('nobody has to look when every lane could be rung', () => {
  const { ringer, looks } = aRinger({ ringsPerSecond: 200 })

  for (let i = 0; i < 150; i++) ringer.ring(`order:shop:${i}`)
  vi.advanceTimersByTime(1_000)

  expect(looks).toEqual([])
})

test('what does not fit in is left to whoever looks', () => {
  const { ringer, rung } = aRinger({ ringsPerSecond: 10, maxWaiting: 30 })

  for (let i = 0; i < 100; i++) ringer.ring(`order:shop:${i}`)
  vi.advanceTimersByTime(60_000)

  expect(rung).toHaveLength(40)
})

test('with nothing left to ring no timer runs', () => {
  const { ringer } = aRinger()
  ringer.ring('order:shop:1')

  vi.advanceTimersByTime(20)

  expect(vi.getTimerCount()).toBe(0)
})
