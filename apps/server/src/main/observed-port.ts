import { asAppError } from '@crossdock/contracts/errors'
import type { Telemetry } from '#platform/telemetry/telemetry.ts'

/**
 * A port whose every call is counted, timed and traced under its own name (`confirm`, `fetchOrder`). What it is asked with
 * and what it answers is looked at by nobody.
 */
export function observedPort<Port extends { readonly provider: string }>(port: Port, telemetry: Telemetry): Port {
  const { provider } = port
  return new Proxy(port, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver)
      if (typeof member !== 'function' || typeof name !== 'string') return member
      return (...args: unknown[]) => {
        const startedMs = performance.now()
        return observedCall(telemetry, provider, name, startedMs, () => member.apply(target, args))
      }
    },
  })
}

async function observedCall<T>(
  { metrics, tracing, providers }: Telemetry,
  provider: string,
  operation: string,
  startedMs: number,
  call: () => Promise<T>,
): Promise<T> {
  const seconds = metrics.meters.providerSeconds
  const facts = { 'crossdock.provider': provider, 'crossdock.operation': operation }
  return tracing.span(`${provider} ${operation}`, { kind: 'asks', facts }, async (span) => {
    try {
      const answer = await call()
      seconds.observe({ provider, operation, outcome: 'ok' }, (performance.now() - startedMs) / 1_000)
      providers.note(provider, 'ok')
      return answer
    } catch (thrown) {
      const { code } = asAppError(thrown)
      seconds.observe({ provider, operation, outcome: code }, (performance.now() - startedMs) / 1_000)
      providers.note(provider, code)
      span.failed(code)
      throw thrown
    }
  })
}
