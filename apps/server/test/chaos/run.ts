import { appendFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readOdooBooks } from '../harness/odoo-books.ts'
import type { World } from './expected-ends.ts'
import type { FaultKind } from './fault-plan.ts'
import type { HubDatabase } from './hub-database.ts'
import { leftToDo, readHubLedger, timelineOf } from './hub-ledger.ts'
import { readHubMessages } from './hub-messages.ts'
import { type Ledger, type Problem, settleLedger } from './ledger.ts'
import { LookForPhones } from './look-for-phones.ts'
import { numberedOtherwise, replayParked, setReference } from './mends.ts'
import { type MessageLedger, settleMessages } from './message-ledger.ts'
import { readPhones } from './phone-books.ts'
import { cutOverAt, makePlan, type Plan, type PlannedDelivery } from './plan.ts'
import { type Stage, type StageOptions, setStage, slugs } from './stage.ts'
import { scarceItem, unknownSku } from './stories.ts'
import { strikesOn } from './strikes.ts'
import type { Supervised } from './supervised.ts'
import { letCustomersTalk } from './talk.ts'
import { nothingTold, type Told, tellShops } from './tell-shops.ts'

export interface ChaosOptions extends StageOptions {
  seed: number
  events: number
  minutes: number
  signal: AbortSignal
  say(line: string): void
}

export interface Outcome {
  plan: Plan
  ledger: Ledger
  messages: MessageLedger
  /** What was looked through for the buyers' phones. */
  look: LookForPhones
  told: Told
  struck: ReadonlyMap<FaultKind, number>
  /** Of the first problems that are about an order. */
  timelines: { name: string; entries: { at: Date; kind: string; message: string }[] }[]
  seconds: number
  /** How long it took after the last delivery was accepted and the faults had ended. */
  settlingSeconds: number
  starts: { workers: number; apis: number }
  /** Logs of the hub, of Odoo and of the faults. */
  folder: string
}

/** One run in progress. */
interface Run {
  plan: Plan
  stage: Stage
  told: Told
  struck: Map<FaultKind, number>
  look: LookForPhones
  folder: string
  startedMs: number
  /** When the ledger is read, whatever is left to do by then. */
  untilMs: number
  signal: AbortSignal
  say(line: string): void
}

export async function runChaos(options: ChaosOptions): Promise<Outcome> {
  const { signal, say } = options
  const plan = makePlan({ ...options, shops: slugs.map((slug) => `${slug}.myshopify.com`) })
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-chaos-'))
  say(`plan ${plan.digest}: ${plan.deliveries.length} deliveries of ${plan.orders.length} orders`)
  say(`${plan.faults.length} faults; logs in ${folder}`)
  await using stage = await setStage(options, plan, folder)
  signal.throwIfAborted()
  say(
    `${stage.apis.length} API and ${stage.workers.length} worker processes, an Odoo of our own on ${stage.server.url}`,
  )

  const startedMs = performance.now()
  const untilMs = startedMs + limitOf(plan)
  const told = nothingTold()
  const run: Run = {
    plan,
    stage,
    told,
    struck: new Map(),
    look: new LookForPhones(plan),
    folder,
    startedMs,
    untilMs,
    signal,
    say,
  }
  const progress = setInterval(() => void sayProgress(run), 15_000)
  try {
    await fail(run)
    say(`${seconds(startedMs)} s: all of the storm is delivered, the faults are over`)
    const healedMs = performance.now()
    await heal(run)
    const settlingSeconds = (performance.now() - healedMs) / 1000
    const { ledger, messages } = await settle(run)
    await run.look.kept(stage, folder)
    return {
      plan,
      ledger,
      messages,
      look: run.look,
      told,
      struck: run.struck,
      timelines: await timelines(stage.database, [...ledger.problems, ...messages.problems]),
      seconds: (performance.now() - startedMs) / 1000,
      settlingSeconds,
      starts: { workers: startsOf(stage.workers), apis: startsOf(stage.apis) },
      folder,
    }
  } finally {
    clearInterval(progress)
  }
}

/** Deliveries, faults and mends, each at its time, until all is delivered and whatever could be struck has been. */
async function fail(run: Run): Promise<void> {
  const { plan, stage, signal } = run
  const faultsEnd = new AbortController()
  const faults = strikeAll(run, faultsEnd.signal)
  const mends = plan.mends.map(async (mend) => {
    await pause(mend.atMs, undefined, { signal })
    await setReference(stage.odoo, stage.products.get(numberedOtherwise(mend.sku)) ?? 0, mend, signal)
    await replayParked(stage.shops, stage.hubEnv, signal)
  })
  const delivered = tell(
    run,
    plan.deliveries.filter(({ whenCalm }) => !whenCalm),
  )
  const talk = letCustomersTalk(plan.talk, stage, signal)
  // What waits for its place strikes as long as there is work, and some time is left to heal.
  const lastPlacesMs = run.startedMs + limitOf(plan) * 0.8
  void delivered
    .then(() => Promise.race([Promise.all(faults), quiet(stage, lastPlacesMs, signal)]))
    .catch(() => undefined)
    .finally(() => faultsEnd.abort())
  try {
    await Promise.all([delivered, talk, ...faults, ...mends])
  } finally {
    // Whoever was struck down is started again by the same hand, before anything is taken away.
    faultsEnd.abort()
    await Promise.allSettled([talk, ...faults, ...mends])
  }
}

