import { logsAtRest, redisAtRest, tablesAtRest } from '../harness/at-rest.ts'
import { type KeptText, PhoneScan, readablePhones } from '../harness/plain-phones.ts'
import type { Receiver } from '../harness/receiver.ts'
import type { HubDatabase } from './hub-database.ts'
import type { Plan } from './plan.ts'
import type { Supervised } from './supervised.ts'

/** Where the hub keeps something, and where it shows or sends what it knows of itself. */
export interface Outlets {
  database: HubDatabase
  /** Of the hub's processes. */
  hubEnv: Readonly<Record<string, string>>
  apis: readonly Pick<Supervised, 'current'>[]
  workers: readonly Pick<Supervised, 'current'>[]
  /** Of traces and reports of errors. */
  receiver: Pick<Receiver, 'received'>
}

/** Looks for every buyer's phone in all that the hub keeps, shows and sends about itself. */
export class LookForPhones {
  readonly #scan: PhoneScan
  readonly #seen = { '/metrics': 0, '/health': 0, traces: 0 }

  constructor({ orders }: Plan) {
    this.#scan = new PhoneScan(orders.map(({ phone }) => phone))
  }

  get scan(): PhoneScan {
    return this.#scan
  }

  /** While the run goes on, now and then: a process that is killed takes its metrics along, and traces are many. */
  async shown({ apis, workers, receiver }: Outlets): Promise<void> {
    for (const { path, body } of receiver.received.splice(0)) {
      if (path.endsWith('/traces')) this.#seen.traces++
      this.#scan.look({ where: `what was sent to ${path}`, text: body })
    }
    const running = [...apis, ...workers].flatMap(({ current }) => current ?? [])
    const pages = running.flatMap(({ internalUrl }) =>
      (['/metrics', '/health'] as const).map((path) => ({ path, internalUrl })),
    )
    await Promise.all(
      pages.map(async ({ path, internalUrl }) => {
        const text = await fetch(internalUrl + path, { signal: AbortSignal.timeout(5_000) })
          .then((answer) => answer.text())
          // It was struck down meanwhile, or is frozen.
          .catch(() => null)
        if (text === null) return
        this.#seen[path]++
        this.#scan.look({ where: path, text })
      }),
    )
  }

  /** At the end. `further`: whatever else it sends anywhere. */
  async kept(outlets: Outlets, folder: string, further: Iterable<KeptText> = []): Promise<void> {
    const { database, hubEnv } = outlets
    await this.shown(outlets)
    const query = async (sql: string) => ({ rows: await database.query<Record<string, unknown>>(sql) })
    for await (const text of tablesAtRest(query)) this.#scan.look(text)
    for (const text of logsAtRest(folder, /^(api|worker)-\d+\.log$/)) this.#scan.look(text)
    if (hubEnv.REDIS_URL) for await (const text of redisAtRest(hubEnv.REDIS_URL)) this.#scan.look(text)
    for (const text of further) this.#scan.look(text)
  }

  /** In words. Where nothing was shown nothing was proved. */
  problems(): string[] {
    const unseen = Object.entries(this.#seen).flatMap(([what, times]) => (times === 0 ? [what] : []))
    const blind = unseen.length > 0 ? [`no phone was looked for in ${unseen.join(', ')}: nothing came from there`] : []
    return [...readablePhones(this.#scan), ...blind]
  }
}
