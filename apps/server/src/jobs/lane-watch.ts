import type { Telemetry } from '#platform/telemetry/telemetry.ts'
import type { SpanNote } from '#platform/telemetry/tracing.ts'
import type { Outcome, WorkItem } from './define-job.ts'

/** What working lanes tells of itself. */
export interface LaneWatch {
  /** Around one run of a job: one row, or a batch. `outcomes` is filled by the run. */
  ran(
    kind: string,
    items: readonly WorkItem<unknown>[],
    outcomes: ReadonlyMap<string, Outcome>,
    run: () => Promise<void>,
  ): Promise<void>
  settled(kind: string, outcome: 'done' | 'retried' | 'dead', code: string): void
  surprised(error: unknown, job: string, correlationId?: string): void
}

export const unwatched: Pick<LaneWatch, 'ran'> = { ran: (_, __, ___, run) => run() }

export function watchLanes({ metrics, tracing, errors }: Pick<Telemetry, 'metrics' | 'tracing' | 'errors'>): LaneWatch {
  const { workSeconds, batch, settled } = metrics.meters
  return {
    async ran(kind, items, outcomes, run) {
      const [lead, ...others] = items
      if (!lead) return run()
      const startedAtMs = Date.now()
      const startedMs = performance.now()
      // The calls of a batch are made once, so they stand in the trace of its first row; the others' traces lead there.
      const rest = [...new Set(others.map((item) => item.correlationId))].filter((id) => id !== lead.correlationId)
      const codeOf = (item: WorkItem<unknown>): string => {
        const outcome = outcomes.get(item.workId)
        return outcome === undefined ? 'done' : typeof outcome === 'string' ? outcome : outcome.code
      }
      if (items.length > 1) batch.observe({ kind }, items.length)
      try {
        await tracing.span(
          `work ${kind}`,
          { kind: 'takes', of: lead.correlationId, alsoFor: rest, facts: factsOf(lead, items.length) },
          async (span) => {
            await run()
            noteOutcome(span, codeOf(lead))
          },
        )
      } finally {
        workSeconds.observe({ kind }, (performance.now() - startedMs) / 1_000)
        for (const item of others.filter((one) => rest.includes(one.correlationId)))
          void tracing.span(
            `work ${kind}`,
            {
              kind: 'takes',
              of: item.correlationId,
              alsoFor: [lead.correlationId],
              startedAtMs,
              facts: factsOf(item, items.length),
            },
            async (span) => noteOutcome(span, codeOf(item)),
          )
      }
    },
    settled: (kind, outcome, code) => settled.inc({ kind, outcome, code }),
    surprised: (error, job, correlationId) =>
      errors.report({ error, code: (error as { code?: string } | null)?.code ?? 'internal', job, correlationId }),
  }
}

function noteOutcome(span: SpanNote, code: string): void {
  span.note({ 'crossdock.outcome': code })
  if (code !== 'done') span.failed(code)
}

function factsOf(item: WorkItem<unknown>, rows: number) {
  return {
    'crossdock.correlation_id': item.correlationId,
    'crossdock.tenant_id': item.tenantId,
    'crossdock.work_id': item.workId,
    'crossdock.attempt': item.attempt,
    'crossdock.rows': rows,
  }
}
