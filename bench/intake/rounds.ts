import type { HubProcess } from '#server-test/smoke/hub-processes.ts'
import { median } from '../statistics.ts'
import type { Load, LoadOptions, Measured, Target } from './load.ts'

export interface Contest {
  hub: Target
  bare: Target
  /** Frozen while the bare server has its turn, so that what the hub left to do does not slow that one down. */
  workers: HubProcess[]
  rounds: number
  load: Load
  options: LoadOptions
}

export interface Result {
  hub: Measured
  bare: Measured
  /** Median of the rounds' ratios, hub to bare. */
  ratio: number
}

/** Bare, hub, bare, hub …: what the machine does besides hits both alike. */
export async function rounds({ hub, bare, workers, rounds, load, options }: Contest): Promise<Result> {
  const brief = { ...options, seconds: Math.min(2, options.seconds) }
  await load.run(bare, brief)
  await load.run(hub, brief)
  const seen: { hub: Measured; bare: Measured }[] = []
  for (let round = 0; round < rounds; round++) {
    for (const worker of workers) worker.kill('SIGSTOP')
    const ofBare = await load.run(bare, options)
    for (const worker of workers) worker.kill('SIGCONT')
    const ofHub = await load.run(hub, options)
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

function middle(measured: Measured[]): Measured {
  const of = (pick: (one: Measured) => number): number => median(measured.map(pick))
  return {
    accepted: measured.reduce((sum, one) => sum + one.accepted, 0),
    perSecond: of((one) => one.perSecond),
    p50Ms: of((one) => one.p50Ms),
    p99Ms: of((one) => one.p99Ms),
    failed: 0,
  }
}