/** Until all is accepted, or time is up: then the ledger says what was not. */
function tell({ stage, told, untilMs, signal }: Run, deliveries: readonly PlannedDelivery[]): Promise<void> {
  const timeIsUp = AbortSignal.timeout(Math.max(1, Math.round(untilMs - performance.now())))
  return tellShops(deliveries, {
    target: (shop, attempt) => ({
      url: `http://127.0.0.1:${stage.ports[(shop + attempt) % stage.ports.length]}${stage.shops[shop]?.path}`,
      secret: stage.shops[shop]?.secret ?? '',
    }),
    signal: AbortSignal.any([signal, timeIsUp]),
    told,
  }).catch((error: unknown) => {
    if (signal.aborted) throw error
  })
}

function strikeAll({ plan, stage, struck, folder, signal }: Run, ends: AbortSignal): Promise<void>[] {
  const strikes = strikesOn({ ...stage, odoo: stage.server })
  const note = (what: string): void => {
    const line = `${new Date().toISOString()} ${what}; ${stage.proxy.seen()} calls so far\n`
    appendFileSync(join(folder, 'faults.log'), line)
  }
  return plan.faults.map(async (fault) => {
    const { kind, atMs, lastsMs } = fault
    await pause(atMs, undefined, { signal })
    note(`due: ${kind}${lastsMs > 0 ? ` (${lastsMs} ms)` : ''}`)
    const did = await strikes[kind](fault, ends)
    note(`${did ? 'struck' : 'missed'}: ${kind}`)
    if (did) struck.set(kind, (struck.get(kind) ?? 0) + 1)
  })
}

/** Nobody does anything but wait, tell what is to be told in the calm, and look once more through the list of what is parked. */
async function heal(run: Run): Promise<void> {
  const { plan, stage, untilMs, signal } = run
  await quiet(stage, untilMs, signal)
  await tell(
    run,
    plan.deliveries.filter(({ whenCalm }) => whenCalm),
  )
  await quiet(stage, untilMs, signal)
  // What was parked in the very moment of its replay.
  if (await replayParked(stage.shops, stage.hubEnv, signal)) await quiet(stage, untilMs, signal)
  // Whoever was frozen has woken up by now; whatever it still does must not change the ledger.
  await pause(4_000, undefined, { signal })
}

async function settle({ plan, stage, told }: Run): Promise<{ ledger: Ledger; messages: MessageLedger }> {
  const { database, shops, numbers, box } = stage
  const hub = await readHubLedger(database, shops)
  const books = await readOdooBooks(stage.odooPostgres, stage.odoo.database)
  const ledger = settleLedger(plan, worldOf(plan), { told, hub, books, shops })
  const messages = settleMessages(plan, ledger.settled, {
    hub: await readHubMessages(
      database,
      numbers.map(({ connectionId }) => connectionId),
    ),
    phones: readPhones(
      box,
      numbers.map(({ phoneNumberId }) => phoneNumberId),
    ),
    slugs: shops.map(({ slug }) => slug),
  })
  return { ledger, messages }
}

/** A slow machine ends later; one that does not end is a failure. Some time is needed however short the run. */
export function limitOf({ minutes }: Pick<Plan, 'minutes'>): number {
  return Math.max(3 * minutes, minutes + 4) * 60_000
}

export function worldOf(plan: Plan): World {
  return {
    cutOverAt,
    // Somebody has mended the others meanwhile.
    missing: new Set([unknownSku]),
    scarce: new Set(plan.orders.some(({ kind }) => kind === 'scarce') ? [scarceItem.sku] : []),
  }
}

/** Until nothing is left to do or to tell, twice in a row, or the time is up: then the ledger says what is left. */
async function quiet({ database, box }: Stage, untilMs: number, signal: AbortSignal): Promise<void> {
  for (let calm = 0; calm < 2 && performance.now() < untilMs; await pause(500, undefined, { signal })) {
    const { waiting, fences } = await leftToDo(database)
    const allTold = box.world.courier.idle && box.world.timers.waiting === 0
    calm = waiting === 0 && fences === 0 && allTold ? calm + 1 : 0
  }
}

async function sayProgress({ plan, stage, told, struck, look, startedMs, say }: Run): Promise<void> {
  await look.shown(stage)
  const left = await leftToDo(stage.database).catch(() => null)
  const faults = [...struck.values()].reduce((sum, n) => sum + n, 0)
  const work = left ? `${left.waiting} rows of work wait, ${left.fences} fences` : 'the database is away'
  say(`${seconds(startedMs)} s: ${told.finished} of ${plan.deliveries.length} delivered, ${faults} faults, ${work}`)
}

async function timelines(database: HubDatabase, problems: readonly Problem[]): Promise<Outcome['timelines']> {
  const orders = new Map(problems.flatMap(({ order }) => (order ? [[order.orderId, order] as const] : [])))
  const shown = [...orders.values()].slice(0, 5)
  return Promise.all(
    shown.map(async ({ orderId, name }) => ({
      name: `${name} (${orderId})`,
      entries: await timelineOf(database, orderId),
    })),
  )
}

const startsOf = (group: readonly Supervised[]): number => group.reduce((sum, { starts }) => sum + starts, 0)
const seconds = (sinceMs: number): string => ((performance.now() - sinceMs) / 1000).toFixed(0)
