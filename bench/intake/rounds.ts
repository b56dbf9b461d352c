import type { HubProcess } from '#server-test/harness/hub-processes.ts'
import { processorMs } from '../processor-time.ts'
import { median } from '../statistics.ts'
import type { Load, LoadOptions, Measured, Target } from './load.ts'

export interface Contest {
  hub: Target
  bare: Target
  /** Frozen while the bare server has its turn, so that what the hub left to do does not slow that one down. */
  workers: HubProcess[]
  rounds: number
  load: Load
  /** Whose processor time is looked at: the two servers and the database they share. */
  pids: { hub: number; bare: number; database: number }
  options: LoadOptions
}

export interface Result {
  hub: Turn
  bare: Turn
  /** Median of the rounds' ratios, hub to bare. */
  ratio: number
}

/** Processor time a webhook, microseconds, of the server and of the database. */
interface Costs {
  serverUs: number
  databaseUs: number
}

type Turn = Measured & Costs

/** Bare, hub, bare, hub …: what the machine does besides hits both alike. */
export async function rounds({ hub, bare, workers, rounds, load, pids, options }: Contest): Promise<Result> {
  const brief = { ...options, seconds: Math.min(2, options.seconds) }
  await load.run(bare, brief)
  await load.run(hub, brief)
  const seen: { hub: Turn; bare: Turn }[] = []
  for (let round = 0; round < rounds; round++) {
    for (const worker of workers) worker.kill('SIGSTOP')
    const ofBare = await turn(() => load.run(bare, options), pids.bare, pids.database)
    for (const worker of workers) worker.kill('SIGCONT')
    const ofHub = await turn(() => load.run(hub, options), pids.hub, pids.database)
    if (ofHub.failed > 0 || ofBare.failed > 0)
      throw new Error(`${ofHub.failed} requests to the hub and ${ofBare.failed} to the bare server failed`)
    seen.push({ hub: ofHub, bare: ofBare })
  }
  return {
    hub: middle(seen.map((round) => round.hub)),
    bare: middle(seen.map((round) => round.bare)),
    ratio: median(seen.map((round) => round.hub.perSecond / round.bare.perSecond)),
  }
}

async function turn(run: () => Promise<Measured>, server: number, database: number): Promise<Turn> {
  const before = [processorMs([server]), processorMs([database])] as const
  const measured = await run()
  return {
    ...measured,
    serverUs: ((processorMs([server]) - before[0]) * 1000) / measured.accepted,
    databaseUs: ((processorMs([database]) - before[1]) * 1000) / measured.accepted,
  }
}

function middle(measured: Turn[]): Turn {
  const of = (pick: (one: Turn) => number): number => median(measured.map(pick))
  return {
    accepted: measured.reduce((sum, one) => sum + one.accepted, 0),
    perSecond: of((one) => one.perSecond),
    p50Ms: of((one) => one.p50Ms),
    p99Ms: of((one) => one.p99Ms),
    failed: 0,
    serverUs: of((one) => one.serverUs),
    databaseUs: of((one) => one.databaseUs),
  }
}
