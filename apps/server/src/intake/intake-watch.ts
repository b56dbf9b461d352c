import type { Telemetry } from '#platform/telemetry/telemetry.ts'
import type { Endpoint } from './endpoints.ts'
import type { RecordedEvent } from './inbox.ts'

/** What intake tells of its work, by provider: how long, how much, what came of it. */
export interface IntakeWatch {
  recorded(endpoint: Endpoint, events: readonly RecordedEvent[], startedAtMs: number): void
  /** A body that is recorded as a whole. */
  read(endpoint: Endpoint, bodyBytes: number): void
  refused(endpoint: Pick<Endpoint, 'provider'>, reason: string): void
  answered(endpoint: Endpoint, outcome: string, ms: number): void
}

export function watchIntake({ metrics, tracing }: Pick<Telemetry, 'metrics' | 'tracing'>): IntakeWatch {
  const { webhookSeconds, webhookBytes, webhookRefusals, events: eventsTotal } = metrics.meters
  return {
    recorded({ provider }, events, startedAtMs) {
      for (const { outcome, correlationId, event } of events) {
        // It is recorded anew for whose it is now.
        if (outcome === 'moved') continue
        eventsTotal.inc({ provider, outcome })
        // Each event has a trace of its own; what a delivery holds of others is theirs.
        tracing.began(
          `webhook ${provider}`,
          { correlationId, startedAtMs },
          {
            'http.route': '/hooks/:endpointId',
            'crossdock.provider': provider,
            'crossdock.topic': event.topic,
            'crossdock.outcome': outcome,
            'crossdock.correlation_id': correlationId,
          },
        )
      }
    },
    read: ({ provider }, bodyBytes) => webhookBytes.inc({ provider }, bodyBytes),
    refused: ({ provider }, reason) => webhookRefusals.inc({ provider, reason }),
    answered: ({ provider }, outcome, ms) => webhookSeconds.observe({ provider, outcome }, ms / 1_000),
  }
}
