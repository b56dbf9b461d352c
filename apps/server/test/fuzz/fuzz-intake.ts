import { join } from 'node:path'
import pg from 'pg'
import { provisionShop, provisionTenant } from '#main/provision.ts'
import { openFloor } from '#main/wire.ts'
import { defaultPushPolicy } from '#modules/tenants/index.ts'
import { readConfig } from '#platform/config.ts'
import { digest } from '#platform/crypto/seal.ts'
import { newId } from '#platform/ids.ts'
import { createLog } from '#platform/log.ts'
import { startHubProcess } from '../harness/hub-processes.ts'
import { type SeededRandom, seededRandom } from '../harness/seeded-random.ts'
import type { Attack, Claim, Kind, Recorded } from './attack.ts'
import type { Cast, FuzzShop } from './cast.ts'
import { complaintsIn } from './complaints.ts'
import { forgedKinds } from './forged.ts'
import { type Flatness, flatness, type MemorySample, residentMiB } from './memory.ts'
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
  /** Rightly signed and new, so recorded: orders, and what the job will park. */
  recorded: { orders: number; unreadable: number }
  /** Accepted though nobody entitled had signed it, or signed and missing. */
  problems: string[]
  slowestValidMs: number
  memory: Flatness | null
  seconds: number
  slowSendersEnded: number
}

const limitBytes = 1024 * 1024
const slowSenders = 20
/** Enough to replay from, few enough not to be a leak of ours. */
const keptForReplay = 300
/** With fewer the medians say more about the garbage collector than about leaks. */
const leastForMemory = 20_000

/** Hostile requests against a real hub process; then its database, its log and its memory are looked at. */
export async function fuzzIntake(stage: FuzzStage): Promise<FuzzOutcome> {
  const log = join(stage.folder, `fuzz-${stage.seed}.log`)
  const [mine, theirs] = await twoShops(stage)
  const hub = await startHubProcess(
    { NODE_ENV: 'test', DATABASE_URL: stage.databaseUrl, CROSSDOCK_MASTER_KEY: stage.masterKey, ROLE: 'api' },
    log,
  )
  let alive = true
  void hub.ended.then(() => {
    alive = false
  })
  const run = new Run(seededRandom(stage.seed), mine, theirs)
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

const kinds: readonly Kind[] = [...signedKinds, ...forgedKinds, ...rudeKinds]
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

  constructor(random: SeededRandom, mine: FuzzShop, theirs: FuzzShop) {
    this.#cast = { random, mine, theirs, accepted: [], limitBytes }
  }

  async attack(wire: Wire): Promise<void> {
    const kind = this.#pick()
    const attack = kind.make(this.#cast)
    this.requests += attack.claims.length
    const started = performance.now()
    const answers = attack.afresh ? await wire.sayAfresh(attack) : await wire.say(attack)
    this.#judge(kind, attack, answers, performance.now() - started)
  }

  counts(): { orders: number; unreadable: number } {
    const orders = [...this.recorded.values()].filter(({ order }) => order !== null).length
    return { orders, unreadable: this.recorded.size - orders }
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
      if (claim.records && tookMs > inTimeMs) this.problems.push(`${kind.name}: took ${tookMs.toFixed(0)} ms`)
      if (claim.records) this.slowestValidMs = Math.max(this.slowestValidMs, tookMs)
    }
  }

  #note({ records }: Claim): void {
    if (!records) return
    const { shop, webhookId, order } = records
    this.recorded.set(keyOf(shop.connectionId, webhookId), records)
    if (!order) return
    const { accepted, random } = this.#cast
    const one = { shop, webhookId, body: order }
    if (accepted.length < keptForReplay) accepted.push(one)
    else accepted[random.int(0, keptForReplay - 1)] = one
  }
}

/** As `intake/inbox.ts` keeps it. */
function keyOf(connectionId: string, webhookId: string): string {
  return `${connectionId} ${webhookId.length > 200 ? `sha256:${digest(webhookId)}` : webhookId}`
}

/** The database must hold exactly what was rightly signed, new and answered 200: each once, with its delivery. */
async function differences(stage: FuzzStage, expected: ReadonlyMap<string, Recorded>): Promise<string[]> {
  const owner = new pg.Client({ connectionString: stage.databaseUrl, options: '-c search_path=crossdock' })
  await owner.connect()
  try {
    const { rows: events } = await owner.query<{ key: string }>(
      `select connection_id || ' ' || dedupe_key as key from events`,
    )
    const { rows: counts } = await owner.query<{ deliveries: number; orphans: number }>(
      `select (select count(*)::int from deliveries) as deliveries,
        (select count(*)::int from events e where not exists (
          select from deliveries d where d.tenant_id = e.tenant_id and d.id = e.delivery_id)) as orphans`,
    )
    const held = new Set(events.map(({ key }) => key))
    const deliveries = counts[0]?.deliveries ?? 0
    return [
      ...[...held].filter((key) => !expected.has(key)).map((key) => `recorded though it must not be: ${key}`),
      ...[...expected.keys()].filter((key) => !held.has(key)).map((key) => `answered 200 and not recorded: ${key}`),
      ...(deliveries === expected.size ? [] : [`${deliveries} deliveries kept for ${expected.size} events`]),
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
    const signed = new Set([...recorded.values()].map(({ order }) => order).filter((order) => order !== null)).size
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

async function twoShops({ databaseUrl, masterKey }: FuzzStage): Promise<[FuzzShop, FuzzShop]> {
  const floor = openFloor(readConfig({ NODE_ENV: 'test' }), { url: databaseUrl, masterKey }, createLog('silent'))
  const { app, vault } = floor
  const one = async (): Promise<FuzzShop> => {
    const name = newId().slice(-12)
    const { tenantId } = await provisionTenant(app, vault, { slug: `t-${name}`, name, country: 'IN' })
    const shopDomain = `shop-${name}.myshopify.com`
    const secret = `secret-${name}-not-real`
    const { connectionId, path } = await provisionShop(app, vault, tenantId, {
      name,
      shopDomain,
      secrets: [secret, `previous-${name}-not-real`],
      cutOverAt: new Date(0),
      policy: defaultPushPolicy,
      erpConnectionId: null,
    })
    return { connectionId, path, shopDomain, secret, oldSecret: `the-one-before-${name}-not-real` }
  }
  try {
    return [await one(), await one()]
  } finally {
    await floor.close()
  }
}
