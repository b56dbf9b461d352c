import {
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  type IdGenerator,
  RandomIdGenerator,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { around, type Facts, type SpanNote, type SpanOptions, type Tracing, type TracingSettings } from './tracing.ts'

const kinds = { inside: SpanKind.INTERNAL, asks: SpanKind.CLIENT, takes: SpanKind.CONSUMER } as const
const goodbyeMs = 2_000

/** The only file that knows OpenTelemetry; loaded when traces are wanted. */
export function openTelemetry(settings: TracingSettings): Tracing & { stop(): Promise<void> } {
  const ids = new ChosenIds()
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': settings.serviceName, 'crossdock.role': settings.role }),
    // By the trace's id alone, so every process decides alike and no trace is cut in two.
    sampler: new TraceIdRatioBasedSampler(settings.share),
    idGenerator: ids,
    spanLimits: { attributeValueLengthLimit: 300, attributeCountLimit: 30, linkCountLimit: 50 },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({
          url: `${settings.endpoint.replace(/\/+$/, '')}/v1/traces`,
          timeoutMillis: 5_000,
        }),
        scheduledDelayMillis: 1_000,
      }),
    ],
  })
  const tracer = provider.getTracer('crossdock')

  function contextFor({ of }: SpanOptions): Context {
    const parent = around.getStore() as Span | undefined
    if (parent) return trace.setSpan(ROOT_CONTEXT, parent)
    return of === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, firstSpanOf(of))
  }

  return {
    async span(name, options, work) {
      const links: Link[] = (options.alsoFor ?? []).map((id) => ({ context: firstSpanOf(id) }))
      const span = tracer.startSpan(
        name,
        {
          kind: kinds[options.kind ?? 'inside'],
          links,
          attributes: { ...options.facts },
          ...(options.startedAtMs === undefined ? {} : { startTime: options.startedAtMs }),
        },
        contextFor(options),
      )
      try {
        return await around.run(span, () => work(noteOn(span)))
      } catch (thrown) {
        // What it says stays here: a message may repeat anything. The code is told.
        const code = (thrown as { code?: unknown } | null)?.code
        span.setStatus({ code: SpanStatusCode.ERROR, message: typeof code === 'string' ? code : 'internal' })
        throw thrown
      } finally {
        span.end()
      }
    },
    began(name, { correlationId, startedAtMs }, facts) {
      const first = firstSpanOf(correlationId)
      const span = ids.as(first, () =>
        tracer.startSpan(
          name,
          { kind: SpanKind.SERVER, startTime: startedAtMs, attributes: { ...facts } },
          ROOT_CONTEXT,
        ),
      )
      span.end()
    },
    async stop() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, goodbyeMs).unref())
      await Promise.race([provider.shutdown(), late]).catch(() => undefined)
    },
  }
}

function noteOn(span: Span): SpanNote {
  return {
    note: (facts: Facts) => void span.setAttributes({ ...facts }),
    failed: (code) => void span.setStatus({ code: SpanStatusCode.ERROR, message: code }),
  }
}

/** Where the trace of a correlation id begins: its 32 digits, and of these the last 16, which are random (uuid v7). */
function firstSpanOf(correlationId: string) {
  const traceId = correlationId.replaceAll('-', '').toLowerCase()
  return { traceId, spanId: traceId.slice(16), traceFlags: TraceFlags.SAMPLED, isRemote: true }
}

/** Random ids, except for the first span of a trace, whose ids are known before it is made. */
class ChosenIds implements IdGenerator {
  readonly #random = new RandomIdGenerator()
  #chosen: { traceId: string; spanId: string } | null = null

  as<T>(ids: { traceId: string; spanId: string }, make: () => T): T {
    this.#chosen = ids
    try {
      return make()
    } finally {
      this.#chosen = null
    }
  }

  generateTraceId(): string {
    return this.#chosen?.traceId ?? this.#random.generateTraceId()
  }

  generateSpanId(): string {
    return this.#chosen?.spanId ?? this.#random.generateSpanId()
  }
}
