import type { Telemetry } from '#platform/telemetry/telemetry.ts'

/** Counts single HTTP exchanges with a provider, and shows each within the trace of the call that needs it. */
export function watchedFetch(
  provider: string,
  { metrics, tracing }: Pick<Telemetry, 'metrics' | 'tracing'>,
  fetcher: typeof fetch = fetch,
): typeof fetch {
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET')
    const facts = {
      'http.request.method': method,
      'server.address': url.hostname,
      'url.path': pathWithoutIds(url.pathname),
      'crossdock.provider': provider,
    }
    return tracing.span(`HTTP ${method}`, { kind: 'asks', facts }, async (span) => {
      try {
        const response = await fetcher(input, init)
        metrics.meters.providerRequests.inc({ provider, status: String(response.status) })
        span.note({ 'http.response.status_code': response.status })
        return response
      } catch (thrown) {
        metrics.meters.providerRequests.inc({ provider, status: 'none' })
        throw thrown
      }
    })
  }
}

/**
 * Which interface was called: `/json/2/sale.order/action_confirm`, never of whom. Query strings are left out altogether;
 * parts that are long, or hold a row of digits, are ids, phones or tokens.
 */
export function pathWithoutIds(path: string): string {
  return path
    .split('/')
    .map((part) => (/\d{4}/.test(part.replace(/^\d{4}-\d{2}$/, '')) || part.length > 40 ? ':id' : part))
    .join('/')
}
