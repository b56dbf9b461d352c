import type { Config } from '../config.ts'
import { type ErrorReports, errorReportsTo, noErrorReports } from './error-reports.ts'
import { LateTracing } from './late-tracing.ts'
import { Metrics } from './metrics.ts'
import { ProviderLedger } from './provider-ledger.ts'
import type { Tracing } from './tracing.ts'

/** What a hub tells of itself: numbers, traces, and errors that nobody expected. */
export interface Telemetry {
  metrics: Metrics
  tracing: Tracing
  errors: ErrorReports
  providers: ProviderLedger
  /** Loads what the settings ask for. */
  start(): Promise<void>
  /** Sends what is left. */
  stop(): Promise<void>
}

export function makeTelemetry(config: Config): Telemetry {
  const metrics = new Metrics(config.ROLE)
  const tracing = new LateTracing()
  const errors = config.SENTRY_DSN
    ? errorReportsTo({
        dsn: config.SENTRY_DSN,
        environment: config.NODE_ENV,
        role: config.ROLE,
        counted: (outcome) => metrics.meters.errorReports.inc({ outcome }),
      })
    : noErrorReports
  return {
    metrics,
    tracing,
    errors,
    providers: new ProviderLedger(),
    async start() {
      if (!config.OTEL_EXPORTER_OTLP_ENDPOINT) return
      await tracing.start({
        endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
        serviceName: config.OTEL_SERVICE_NAME,
        share: config.OTEL_TRACES_SAMPLER_ARG,
        role: config.ROLE,
      })
    },
    async stop() {
      await Promise.all([tracing.stop(), errors.flush()])
    },
  }
}
