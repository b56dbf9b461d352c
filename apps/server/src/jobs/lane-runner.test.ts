import { expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { waitFor } from '#test/harness/wait-for.ts'
import { LaneRunner } from './lane-runner.ts'

/** Lanes that run until they are let go, or until their calls are aborted. */
function aRunner(places: number): {
  runner: LaneRunner
  running: string[]
  left: string[]
  ended: string[]
  letGo(lane: string): void
} {
  const running: string[] = []
  const left: string[] = []
  const ended: string[] = []
  const gates = new Map<string, () => void>()
  const runner = new LaneRunner({
    concurrency: { orders: places, erp: places },
    left: (lane) => void left.push(lane),
    log: createLog('silent'),
    async work(lane, { stopping }) {
      running.push(lane)
      await new Promise<void>((resolve, reject) => {
        gates.set(lane, resolve)
        stopping.addEventListener('abort', () => reject(stopping.reason))
      }).finally(() => ended.push(lane))
    },
  })
  return { runner, running, left, ended, letGo: (lane) => gates.get(lane)?.() }
}

test('whoever asks, no more lanes of a kind run than there are places', async () => {
  const { runner, running, letGo } = aRunner(1)

  const first = runner.run('order:1')
  const second = runner.run('order:2')
  const swept = runner.tryRun('order:3')
  const otherKind = runner.tryRun('erp:1')
  const before = [...running]
  letGo('order:1')
  await first
  await waitFor('the next to run', async () => running.includes('order:2'))
  letGo('order:2')
  letGo('erp:1')
  await second

  expect([swept, otherKind]).toEqual([false, true])
  expect(before).toEqual(['order:1', 'erp:1'])
  expect(running).toEqual(['order:1', 'erp:1', 'order:2'])
})

test('a lane that runs is not begun a second time by the sweeper', async () => {
  const { runner, running, letGo } = aRunner(2)
  const first = runner.run('order:1')

  const again = runner.tryRun('order:1')
  letGo('order:1')
  await first

  expect(again).toBe(false)
  expect(running).toEqual(['order:1'])
})

test('stopping, what runs may come to its end, what waits is left to others, and nothing more is begun', async () => {
  const { runner, running, left, letGo } = aRunner(1)
  const first = runner.run('order:1')
  const waiting = runner.run('order:2')

  const stopped = runner.stop(60_000)
  await waiting
  const later = runner.tryRun('order:3')
  letGo('order:1')
  await Promise.all([first, stopped])

  expect(running).toEqual(['order:1'])
  expect(later).toBe(false)
  expect(left).toEqual(['order:2', 'order:1'])
})

test('what does not end within the grace is aborted, and left to others', async () => {
  const { runner, left, ended } = aRunner(1)
  const running = runner.run('erp:1')

  await runner.stop(20)
  await running

  expect(ended).toEqual(['erp:1'])
  expect(left).toEqual(['erp:1'])
})
