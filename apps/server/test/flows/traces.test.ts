import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { type Receiver, startReceiver } from '#test/harness/receiver.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

const paid = { cashOnDelivery: false } as const

interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  attributes: Record<string, unknown>
  status: string | undefined
  links: { traceId: string }[]
}

/** OTLP as JSON: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
function spansOf(receiver: Receiver): Span[] {
  return receiver.received.flatMap(({ body }) =>
    JSON.parse(body).resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: RawSpan[] }[] }) =>
      scopeSpans.flatMap(({ spans }) =>
        spans.map((span) => ({
          ...span,
          status: span.status?.message,
          links: span.links ?? [],
          attributes: Object.fromEntries(span.attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
        })),
      ),
    ),
  )
}

interface RawSpan extends Omit<Span, 'attributes' | 'status'> {
  attributes: { key: string; value: Record<string, unknown> }[]
  status?: { message?: string }
}

async function traced(work: (stage: Stage, collector: Receiver) => Promise<void>): Promise<void> {
  const collector = await startReceiver()
  try {
    await using stage = await aShopWithOdoo({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } })
    await work(stage, collector)
  } finally {
    await collector.stop()
  }
}

test('one trace leads from the webhook over the work to the calls of the ERP, under the correlation id', () =>
  traced(async ({ hub, shop, becomes, order }, collector) => {
    const body = anOrderBody(paid)

    await sendWebhook(shop, toJson(body))
    await becomes(body.name, 'confirmed')
    await hub.stop()

    const { rows } = await hub.database.owner.query('select correlation_id from orders where id = $1', [
      (await order(body.name))?.id,
    ])
    const spans = spansOf(collector).filter(({ traceId }) => traceId === rows[0].correlation_id.replaceAll('-', ''))
    const named = (name: string): Span => {
      const found = spans.find((span) => span.name === name)
      if (!found) throw new Error(`no span ${name} among ${spans.map((span) => span.name)}`)
      return found
    }
    const [webhook, imported, pushed] = [
      named('webhook shopify'),
      named('work orders.import'),
      named('work sync.push-waiting-orders'),
    ]
    expect(webhook.parentSpanId).toBeFalsy()
    expect([imported.parentSpanId, pushed.parentSpanId]).toEqual([webhook.spanId, webhook.spanId])
    const confirm = named('odoo confirm')
    expect(confirm.parentSpanId).toBe(pushed.spanId)
    const calls = spans.filter(({ parentSpanId }) => parentSpanId === confirm.spanId)
    expect(calls.map(({ name, attributes }) => [name, attributes['url.path']])).toEqual([
      ['HTTP POST', '/json/2/sale.order/action_confirm'],
    ])
    expect(webhook.attributes).toMatchObject({ 'http.route': '/hooks/:endpointId', 'crossdock.topic': 'orders/create' })
    expect(imported.attributes).toMatchObject({ 'crossdock.outcome': 'done', 'crossdock.tenant_id': shop.tenantId })
  }))

test('orders that travelled in one batch each have a trace that leads to its calls', () =>
  traced(async ({ hub, shop, quiet, odoo }, collector) => {
    const bodies = Array.from({ length: 6 }, (_, index) =>
      anOrderBody({ ...paid, seed: index, number: index + 1, firstId: BigInt(9_000_000 + index * 1_000) }),
    )

    await Promise.all(bodies.map((body) => sendWebhook(shop, toJson(body))))
    await quiet()
    await hub.stop()

    expect(odoo.saleOrders()).toHaveLength(6)
    const spans = spansOf(collector)
    const traces = new Set(spans.filter(({ name }) => name === 'webhook shopify').map(({ traceId }) => traceId))
    expect(traces.size).toBe(6)
    for (const traceId of traces) {
      const push = spans.filter((span) => span.traceId === traceId && span.name === 'work sync.push-waiting-orders')
      const reached = [traceId, ...push.flatMap(({ links }) => links.map((link) => link.traceId))]
      expect(spans.some((span) => span.name === 'odoo confirm' && reached.includes(span.traceId))).toBe(true)
    }
  }))

test('a failure shows its code, and no trace holds a phone, name, address, token or endpoint id', () =>
  traced(async ({ hub, shop, quiet, becomes, access }, collector) => {
    const bodies = [
      anOrderBody({ ...paid, seed: 1, number: 1 }),
      anOrderBody({ ...paid, seed: 2, number: 2, sku: 'NOT-THERE' }),
    ]

    for (const body of bodies) await sendWebhook(shop, toJson(body))
    await becomes(bodies[1]?.name ?? '', 'parked')
    await quiet()
    await hub.stop()

    expect(spansOf(collector).some(({ status }) => status === 'sku-unknown')).toBe(true)
    const sent = collector.received.map(({ body }) => body).join('\n')
    const personal = bodies.flatMap(({ customer, email, shipping_address: to }) => [
      customer?.phone,
      customer?.phone?.slice(3),
      customer?.first_name,
      customer?.last_name,
      email,
      to?.address1,
    ])
    const secrets = [shop.secret, access.apiKey, shop.endpointId]
    for (const word of [...personal, ...secrets]) if (word) expect(sent).not.toContain(word)
  }))

test('a share of the traces is all or nothing for each of them', async () => {
  const collector = await startReceiver()
  await using stage = await aShopWithOdoo({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: '0' },
  })
  const body = anOrderBody(paid)

  await sendWebhook(stage.shop, toJson(body))
  await stage.becomes(body.name, 'confirmed')
  await stage.hub.stop()

  expect(spansOf(collector).filter(({ name }) => name.startsWith('webhook') || name.startsWith('work'))).toEqual([])
  await collector.stop()
})

test('a collector that is away holds nothing up', async () => {
  await using stage = await aShopWithOdoo({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' } })
  const body = anOrderBody(paid)

  await sendWebhook(stage.shop, toJson(body))

  await stage.becomes(body.name, 'confirmed')
  const stoppedIn = performance.now()
  await stage.hub.stop()
  expect(performance.now() - stoppedIn).toBeLessThan(8_000)
})
