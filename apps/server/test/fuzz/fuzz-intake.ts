import { join } from 'node:path'
import pg from 'pg'
import { digest } from '#platform/crypto/seal.ts'
import { startHubProcess } from '../harness/hub-processes.ts'
import { seededRandom } from '../harness/seeded-random.ts'
import type { Attack, Claim, Kind, Recorded } from './attack.ts'
import type { Cast } from './cast.ts'
import { complaintsIn } from './complaints.ts'
import { forgedKinds } from './forged.ts'
import { type Flatness, flatness, type MemorySample, residentMiB } from './memory.ts'
import { messageKinds } from './messages.ts'
import { limitBytes, provisionCast } from './provision-cast.ts'
import { rudeKinds } from './rude.ts'
import { signedKinds } from './signed.ts'
import { startSlowSenders } from './slow-senders.ts'
import { type Answers, Wire } from './wire.ts'

export interface FuzzStage {
  /** Of the owner; migrated. */
  databaseUrl: string
  masterKey: string
  /** For the hub's log. */
  folder: string
  requests: number
  seed: number
  connections: number
}

export interface FuzzOutcome {
  /** By kind of attack: how often, and the answers that came. */
  kinds: Map<string, Map<string, number>>
  requests: number
  /** Rightly signed and new, so recorded: orders, messages with statuses, and what the job will park. */
  recorded: Counts
  /** Accepted though nobody entitled had signed it, or signed and missing. */
  problems: string[]
  slowestValidMs: number
  memory: Flatness | null
  seconds: number
  slowSendersEnded: number
}

interface Counts {
  orders: number
  messages: number
  unreadable: number
}

const slowSenders = 20
/** Enough to replay from, few enough not to be a leak of ours. */
const keptForReplay = 300
/** With fewer the medians say more about the garbage collector than about leaks. */
const leastForMemory = 20_000

/** Hostile requests against a real hub process; then its database, its log and its memory are looked at. */
export async function fuzzIntake(stage: FuzzStage): Promise<FuzzOutcome> {
  const log = join(stage.folder, `fuzz-${stage.seed}.log`)
  const { mine, theirs, shared } = await provisionCast(stage)
  const hub = await startHubProcess(
    { NODE_ENV: 'test', DATABASE_URL: stage.databaseUrl, CROSSDOCK_MASTER_KEY: stage.masterKey, ROLE: 'api' },
    log,
  )
  let alive = true
  void hub.ended.then(() => {
    alive = false
  })
  const run = new Run({ random: seededRandom(stage.seed), mine, theirs, shared, accepted: [], limitBytes })
  const slow = startSlowSenders(hub.url, slowSenders)
  const startedMs = performance.now()
  const samples: MemorySample[] = []
  const sampling = setInterval(() => {
    const mebibytes = residentMiB(hub.pid)
    if (mebibytes !== null) samples.push({ progress: run.requests / stage.requests, mebibytes })
  }, 100)
  try {
    const attackers = Array.from({ length: stage.connections }, async () => {
      const wire = new Wire(hub.url)
      while (alive && run.requests < stage.requests) await run.attack(wire)
      wire.close()
    })
    await Promise.all(attackers)
    clearInterval(sampling)
    const seconds = (performance.now() - startedMs) / 1000
    if (!alive) run.problems.push('the hub ended')
    else if ((await fetch(`${hub.url}/readyz`)).status !== 200) run.problems.push('the hub is not ready afterwards')
    const memory = flatness(samples)
    if (memory && !memory.flat && stage.requests >= leastForMemory)
      run.problems.push(`memory grew from ${memory.early.toFixed(0)} to ${memory.late.toFixed(0)} MiB`)
    run.problems.push(...(await differences(stage, run.recorded)))
    run.problems.push(...(await afterTheWork(stage, run.recorded, log)))
    return {
      kinds: run.kinds,
      requests: run.requests,
      recorded: run.counts(),
      problems: run.problems,
      slowestValidMs: run.slowestValidMs,
      memory,
      seconds,
      slowSendersEnded: slow.ended(),
    }
  } finally {
    clearInterval(sampling)
    slow.stop()
    await hub.stop()
    run.problems.push(...complaintsIn(log).map((line) => `log: ${line}`))
  }
}

const kinds: readonly Kind[] = [...signedKinds, ...messageKinds, ...forgedKinds, ...rudeKinds]
const allWeights = kinds.reduce((sum, { weight }) => sum + weight, 0)

/** The channel gives up on an answer after five seconds. */
const inTimeMs = 5_000

class Run {
  readonly kinds = new Map<string, Map<string, number>>()
  readonly problems: string[] = []
  /** By the key under which the database knows it. */
  readonly recorded = new Map<string, Recorded>()
  readonly #cast: Cast
  requests = 0
  slowestValidMs = 0

  constructor(cast: Cast) {
    this.#cast = cast
  }

  async attack(wire: Wire): Promise<void> {
    const kind = this.#pick()
    const attack = kind.make(this.#cast)
    this.requests += attack.claims.length
    const started = performance.now()
    const answers = attack.afresh ? await wire.sayAfresh(attack) : await wire.say(attack)
    this.#judge(kind, attack, answers, performance.now() - started)
  }

  counts(): Counts {
    const all = [...this.recorded.values()]
    const messages = all.filter(({ read }) => read === 'message').length
    const unreadable = all.filter(({ read }) => read === null).length
    return { orders: all.length - messages - unreadable, messages, unreadable }
  }

  #pick(): Kind {
    let left = this.#cast.random.next() * allWeights
    const picked = kinds.find(({ weight }) => {
      left -= weight
      return left < 0
    })
    return picked ?? (kinds[0] as Kind)
  }

