import { AppError, asAppError } from '@crossdock/contracts/errors'
import type { Log } from '#platform/log.ts'
import { scrubText } from '#platform/log.ts'
import type { AnyJob, LaneContext, Outcome, WorkItem } from './define-job.ts'
import { LaneHold, type LaneOptions } from './lane-hold.ts'
import { type LaneWatch, unwatched } from './lane-watch.ts'
import { dueWork, markDead, markDone, markForRetry, type WorkRow } from './store.ts'

/** How many due rows one look fetches. */
const glance = 50

export interface WorkLaneOptions<Deps> extends LaneOptions {
  /** Once aborted, what runs comes to its end and nothing more is begun. */
  draining?: AbortSignal
  jobs: ReadonlyMap<string, AnyJob<Deps>>
  deps: Deps
  log: Log
  watch?: LaneWatch
  random?: () => number
}

/** Answers a ring: does the lane's due rows in order until none is left, unless somebody else has the lane. */
export async function workLane<Deps>(lane: string, options: WorkLaneOptions<Deps>): Promise<void> {
  await using hold = await LaneHold.take(lane, options)
  if (!hold) return
  const { draining = new AbortController().signal } = options
  const context: LaneContext = {
    signal: hold.signal,
    draining,
    token: hold.token,
    log: options.log.child({ lane }),
    read: (tenantId, work) => options.database.withTenant(tenantId, work),
    commit: (tenantId, work) => hold.commit(tenantId, work),
  }
  while (!draining.aborted) {
    const look = (limit: number): Promise<WorkRow[]> => dueWork(options.database, lane, hold.token, limit)
    let rows = await look(glance)
    const most = options.jobs.get(rows[0]?.kind ?? '')?.batch?.max ?? 1
    if (rows.length === glance && most > glance) rows = await look(most)
    const [first] = rows
    if (!first) return
    hold.assertOurs()
    const job = options.jobs.get(first.kind)
    const batch = job?.batch ? rows.filter((row) => row.kind === first.kind).slice(0, job.batch.max) : [first]
    await runRows(job, batch, context, options)
  }
}

/** Runs rows of one kind and writes down what came of each. */
async function runRows<Deps>(
  job: AnyJob<Deps> | undefined,
  rows: WorkRow[],
  context: LaneContext,
  options: WorkLaneOptions<Deps>,
): Promise<void> {
  const outcomes = new Map<string, Outcome>()
  const items: WorkItem<unknown>[] = []
  for (const row of rows) {
    const read = readRow(job, row)
    if (read instanceof AppError) outcomes.set(row.id, read)
    else items.push(read)
  }
  // A batch settles each of its items; one that it forgot must not count as done.
  let rest: Outcome = job?.batch ? new AppError('internal', `${job.name} did not settle this item`) : 'done'
  try {
    if (job && items.length > 0)
      await (options.watch ?? unwatched).ran(job.name, items, outcomes, () =>
        runItems(job, items, outcomes, context, options.deps),
      )
  } catch (thrown) {
    // A call aborted with the lease or the server surfaces as some other error: the reason of the signal is the cause.
    rest = context.signal.aborted ? asAppError(context.signal.reason) : asAppError(thrown)
  }
  const outcomeOf = (row: WorkRow): Outcome => outcomes.get(row.id) ?? rest
  const done = rows.filter((row) => outcomeOf(row) === 'done')
  await writeDone(done, context)
  for (const row of done) options.watch?.settled(row.kind, 'done', 'ok')
  let left: AppError | undefined
  for (const row of rows) {
    const outcome = outcomeOf(row)
    if (outcome === 'done' || outcome === 'left') continue
    // Stopping and losing the lane are nobody's failure: the row stays as it is and the next holder finds it.
    if (outcome.code === 'lease-lost' || outcome.code === 'shutting-down') left = outcome
    else {
      const item = items.find((candidate) => candidate.workId === row.id)
      await writeOutcome(job, row, item, outcome, context, options)
    }
  }
  if (left) throw left
}

