import { describe, expect, test } from 'vitest'
import { lookLane } from '#jobs/bell-names.ts'
import { createLog } from '#platform/log.ts'
import { aBellBench, erpLane, lanesInUse, orderLanes } from '#test/harness/bell-bench.ts'
import { bellKinds } from '#test/harness/bell-servers.ts'
import { waitFor } from '#test/harness/wait-for.ts'

describe.each(bellKinds)('the bell on $name', (kind) => {
  test('is what gets the work done, not the sweeper', async () => {
    await using bench = await aBellBench(kind, { sweepMs: 'never' })
    await bench.allHear()

    await bench.file(lanesInUse, 5)
    await bench.allDone()

    expect(bench.problems()).toEqual([])
  })

  test('rung to look, a worker does every lane that waits', async () => {
    await using bench = await aBellBench(kind, { sweepMs: 'never' })
    await bench.allHear()
    await bench.file(lanesInUse, 3, { ring: () => undefined })

    await waitFor('all rows to be done after a ring that names no lane', async () => {
      bench.bells[0]?.ring(lookLane(0))
      return bench.done.length === lanesInUse.length * 3
    })

    expect(bench.problems()).toEqual([])
  })

  test('holds names of lanes while they wait, and nothing afterwards', async () => {
    await using bench = await aBellBench(kind, { sweepMs: 'never' })
    await bench.allHear()
    await bench.bells[0]?.pause('orders')
    // The second ring finds the first one still there, which leaves other traces than a single one.
    await bench.file(['order:1'], 2)
    const waiting = await waitFor('the ring to be in the queue', async () => {
      const contents = await bench.server.contents()
      return contents.includes('order:1') && contents
    })

    await bench.bells[0]?.resume('orders')
    await bench.allDone()

    expect(waiting).not.toMatch(/tenant|payload|correlation/)
    await waitFor('the ring to be gone', async () => !(await bench.server.rings()).includes('order:1'))
  })

  test('wiped again and again while it works, it loses nothing', async () => {
    await using bench = await aBellBench(kind)
    await bench.allHear()

    for (let round = 0; round < 8; round++) {
      await bench.file(lanesInUse, 2)
      await bench.server.wipe()
    }
    await bench.allDone()

    expect(bench.problems()).toEqual([])
  })

  test('a paused queue waits and says so, the other goes on, and once resumed all is done', async () => {
    const lines: string[] = []
    const log = createLog('info', { write: (line) => void lines.push(line) })
    await using bench = await aBellBench(kind, { log, sweepMs: 50, patienceMs: 300 })
    await bench.allHear()
    await bench.bells[0]?.pause('orders')
    await waitFor('every bell to see the pause', async () =>
      bench.bells.every((bell) => bell.condition().paused.includes('orders')),
    )

    await bench.file(lanesInUse, 2)
    await waitFor(
      'the other queue to be done',
      async () => bench.done.filter(({ lane }) => lane === erpLane).length === 2,
    )
    // Ten sweeps take longer than the sweeper's patience.
    const swept = bench.sweeps()
    await waitFor('ten more sweeps of each worker', async () => bench.sweeps() >= swept + 20)
    const whilePaused = bench.done.filter(({ lane }) => lane !== erpLane)
    await bench.bells[0]?.resume('orders')
    await bench.allDone()

    expect(whilePaused).toEqual([])
    expect(bench.problems()).toEqual([])
    expect(lines.filter((line) => line.includes('a queue is paused')).length).toBe(2) // one a worker
  })

  test('away, the work is done without it, and when it comes back it is heard again', async () => {
    const lines: string[] = []
    const log = createLog('info', { write: (line) => void lines.push(line) })
    await using bench = await aBellBench(kind, { log })
    await bench.allHear()
    await bench.file(lanesInUse, 2)

    bench.server.line.refuse()
    const before = bench.server.line.tried
    await bench.file(lanesInUse, 5)
    await bench.allDone()
    const afterWork = bench.server.line.tried
    await waitFor('each to try again', async () => bench.server.line.tried >= afterWork + 3)
    const tried = bench.server.line.tried - before
    bench.server.line.pass()
    await bench.allHear()
    await bench.file(lanesInUse, 2)
    await bench.allDone()

    expect(bench.problems()).toEqual([])
    expect(tried, 'a storm of connections').toBeLessThan(60)
    const [gone, back] = ['the bell does not answer', 'the bell answers again'].map(
      (words) => lines.filter((line) => line.includes(words)).length,
    )
    expect([gone, back], 'a line each for the end and the return, of each of the three').toEqual([back, gone])
    expect(gone).toBeGreaterThanOrEqual(3)
    // A machine that stands still for seconds may make an outage more; a line a second would be dozens.
    expect(lines.length, lines.join('')).toBeLessThanOrEqual(12)
  })

  test('absent from the start, the work is done without it, and it is heard once it comes', async () => {
    await using bench = await aBellBench(kind, { before: ({ line }) => line.refuse() })
    await bench.file(lanesInUse, 3)
    await bench.allDone()

    bench.server.line.pass()
    await bench.allHear()

    await bench.file(lanesInUse, 3)
    await bench.allDone()
    expect(bench.problems()).toEqual([])
  })

  test('hanging without an answer, it is taken for away', async () => {
    await using bench = await aBellBench(kind)
    await bench.allHear()

    bench.server.line.hang()
    await bench.file(lanesInUse, 5)
    await bench.allDone()
    await waitFor('every bell to be taken for away', async () =>
      bench.bells.every((bell) => bell.condition().away !== null),
    )
    bench.server.line.pass()
    await bench.allHear()
    await bench.file(lanesInUse, 3)
    await bench.allDone()

    expect(bench.problems()).toEqual([])
  })

  test('its connections cut again and again, nothing is lost', async () => {
    await using bench = await aBellBench(kind)
    await bench.allHear()

    for (let round = 0; round < 10; round++) {
      await bench.file(lanesInUse, 2)
      bench.server.line.cut()
    }
    await bench.allDone()
    await bench.allHear()

    expect(bench.problems()).toEqual([])
  })

  test('the connections it listens on cut by the server, it hears again without the sweeper', async () => {
    await using bench = await aBellBench(kind, { sweepMs: 'never' })
    await bench.allHear()
    await bench.file(orderLanes)
    await bench.allDone()

    const { server } = bench
    await waitFor('two workers to listen to two queues', async () => (await server.listeners()) === 4)
    await server.cutListeners()
    await waitFor('them to listen again', async () => (await server.listeners()) === 4)
    await bench.file(lanesInUse)
    await bench.allDone()

    expect(bench.problems()).toEqual([])
  })
})
