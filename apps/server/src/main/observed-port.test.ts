import { AppError } from '@crossdock/contracts/errors'
import { expect, test } from 'vitest'
import { readConfig } from '#platform/config.ts'
import { makeTelemetry } from '#platform/telemetry/telemetry.ts'
import { observedPort } from './observed-port.ts'

/** Keeps something of its own, as real ports do. */
class APort {
  readonly provider = 'shopify'
  readonly #shelf = new Map([['1', 'order']])

  async fetchOrder(id: string): Promise<string | null> {
    if (id === 'away') throw new AppError('provider-unreachable', 'no route')
    if (id === 'refused') throw new AppError('provider-refused', 'no such field')
    return this.#shelf.get(id) ?? null
  }
}

test('a port answers as before, and each call is counted by its name and outcome', async () => {
  const telemetry = makeTelemetry(readConfig({}))
  const port = observedPort(new APort(), telemetry)

  expect(await port.fetchOrder('1')).toBe('order')
  await expect(port.fetchOrder('away')).rejects.toMatchObject({ code: 'provider-unreachable' })

  expect(port.provider).toBe('shopify')
  const { text } = await telemetry.metrics.scrape()
  for (const outcome of ['ok', 'provider-unreachable'])
    expect(text).toContain(
      `crossdock_provider_call_seconds_count{provider="shopify",operation="fetchOrder",outcome="${outcome}"} 1`,
    )
})

test('a provider is unwell when it cannot be reached, and well when it answers, though it refuses', async () => {
  const telemetry = makeTelemetry(readConfig({}))
  const port = observedPort(new APort(), telemetry)
  const state = () => telemetry.providers.states().shopify

  await port.fetchOrder('away').catch(() => undefined)
  const unwell = state()
  await port.fetchOrder('away').catch(() => undefined)
  expect(state()).toMatchObject({ ok: false, code: 'provider-unreachable', sinceMs: unwell?.sinceMs })
  await port.fetchOrder('refused').catch(() => undefined)

  expect(state()).toMatchObject({ ok: true, code: 'ok' })
})