async function runItems<Deps>(
  job: AnyJob<Deps>,
  items: WorkItem<unknown>[],
  outcomes: Map<string, Outcome>,
  context: LaneContext,
  deps: Deps,
): Promise<void> {
  const settle = (item: WorkItem<unknown>, outcome: Outcome) => outcomes.set(item.workId, outcome)
  if (job.batch) await job.batch.run(items, { ...context, settle }, deps)
  else for (const item of items) await job.run?.(item, context, deps)
}

function readRow(job: AnyJob<never> | undefined, row: WorkRow): WorkItem<unknown> | AppError {
  if (!job) return new AppError('internal', `no job is called ${row.kind}`)
  const parsed = job.payload.safeParse(row.payload)
  if (!parsed.success) return new AppError('internal', `payload of ${row.kind} v${row.version} cannot be read`)
  return {
    workId: row.id,
    tenantId: row.tenant_id,
    correlationId: row.correlation_id,
    attempt: row.attempts + 1,
    payload: parsed.data,
  }
}

/** One commit a tenant, however many rows are through. */
async function writeDone(rows: WorkRow[], context: LaneContext): Promise<void> {
  for (const tenantId of new Set(rows.map((row) => row.tenant_id))) {
    const ids = rows.filter((row) => row.tenant_id === tenantId).map((row) => row.id)
    await context.commit(tenantId, (tx) => markDone(tx, tenantId, ids))
  }
}

async function writeOutcome<Deps>(
  job: AnyJob<Deps> | undefined,
  row: WorkRow,
  item: WorkItem<unknown> | undefined,
  outcome: AppError,
  context: LaneContext,
  options: WorkLaneOptions<Deps>,
): Promise<void> {
  const tenantId = row.tenant_id
  const attempt = row.attempts + 1
  const detail = scrubText(outcome.message).slice(0, 2_000).toWellFormed()
  const mayHelp = outcome.retry === 'later' || outcome.retry === 'settle'
  // A fault of ours does not mend itself in a thousand attempts.
  const maxAttempts =
    job === undefined ? 1 : outcome.code === 'internal' ? Math.min(5, job.maxAttempts) : job.maxAttempts
  const again = job !== undefined && mayHelp && attempt < maxAttempts
  if (isUnexpected(outcome)) options.watch?.surprised(outcome, row.kind, row.correlation_id)
  const line = { kind: row.kind, workId: row.id, correlationId: row.correlation_id, code: outcome.code, attempt }
  if (again) {
    const delayMs = job.backoff(attempt, outcome, options.random ?? Math.random)
    context.log.info({ ...line, delayMs, detail }, 'work failed, will be tried again')
    await context.commit(tenantId, (tx) =>
      markForRetry(tx, tenantId, row.id, withScrubbedFacts(outcome), delayMs, detail),
    )
    options.watch?.settled(row.kind, 'retried', outcome.code)
    return
  }
  options.watch?.settled(row.kind, 'dead', outcome.code)
  const level = isUnexpected(outcome) ? 'error' : 'warn'
  context.log[level](
    { ...line, detail, ...(level === 'error' ? { err: outcome.cause ?? outcome } : {}) },
    'work became a dead letter',
  )
  const scrubbed = withScrubbedFacts(outcome)
  try {
    await context.commit(tenantId, async (tx) => {
      await markDead(tx, tenantId, row.id, scrubbed, detail)
      if (item) await job?.onDead?.(tx, item, scrubbed)
    })
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    // A note that cannot be written must not hold up the lane: then a bare one.
    context.log.error({ ...line, err: thrown }, 'a dead letter could not be explained')
    await context.commit(tenantId, (tx) => markDead(tx, tenantId, row.id, new AppError('internal', ''), ''))
  }
}

/** A fault of ours, for whoever mends the program. */
function isUnexpected({ code }: AppError): boolean {
  return code === 'internal' || code === 'provider-contract-broken'
}

/** Others' words (`detail`) and names of lines fill sentences that stand unencrypted: what looks personal is masked. */
function withScrubbedFacts(error: AppError): AppError {
  const facts = { ...error.facts }
  for (const name of ['detail', 'title']) if (facts[name] !== undefined) facts[name] = scrubText(facts[name])
  return new AppError(error.code, error.message, { cause: error.cause, facts })
}
