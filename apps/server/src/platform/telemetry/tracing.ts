import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Traces, when somebody collects them. The trace of an event is its correlation id: the same 128 bits, so whoever has one
 * finds the other, every process comes to the same trace without being told, and nothing has to be stored beside the work.
 *
 * What is told: names of ours, ids of ours, codes, counts. No body, header, query string, name, phone or address.
 */
export interface Tracing {
  /** Does the work within a span, which belongs to the span around it unless `of` says otherwise. */
  span<T>(name: string, options: SpanOptions, work: (span: SpanNote) => Promise<T>): Promise<T>
  /** A span that is over: the first of its trace, which the others hang on. */
  began(name: string, trace: { correlationId: string; startedAtMs: number }, facts: Facts): void
}

export type Facts = Readonly<Record<string, string | number | boolean>>

export interface SpanOptions {
  kind?: 'inside' | 'asks' | 'takes'
  /** Whose trace it belongs to, when there is no span around it. */
  of?: string
  /** Other traces it also works for. */
  alsoFor?: readonly string[]
  /** When it began before this call. */
  startedAtMs?: number
  facts?: Facts
}

export interface SpanNote {
  note(facts: Facts): void
  /** It did not work out: a code of ours. */
  failed(code: string): void
}

const nobody: SpanNote = { note: () => undefined, failed: () => undefined }

export const noTracing: Tracing = {
  span: (_, __, work) => work(nobody),
  began: () => undefined,
}

export interface TracingSettings {
  /** Where to: OTLP over HTTP, the address without /v1/traces. */
  endpoint: string
  serviceName: string
  /** Of all traces, 0 to 1. */
  share: number
  role: string
}

/** The span around what runs now, whoever made it; kept by ourselves so that nothing global is changed. */
export const around = new AsyncLocalStorage<unknown>()