  #judge(kind: Kind, attack: Attack, answers: Answers, tookMs: number): void {
    const { claims } = attack
    const tally = this.kinds.get(kind.name) ?? new Map<string, number>()
    this.kinds.set(kind.name, tally)
    for (const [index, claim] of claims.entries()) {
      const answer = answers[index] ?? 'hung-up'
      tally.set(String(answer), (tally.get(String(answer)) ?? 0) + 1)
      if (!claim.may.includes(answer))
        this.problems.push(
          `${kind.name}: answered ${answer} ${attack.pieces[0]?.subarray(0, 260).toString('latin1').replace(/\r\n/g, '~')}`,
        )
      if (answer === 200) this.#note(claim)
      if (claim.records.length > 0 && tookMs > inTimeMs)
        this.problems.push(`${kind.name}: took ${tookMs.toFixed(0)} ms`)
      if (claim.records.length > 0) this.slowestValidMs = Math.max(this.slowestValidMs, tookMs)
    }
  }

  #note({ records }: Claim): void {
    for (const one of records) {
      this.recorded.set(keyOf(one), one)
      if (typeof one.read !== 'object' || one.read === null) continue
      const { accepted, random } = this.#cast
      const order = { shop: one.read.shop, webhookId: one.dedupeKey, body: one.read.order }
      if (accepted.length < keptForReplay) accepted.push(order)
      else accepted[random.int(0, keptForReplay - 1)] = order
    }
  }
}

/** As `intake/inbox.ts` keeps it. */
function keyOf({ connectionId, dedupeKey }: Recorded): string {
  return `${connectionId} ${dedupeKey.length > 200 ? `sha256:${digest(dedupeKey)}` : dedupeKey}`
}

/** The database must hold exactly what was rightly signed, new and answered 200: each once, with its delivery. */
async function differences(stage: FuzzStage, expected: ReadonlyMap<string, Recorded>): Promise<string[]> {
  const owner = new pg.Client({ connectionString: stage.databaseUrl, options: '-c search_path=crossdock' })
  await owner.connect()
  try {
    const { rows: events } = await owner.query<{ key: string }>(
      `select connection_id || ' ' || dedupe_key as key from events`,
    )
    const { rows: counts } = await owner.query<{ idle: number; orphans: number }>(
      `select (select count(*)::int from deliveries d where not exists (
          select from events e where e.tenant_id = d.tenant_id and e.delivery_id = d.id)) as idle,
        (select count(*)::int from events e where not exists (
          select from deliveries d where d.tenant_id = e.tenant_id and d.id = e.delivery_id)) as orphans`,
    )
    const held = new Set(events.map(({ key }) => key))
    return [
      ...[...held].filter((key) => !expected.has(key)).map((key) => `recorded though it must not be: ${key}`),
      ...[...expected.keys()].filter((key) => !held.has(key)).map((key) => `answered 200 and not recorded: ${key}`),
      ...(counts[0]?.idle === 0 ? [] : [`${counts[0]?.idle} deliveries kept without an event`]),
      ...(counts[0]?.orphans === 0 ? [] : [`${counts[0]?.orphans} events without their delivery`]),
    ]
  } finally {
    await owner.end()
  }
}

/** A worker reads it all: every order that was rightly signed is one order, and nothing else is; no job fails by a fault of ours. */
async function afterTheWork(stage: FuzzStage, recorded: ReadonlyMap<string, Recorded>, log: string): Promise<string[]> {
  const worker = await startHubProcess(
    { NODE_ENV: 'test', DATABASE_URL: stage.databaseUrl, CROSSDOCK_MASTER_KEY: stage.masterKey, ROLE: 'worker' },
    log,
  )
  const owner = new pg.Client({ connectionString: stage.databaseUrl, options: '-c search_path=crossdock' })
  await owner.connect()
  try {
    const left = await workLeft(owner)
    const signed = new Set(
      [...recorded.values()].flatMap(({ read }) => (typeof read === 'object' && read ? [read.order] : [])),
    ).size
    const { rows: orders } = await owner.query<{ n: number }>('select count(*)::int as n from orders')
    const { rows: faults } = await owner.query<{ cause_detail: string }>(
      `select distinct cause_detail from work where state = 'dead' and cause_code = 'internal'`,
    )
    const held = orders[0]?.n ?? 0
    return [
      ...(left === 0 ? [] : [`${left} pieces of work were left, and nothing went on`]),
      ...(held === signed ? [] : [`${held} orders of ${signed} that were rightly signed`]),
      ...faults.map(({ cause_detail }) => `a job failed by a fault of ours: ${cause_detail}`),
    ]
  } finally {
    await owner.end()
    await worker.stop()
  }
}

/** As long as something gets done there is no hurry. @returns what is left when nothing does for a minute, else 0 */
async function workLeft(owner: pg.Client): Promise<number> {
  const patienceMs = 60_000
  let least = Number.POSITIVE_INFINITY
  let sinceMs = performance.now()
  for (;;) {
    const { rows } = await owner.query<{ n: number }>(`select count(*)::int as n from work where state = 'waiting'`)
    const left = rows[0]?.n ?? 0
    if (left === 0) return 0
    if (left < least) {
      least = left
      sinceMs = performance.now()
    } else if (performance.now() - sinceMs > patienceMs) return left
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
