import { AppError } from '@crossdock/contracts/errors'
import { expect, test } from 'vitest'
import { aJob, aWorkBench, busy } from '#test/harness/work-bench.ts'
import { exponential } from './backoff.ts'
import { forgottenLanes } from './store.ts'

const lane = 'order:test'

test('does the rows of a lane in order', async () => {
  await using bench = await aWorkBench()
  const seen: number[] = []
  const job = aJob({ run: async ({ payload }) => void seen.push(payload.n) })
  for (const n of [1, 2, 3]) await bench.file(job, { n })

  await bench.answer(lane, [job])

  expect(seen).toEqual([1, 2, 3])
  expect((await bench.rows()).map((row) => row.state)).toEqual(['done', 'done', 'done'])
})

test('two workers never work on one lane at the same time', async () => {
  await using bench = await aWorkBench()
  let running = 0
  let most = 0
  const job = aJob({
    run: async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 5))
      running--
    },
  })
  for (let n = 0; n < 10; n++) await bench.file(job, { n })

  await Promise.all(Array.from({ length: 6 }, (_, i) => bench.answer(lane, [job], { holder: `w${i}` })))

  expect(most).toBe(1)
  expect((await bench.rows()).every((row) => row.state === 'done')).toBe(true)
})

test('tries again what may succeed later, and one poison row holds nobody up', async () => {
  await using bench = await aWorkBench()
  const done: number[] = []
  const job = aJob({
    backoff: exponential({ firstMs: 60_000, maxMs: 3_600_000 }),
    run: async ({ payload }) => {
      if (payload.n === 1) throw busy()
      done.push(payload.n)
    },
  })
  for (const n of [1, 2, 3]) await bench.file(job, { n })

  await bench.answer(lane, [job])

  expect(done).toEqual([2, 3])
  const [first] = await bench.rows()
  expect(first).toMatchObject({ state: 'waiting', attempts: 1, cause_code: 'provider-busy' })
  expect(first?.due_in_ms).toBeGreaterThan(25_000)
})

test('gives up after the last attempt, with the cause', async () => {
  await using bench = await aWorkBench()
  const job = aJob({ maxAttempts: 3, run: () => Promise.reject(busy()) })
  await bench.file(job, { n: 1 })

  await bench.answer(lane, [job])

  expect(await bench.rows()).toMatchObject([{ state: 'dead', attempts: 3, cause_code: 'provider-busy' }])
})

test('what a person has to mend is a dead letter at once, and onDead tells them', async () => {
  await using bench = await aWorkBench()
  const told: string[] = []
  const job = aJob({
    run: () => Promise.reject(new AppError('sku-unknown', 'no', { facts: { sku: 'A-1' } })),
    onDead: async (_, __, error) => void told.push(error.say),
  })
  await bench.file(job, { n: 1 })

  await bench.answer(lane, [job])

  expect(await bench.rows()).toMatchObject([{ state: 'dead', attempts: 1 }])
  expect(told).toEqual([expect.stringContaining('A-1')])
})

test('a batch takes what waits, and each item has its own outcome', async () => {
  await using bench = await aWorkBench()
  const sizes: number[] = []
  const job = aJob({
    batch: {
      max: 3,
      run: async (items, { settle }) => {
        sizes.push(items.length)
        for (const item of items) settle(item, item.payload.n === 2 ? new AppError('sku-unknown', 'no') : 'done')
      },
    },
  })
  for (let n = 1; n <= 5; n++) await bench.file(job, { n })

  await bench.answer(lane, [job])

  expect(sizes).toEqual([3, 2])
  expect((await bench.rows()).map((row) => row.state)).toEqual(['done', 'dead', 'done', 'done', 'done'])
})

test('an item whose turn it was not stays as due as it was, at no attempt', async () => {
  await using bench = await aWorkBench()
  const runs: number[][] = []
  const job = aJob({
    batch: {
      max: 3,
      run: async (items, { settle }) => {
        runs.push(items.map(({ payload }) => payload.n))
        for (const [index, item] of items.entries()) settle(item, index === 0 ? 'done' : 'left')
      },
    },
  })
  for (let n = 1; n <= 3; n++) await bench.file(job, { n })

  await bench.answer(lane, [job])

  expect(runs).toEqual([[1, 2, 3], [2, 3], [3]])
  expect(await bench.rows()).toMatchObject(Array(3).fill({ state: 'done', attempts: 1 }))
})

test('an item that a batch forgot is a fault of ours, never done', async () => {
  await using bench = await aWorkBench()
  const job = aJob({ maxAttempts: 1, batch: { max: 3, run: async () => undefined } })
  await bench.file(job, { n: 1 })

  await bench.answer(lane, [job])

  expect(await bench.rows()).toMatchObject([{ state: 'dead', cause_code: 'internal' }])
})

