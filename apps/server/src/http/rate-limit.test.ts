import { expect, test } from 'vitest'
import { RateLimit, rateLimitHeaders } from './rate-limit.ts'

function aLimit(perMinute: number) {
  let nowMs = 0
  const limit = new RateLimit(perMinute, { now: () => new Date(nowMs), monotonicMs: () => nowMs })
  return {
    limit,
    passMs(ms: number) {
      nowMs += ms
    },
  }
}

test('a minute’s worth may be used at once, and then as it comes back', () => {
  const { limit, passMs } = aLimit(60)

  const burst = Array.from({ length: 61 }, () => limit.take('key').allowed)
  passMs(999)
  const early = limit.take('key')
  passMs(1)
  const later = limit.take('key')

  expect(burst.filter(Boolean)).toHaveLength(60)
  expect([early.allowed, early.resetSeconds, later.allowed]).toEqual([false, 1, true])
})

test('what is saved up is never more than a minute’s worth', () => {
  const { limit, passMs } = aLimit(3)
  limit.take('key')

  passMs(3_600_000)

  expect(Array.from({ length: 4 }, () => limit.take('key').allowed)).toEqual([true, true, true, false])
})

test('keys do not share, and the headers say what is left', () => {
  const { limit } = aLimit(2)
  limit.take('busy')
  limit.take('busy')

  const allowance = limit.take('calm')

  expect(rateLimitHeaders(allowance)).toEqual({ 'ratelimit-policy': '"key";q=2;w=60', ratelimit: '"key";r=1;t=30' })
})
