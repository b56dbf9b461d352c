import { expect, test } from 'vitest'
import { BoundedNames } from './bounded-names.ts'
import { labelNames, Metrics } from './metrics.ts'

test('every label of every metric is on the list', () => {
  const used = new Set(new Metrics('all').describe().flatMap(({ labels }) => labels))

  expect([...used].sort()).toEqual([...labelNames])
})

test('every metric says what it is, and its name says its unit', () => {
  for (const { name, help, type } of new Metrics('all').describe()) {
    expect({ name, help: help.endsWith('.') && help.length > 10 }).toEqual({ name, help: true })
    if (type === 'counter') expect(name).toMatch(/^crossdock_[a-z_]+_total$/)
    else expect(name).toMatch(/^crossdock_[a-z_]+(?<!_total)$/)
  }
})

test('a label whose values come from outside stays small, whatever comes', () => {
  const names = new BoundedNames(2)

  expect(['a', 'b', 'c', 'a', 'd'].map((name) => names.named(name))).toEqual(['a', 'b', 'other', 'a', 'other'])
})

test('a part that cannot be looked up leaves the others readable', async () => {
  const metrics = new Metrics('all')
  metrics.beforeScrape('broken', () => {
    throw new Error('no')
  })
  metrics.beforeScrape('sound', () => metrics.meters.bellAway.set(1))

  const { text } = await metrics.scrape()

  expect(text).toContain('crossdock_scrape_part_ok{part="broken"} 0')
  expect(text).toContain('crossdock_scrape_part_ok{part="sound"} 1')
  expect(text).toContain('crossdock_bell_away 1')
})

test('several hubs in one process do not share their numbers', async () => {
  const [one, other] = [new Metrics('api'), new Metrics('worker')]
  one.meters.events.inc({ provider: 'shopify', outcome: 'recorded' })

  expect((await one.scrape()).text).toContain('crossdock_events_total{provider="shopify",outcome="recorded"} 1')
  expect((await other.scrape()).text).not.toContain('crossdock_events_total{')
})
