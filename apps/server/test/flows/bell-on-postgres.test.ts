import { expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { aBellBench, lanesInUse } from '#test/harness/bell-bench.ts'
import { bellKinds } from '#test/harness/bell-servers.ts'

const [onPostgres] = bellKinds

test('a bell that answers and refuses every ring is made up for, in few words and few connections', async () => {
  if (!onPostgres) throw new Error('there is always PostgreSQL')
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(line) })
  await using bench = await aBellBench(onPostgres, { log, patienceMs: 300 })
  await bench.allHear()
  await bench.database.owner.query('revoke all on bullmq.job from crossdock_bell')
  const before = bench.server.line.tried

  await bench.file(lanesInUse, 4)
  await bench.allDone()
  await bench.database.owner.query('grant all on bullmq.job to crossdock_bell')
  await bench.allHear()
  await bench.file(lanesInUse, 2)
  await bench.allDone()

  expect(bench.problems()).toEqual([])
  expect(lines.length, lines.join('')).toBeLessThan(12)
  // BullMQ tries again without a pause, some hundred times a second: each try a connection.
  expect(bench.server.line.tried - before).toBeLessThan(200)
})