test('a batch that throws fails only what it had not settled', async () => {
  await using bench = await aWorkBench()
  const job = aJob({
    maxAttempts: 1,
    batch: {
      max: 10,
      run: async ([first], { settle }) => {
        if (first) settle(first, 'done')
        throw busy()
      },
    },
  })
  for (let n = 1; n <= 2; n++) await bench.file(job, { n })

  await bench.answer(lane, [job])

  expect((await bench.rows()).map((row) => row.state)).toEqual(['done', 'dead'])
})

test('a payload that cannot be read is a dead letter, not a loop', async () => {
  await using bench = await aWorkBench()
  const job = aJob({ maxAttempts: 1 })
  await bench.file(job, { wrong: true })

  await bench.answer(lane, [job])

  expect(await bench.rows()).toMatchObject([{ state: 'dead', cause_code: 'internal' }])
})

// The frozen worker of design.md: it wakes up after its lease and must not write.
test('a worker that lost its lane writes nothing, and its successor does the work', async () => {
  await using bench = await aWorkBench()
  const by: string[] = []
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const { promise: frozen, resolve: goOn } = Promise.withResolvers<void>()
  const slow = aJob({
    run: async (item, { commit }) => {
      begin()
      await frozen
      await commit(item.tenantId, async () => void by.push('frozen'))
    },
  })
  const quick = aJob({ run: async (item, { commit }) => commit(item.tenantId, async () => void by.push('successor')) })
  await bench.file(slow, { n: 1 })
  // Its clock stands still, as a frozen process's timers do, while the database's lease runs out.
  const first = bench
    .answer(lane, [slow], { leaseMs: 200, clock: { now: () => new Date(), monotonicMs: () => 0 } })
    .catch((error: unknown) => error)
  await begun
  await bench.test.owner.query(`update lanes set leased_until = '-infinity'`)

  await bench.answer(lane, [quick], { holder: 'successor' })
  goOn()
  const outcome = await first

  expect(by).toEqual(['successor'])
  expect(outcome).toMatchObject({ code: 'lease-lost' })
  expect(await bench.rows()).toMatchObject([{ state: 'done', attempts: 1 }])
})

test('stopping is nobody’s failure: the row stays as it is', async () => {
  await using bench = await aWorkBench()
  const stopping = new AbortController()
  const job = aJob({
    run: async (_, { signal }) => {
      stopping.abort(new AppError('shutting-down', 'stop'))
      signal.throwIfAborted()
    },
  })
  await bench.file(job, { n: 1 })

  await bench.answer(lane, [job], { stopping: stopping.signal }).catch(() => undefined)

  expect(await bench.rows()).toMatchObject([{ state: 'waiting', attempts: 0 }])
})

test('a note that cannot be written becomes a bare one, and the rows behind it go on', async () => {
  await using bench = await aWorkBench()
  const job = aJob({
    run: async ({ payload }) => {
      if (payload.n === 1) throw new AppError('sku-unknown', 'no')
    },
    onDead: (tx) => tx.query('select 1/0').then(() => undefined),
  })
  for (const n of [1, 2]) await bench.file(job, { n })

  await bench.answer(lane, [job])

  expect(await bench.rows()).toMatchObject([{ state: 'dead', cause_code: 'internal' }, { state: 'done' }])
})

test('a fault of ours is tried a few times, not a thousand', async () => {
  await using bench = await aWorkBench()
  const job = aJob({ maxAttempts: 1_000, run: () => Promise.reject(new TypeError('x is not a function')) })
  await bench.file(job, { n: 1 })

  await bench.answer(lane, [job])

  expect(await bench.rows()).toMatchObject([{ state: 'dead', attempts: 5, cause_code: 'internal' }])
})

// One lane with ten thousand rows must not hide a lane with one.
test('the sweeper sees every lane behind a backlog', async () => {
  await using bench = await aWorkBench()
  await bench.test.owner.query(
    `insert into work (tenant_id, id, lane, kind, version, payload, correlation_id, next_at)
     select $1, gen_random_uuid(), case when i = 1 then 'order:late' else 'erp:busy' end, 'k', 1, '{}', gen_random_uuid(), now() - make_interval(secs => i)
     from generate_series(1, 12000) i`,
    [bench.tenantId],
  )
  await bench.app.call('select take_lane($1, $2, 60000)', ['erp:busy', 'somebody'])

  expect(await forgottenLanes(bench.app, 500)).toEqual(['order:late'])
})

test('a lease is renewed while the work goes on', async () => {
  await using bench = await aWorkBench()
  const job = aJob({ run: () => new Promise((resolve) => setTimeout(resolve, 900)) })
  await bench.file(job, { n: 1 })

  await bench.answer(lane, [job], { leaseMs: 300 })

  expect(await bench.rows()).toMatchObject([{ state: 'done' }])
})
