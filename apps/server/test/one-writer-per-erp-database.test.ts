import { expect, test } from 'vitest'
import { newId } from '#platform/ids.ts'
import { aJob, aWorkBench, type WorkBench } from '#test/harness/work-bench.ts'

/** Two rows that turn out to be one real database: migration 000006. */

interface Pair {
  winner: string
  loser: string
  /** The administrator's set-up, which knows the database's own id beside the second address. */
  merge(): Promise<string>
}

async function twoAddresses(bench: WorkBench, intervals: [number, number] = [0, 0]): Promise<Pair> {
  const own = newId()
  const ensure = async (names: string[], interval: number): Promise<string> => {
    const [row] = await bench.app.call<{ id: string }>('select ensure_erp_database($1, $2, $3) as id', [
      newId(),
      names.map((name) => `${name}-${own}`),
      interval,
    ])
    return row?.id ?? ''
  }
  const winner = await ensure(['address-1'], intervals[0])
  const loser = await ensure(['address-2'], intervals[1])
  expect(await ensure(['uuid', 'address-1'], 0)).toBe(winner)
  return { winner, loser, merge: () => ensure(['uuid', 'address-2'], 0) }
}

const lanes = async (bench: WorkBench): Promise<unknown[]> =>
  (await bench.test.owner.query(`select lane, payload ->> 'erpDatabaseId' as id from work order by seq`)).rows

test('the surest name wins, and every name leads there', async () => {
  await using bench = await aWorkBench()
  const { winner, loser, merge } = await twoAddresses(bench, [100, 700])

  expect(await merge()).toBe(winner)

  const { rows } = await bench.test.owner.query('select id, min_interval_ms from erp_databases')
  expect(rows).toEqual([{ id: winner, min_interval_ms: 700 }])
  expect((await bench.test.owner.query('select distinct erp_database_id as id from erp_database_names')).rows).toEqual([
    { id: winner },
  ])
  expect(loser).not.toBe(winner)
})

test('work that waits in the losing lane is done in the winner’s', async () => {
  await using bench = await aWorkBench()
  const { winner, loser, merge } = await twoAddresses(bench)
  const done: unknown[] = []
  const job = aJob({ run: async (item) => void done.push(item.payload), lane: () => `erp:${loser}` })
  await bench.file(job, { n: 1, erpDatabaseId: loser })

  await merge()
  await bench.answer(`erp:${loser}`, [job])
  expect(done).toEqual([])
  await bench.answer(`erp:${winner}`, [job])

  expect(done).toEqual([{ n: 1 }])
  expect(await lanes(bench)).toEqual([{ lane: `erp:${winner}`, id: winner }])
})

test('work queued under the old id after the merge is sent on', async () => {
  await using bench = await aWorkBench()
  const { winner, loser, merge } = await twoAddresses(bench)
  const done: unknown[] = []
  const job = aJob({ run: async (item) => void done.push(item.payload), lane: () => `erp:${loser}` })
  await merge()
  await bench.file(job, { n: 2, erpDatabaseId: loser })

  await bench.answer(`erp:${loser}`, [job])
  const forgotten = await bench.app.call('select lane from forgotten_lanes(10)', [])
  await bench.answer(`erp:${winner}`, [job])

  expect(forgotten).toEqual([{ lane: `erp:${winner}` }])
  expect(done).toEqual([{ n: 2 }])
  expect((await bench.test.owner.query(`select from lanes where lane = $1`, [`erp:${loser}`])).rowCount).toBe(0)
})

test('whoever works in the losing lane meanwhile writes nothing more, and his fences hold', async () => {
  await using bench = await aWorkBench()
  const { winner, loser, merge } = await twoAddresses(bench)
  const { app, tenantId } = bench
  const take = async (lane: string): Promise<string> =>
    (await app.call<{ token: string }>(`select take_lane($1, 'worker', 60000) as token`, [lane]))[0]?.token ?? ''
  const token = await take(`erp:${loser}`)
  await app.call('select put_fence($1, $2, $3, $4, $5, $6)', [token, loser, newId(), tenantId, newId(), ['7']])

  await merge()

  const held = await app.call('select hold_lane($1, $2) as held', [`erp:${loser}`, token])
  expect(held).toEqual([{ held: false }])
  const late = app.call('select put_fence($1, $2, $3, $4, $5, $6)', [token, loser, newId(), tenantId, newId(), ['8']])
  await expect(late).rejects.toThrow()
  const next = await take(`erp:${winner}`)
  const fences = await app.call<{ erp_ids: string[] }>('select erp_ids from open_fences($1, $2)', [next, winner])
  expect(fences).toEqual([{ erp_ids: ['7'] }])
})

test('connections of every tenant move along; a tenant that has both keeps both', async () => {
  await using bench = await aWorkBench()
  const { winner, loser, merge } = await twoAddresses(bench)
  const { owner } = bench.test
  const other = newId()
  await owner.query(
    `insert into tenants (tenant_id, slug, name, country) select $1, 'other', name, country from tenants limit 1`,
    [other],
  )
  const connect = (tenant: string, database: string): Promise<unknown> =>
    owner.query(
      `insert into connections (tenant_id, id, provider, name, provider_key, erp_database_id, erp_company_id, cut_over_at)
       values ($1, $2, 'odoo', 'Odoo', $3, $4, '1', now())`,
      [tenant, newId(), `${database}:1`, database],
    )
  await connect(bench.tenantId, winner)
  await connect(bench.tenantId, loser)
  await connect(other, loser)

  await merge()

  const { rows } = await owner.query(
    'select tenant_id, provider_key, erp_database_id from connections order by provider_key',
  )
  expect(rows.map(({ erp_database_id }) => erp_database_id)).toEqual([winner, winner, winner])
  const keys = rows.map(({ tenant_id, provider_key }) => [tenant_id === other, provider_key])
  expect(keys).toContainEqual([true, `${winner}:1`])
  expect(keys).toContainEqual([false, `${winner}:1`])
  expect(keys).toContainEqual([false, `${loser}:1`])
})

test('two merges in a row end at the last winner', async () => {
  await using bench = await aWorkBench()
  const first = await twoAddresses(bench)
  await first.merge()
  const second = newId()
  const ensure = (names: string[]): Promise<{ id: string }[]> =>
    bench.app.call('select ensure_erp_database($1, $2, 0) as id', [newId(), names])
  await ensure([second])
  const name = (
    await bench.test.owner.query('select name from erp_database_names where erp_database_id = $1', [first.winner])
  ).rows[0]?.name

  const [last] = await ensure([second, name])

  const { rows } = await bench.test.owner.query('select distinct erp_database_id as id from erp_merged_lanes')
  expect(rows).toEqual([{ id: last?.id }])
  const done: unknown[] = []
  const job = aJob({ run: async (item) => void done.push(item.payload), lane: () => `erp:${first.loser}` })
  await bench.file(job, { n: 3, erpDatabaseId: first.loser })
  await bench.answer(`erp:${first.loser}`, [job])
  await bench.answer(`erp:${last?.id}`, [job])
  expect(done).toEqual([{ n: 3 }])
})
