import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { BoundedNames } from './bounded-names.ts'

/**
 * Every metric stands here and nowhere else; `docs/runbooks/metrics.md` says what each means, and a test compares.
 *
 * The rule for labels: a label is one of `labelNames`, and its values are ours or a provider's code words: few, known when
 * the program is written. Never a tenant, a person, a phone, an address, an order or a URL. The one id there is, the ERP
 * database that calls have to take turns for, is capped.
 */
export const labelNames = [
  'alert',
  'cache',
  'channel',
  'code',
  'erp_database',
  'kind',
  'lane_kind',
  'method',
  'node',
  'operation',
  'outcome',
  'part',
  'pool',
  'provider',
  'queue',
  'reason',
  'result',
  'role',
  'route',
  'state',
  'statement',
  'status',
] as const
export type LabelName = (typeof labelNames)[number]

/** From a fraction of a millisecond (an indexed look) to the ERP's longest call. */
const quick = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const slow = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]

type Meters = ReturnType<typeof makeMeters>

function makeMeters(registry: Registry) {
  const registers = [registry]
  const counter = (name: string, help: string, labelNames: LabelName[] = []) =>
    new Counter({ name: `crossdock_${name}`, help, labelNames, registers })
  const gauge = (name: string, help: string, labelNames: LabelName[] = []) =>
    new Gauge({ name: `crossdock_${name}`, help, labelNames, registers })
  const histogram = (name: string, help: string, buckets: number[], labelNames: LabelName[] = []) =>
    new Histogram({ name: `crossdock_${name}`, help, buckets, labelNames, registers })
  return {
    buildInfo: gauge('build_info', 'Always 1; the labels say what runs.', ['role', 'node']),

    webhookSeconds: histogram('webhook_seconds', 'From the first byte to the answer.', quick, ['provider', 'outcome']),
    webhookBytes: counter('webhook_bytes_total', 'Bodies of webhooks that were recorded.', ['provider']),
    webhookRefusals: counter('webhook_refusals_total', 'Webhooks that were sent away.', ['provider', 'reason']),
    events: counter('events_total', 'What webhooks told us.', ['provider', 'outcome']),
    groupCommit: histogram('recording_group_size', 'Deliveries that shared a commit.', [1, 2, 4, 8, 16], []),

    lag: gauge('lag_seconds', 'Age of the oldest due work row.', ['lane_kind']),
    waiting: gauge('work_waiting', 'Work rows that wait; counted to 100,000 at the most.', ['kind']),
    dead: gauge('work_dead', 'Dead letters; counted to 100,000 at the most.', ['kind']),
    settled: counter('work_settled_total', 'What came of work rows: done, retried or dead.', [
      'kind',
      'outcome',
      'code',
    ]),
    workSeconds: histogram('work_seconds', 'One run of a job; a batch is one run.', slow, ['kind']),
    batch: histogram('work_batch_size', 'Rows that a batch took.', [1, 2, 5, 10, 20, 50], ['kind']),
    fencesOpen: gauge('fences_open', 'Confirmations without an answer.'),
    fenceAge: gauge('fence_age_seconds', 'Age of the oldest confirmation without an answer.'),

    providerSeconds: histogram('provider_call_seconds', 'What we ask of outside systems, in our words.', slow, [
      'provider',
      'operation',
      'outcome',
    ]),
    providerRequests: counter('provider_requests_total', 'Single HTTP exchanges with outside systems.', [
      'provider',
      'status',
    ]),
    turnSeconds: histogram('erp_turn_wait_seconds', 'Waits for a turn at an ERP that limits calls.', slow, [
      'erp_database',
      'outcome',
    ]),
    shopifyBucket: histogram(
      'shopify_cost_available_ratio',
      'What was left of the cost bucket, as Shopify said.',
      [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1],
    ),

    bellAway: gauge('bell_away', '1 while the bell does not answer.'),
    bellPaused: gauge('bell_paused', '1 while somebody has paused the queue.', ['queue']),
    workers: gauge('workers', 'Workers, by whether they were heard of lately.', ['state']),
    sweepAge: gauge('sweep_age_seconds', 'Since any worker looked for forgotten work.'),

    querySeconds: histogram('db_statement_seconds', 'Statements; named by verb and what they touch.', quick, [
      'pool',
      'statement',
      'outcome',
    ]),
    connectSeconds: histogram('db_connect_wait_seconds', 'Waits for a connection of the pool.', quick, ['pool']),
    poolConnections: gauge('db_pool_connections', 'Connections of the pool.', ['pool', 'state']),
    poolWaiting: gauge('db_pool_waiting', 'Who waits for a connection right now.', ['pool']),

    httpSeconds: histogram('http_request_seconds', 'Requests to the hub, by route and not by address.', quick, [
      'method',
      'route',
      'status',
    ]),
    cacheLookups: counter('cache_lookups_total', 'Look-ups, by whether memory had the answer.', ['cache', 'result']),
    alertsOpen: gauge('alerts_open', 'Troubles people should see to, over all tenants.', ['alert']),
    alertsTold: counter('alert_messages_total', 'Messages to people about troubles.', ['channel', 'outcome']),
    errorReports: counter('error_reports_total', 'Unexpected errors, and what became of their report.', ['outcome']),
    scrape: gauge('scrape_part_ok', '0 when a part of this scrape could not be looked up.', ['part']),
  }
}

/** Brings gauges up to date before a scrape. */
type Look = () => Promise<void> | void

/** One set for one hub; nothing is global, so that several hubs can live in one process. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #looks = new Map<string, Look>()
  readonly #statements = new BoundedNames(300)
  readonly #erpDatabases = new BoundedNames(50)
  readonly #routes = new BoundedNames(200)
  readonly meters: Meters

  constructor(role: string) {
    this.meters = makeMeters(this.#registry)
    this.meters.buildInfo.set({ role, node: process.version }, 1)
  }

  /** Memory, processor, event loop, garbage: once a process, since it watches the whole of it. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.#registry })
  }

  /** @param part names it in `crossdock_scrape_part_ok` */
  beforeScrape(part: string, look: Look): void {
    this.#looks.set(part, look)
  }

  /** In Prometheus' text format. A part that cannot be looked up does not keep the others away. */
  async scrape(): Promise<{ contentType: string; text: string }> {
    await Promise.all(
      [...this.#looks].map(async ([part, look]) => {
        const ok = await Promise.resolve()
          .then(look)
          .then(() => 1)
          .catch(() => 0)
        this.meters.scrape.set({ part }, ok)
      }),
    )
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() }
  }

  /** Names with their labels, for whoever has to know that a metric exists. */
  describe(): { name: string; help: string; type: string; labels: string[] }[] {
    return this.#registry.getMetricsAsArray().map((metric) => {
      const { name, help, type, labelNames: labels = [] } = metric as unknown as Described
      return { name, help, type: String(type), labels: [...labels] }
    })
  }

  statement(name: string): string {
    return this.#statements.named(name)
  }

  erpDatabase(id: string): string {
    return this.#erpDatabases.named(id.slice(-12))
  }

  route(url: string): string {
    return this.#routes.named(url)
  }
}

interface Described {
  name: string
  help: string
  type: unknown
  labelNames?: string[]
}
