import { expect, test } from 'vitest'
import { Metrics } from '#platform/telemetry/metrics.ts'
import { type Facts, noTracing, type Tracing } from '#platform/telemetry/tracing.ts'
import { pathWithoutIds, watchedFetch } from './watched-fetch.ts'

test.for([
  ['/json/2/sale.order/action_confirm', '/json/2/sale.order/action_confirm'],
  ['/admin/api/2026-10/graphql.json', '/admin/api/2026-10/graphql.json'],
  ['/v23.0/106540352242922/messages', '/v23.0/:id/messages'],
  ['/calls/+919000000009/connect', '/calls/:id/connect'],
  ['/hooks/0190a000-0000-7000-8000-00000000abcd', '/hooks/:id'],
  [`/download/${'a'.repeat(60)}`, '/download/:id'],
])('%s is shown as %s', ([path, shown]) => {
  expect(pathWithoutIds(path as string)).toBe(shown)
})

test('an exchange is counted by its status, and shown without its query, headers and body', async () => {
  const told: Facts[] = []
  const tracing: Tracing = {
    ...noTracing,
    span: (name, options, work) => {
      told.push({ name, ...options.facts })
      return work({ note: (facts) => void told.push(facts), failed: () => undefined })
    },
  }
  const metrics = new Metrics('worker')
  const watched = watchedFetch('whatsapp', { metrics, tracing }, async () => new Response('{}', { status: 429 }))

  await watched('https://graph.test/v23.0/106540352242922/messages?access_token=secret-not-real', {
    method: 'POST',
    headers: { authorization: 'Bearer secret-not-real' },
    body: '{"to":"+919000000009"}',
  })

  expect((await metrics.scrape()).text).toContain(
    'crossdock_provider_requests_total{provider="whatsapp",status="429"} 1',
  )
  expect(told).toContainEqual(expect.objectContaining({ name: 'HTTP POST', 'url.path': '/v23.0/:id/messages' }))
  expect(JSON.stringify(told)).not.toMatch(/secret|9000000009|106540352242922/)
})

test('an exchange without an answer is counted as none, and its error is the caller’s', async () => {
  const metrics = new Metrics('worker')
  const gone = new TypeError('fetch failed')
  const watched = watchedFetch('odoo', { metrics, tracing: noTracing }, () => Promise.reject(gone))

  await expect(watched('http://odoo.test/')).rejects.toBe(gone)

  expect((await metrics.scrape()).text).toContain('crossdock_provider_requests_total{provider="odoo",status="none"} 1')
})
