import {
  type Facts,
  noTracing,
  type SpanNote,
  type SpanOptions,
  type Tracing,
  type TracingSettings,
} from './tracing.ts'

/** Passes through to `inner` once that is there: everything is wired before the SDK has been loaded. */
export class LateTracing implements Tracing {
  #inner: (Tracing & { stop(): Promise<void> }) | null = null

  /** The SDK is loaded here and only here. */
  async start(settings: TracingSettings): Promise<void> {
    const { openTelemetry } = await import('./open-telemetry.ts')
    this.#inner = openTelemetry(settings)
  }

  span<T>(name: string, options: SpanOptions, work: (span: SpanNote) => Promise<T>): Promise<T> {
    return (this.#inner ?? noTracing).span(name, options, work)
  }

  began(name: string, trace: { correlationId: string; startedAtMs: number }, facts: Facts): void {
    this.#inner?.began(name, trace, facts)
  }

  async stop(): Promise<void> {
    await this.#inner?.stop()
    this.#inner = null
  }
}
