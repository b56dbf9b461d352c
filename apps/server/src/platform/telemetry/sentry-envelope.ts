import {
  createEventEnvelope,
  createStackParser,
  createTransport,
  type DsnComponents,
  dsnFromString,
  type Event,
  getEnvelopeEndpointWithUrlEncodedAuth,
} from '@sentry/core'
import { nodeStackLineParser } from '@sentry/core/server'
import type { ErrorTracker, Fate } from './error-tracker.ts'
import type { PlainReport } from './plain-report.ts'

const parseStack = createStackParser(nodeStackLineParser())

/**
 * The envelope and the rate limits of Sentry's own library, and none of its watching: no scopes, breadcrumbs, requests,
 * headers or addresses. The event is made here, field by field, of what was scrubbed before.
 */
export function sentrySender(tracker: ErrorTracker): {
  send(report: PlainReport): Promise<Fate>
  flush(): Promise<void>
} {
  const dsn = dsnFromString(tracker.dsn) as DsnComponents
  const url = getEnvelopeEndpointWithUrlEncodedAuth(dsn)
  const transport = createTransport({ recordDroppedEvent: () => undefined, bufferSize: 20 }, async ({ body }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-sentry-envelope' },
      body: body as string | Uint8Array<ArrayBuffer>,
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000),
    })
    await response.body?.cancel()
    return {
      statusCode: response.status,
      headers: {
        'x-sentry-rate-limits': response.headers.get('x-sentry-rate-limits'),
        'retry-after': response.headers.get('retry-after'),
      },
    }
  })
  return {
    async send(report) {
      const { statusCode } = await transport.send(createEventEnvelope(eventOf(report, tracker), dsn))
      return statusCode !== undefined && statusCode < 300 ? 'sent' : 'lost'
    },
    flush: async () => void (await transport.flush(2_000)),
  }
}

function eventOf(report: PlainReport, { environment, role }: ErrorTracker): Event {
  const { type, message, stack, fingerprint, tags, correlationId } = report
  return {
    platform: 'node',
    level: tags.code === 'crash' ? 'fatal' : 'error',
    timestamp: Date.now() / 1_000,
    environment,
    fingerprint,
    tags: { ...tags, role, ...(correlationId === undefined ? {} : { correlation_id: correlationId }) },
    // The trace of the same id, where traces are collected.
    ...(correlationId === undefined
      ? {}
      : {
          contexts: {
            trace: { trace_id: correlationId.replaceAll('-', ''), span_id: correlationId.slice(-12).padStart(16, '0') },
          },
        }),
    exception: { values: [{ type, value: message, stacktrace: { frames: parseStack(stack) } }] },
  }
}
