import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort } from '#main/free-port.ts'
import { printTable } from '#main/print-table.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { migrate } from '#platform/db/migrate.ts'
import { startEmbedded } from '#platform/embedded/index.ts'
import { fuzzIntake } from './fuzz-intake.ts'

/** `npm run fuzz [-- --requests 100000 --seed N --connections 16]`: hostile requests against a hub process of its own. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      connections: { type: 'string', default: '16' },
    },
  })
  const [requests, seed, connections] = [values.requests, values.seed, values.connections].map(Number)
  if (!requests || seed === undefined || Number.isNaN(seed) || !connections) throw new Error('whole numbers, please')
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-fuzz-'))
  const masterKey = `fuzz:${Buffer.alloc(32, 9).toString('base64')}`
  const database = await startEmbedded({ dataDir: folder, port: () => freePort(0), password: 'fuzz', throwAway: true })
  let failed = true
  try {
    await migrate(database.url, new MasterKey(masterKey))
    const outcome = await fuzzIntake({ databaseUrl: database.url, masterKey, folder, requests, seed, connections })
    printTable(
      ['attack', 'answers'],
      [...outcome.kinds].map(([name, answers]) => [
        name,
        [...answers]
          .sort()
          .map(([answer, n]) => `${answer}: ${n}`)
          .join('  '),
      ]),
    )
    const { memory, problems, recorded } = outcome
    console.log(
      `\nSeed ${seed}: ${outcome.requests} requests in ${outcome.seconds.toFixed(0)} s, ` +
        `${recorded.orders} rightly signed orders, ${recorded.messages} messages and statuses and ${recorded.unreadable} unreadable ` +
        'deliveries recorded, nothing else. ' +
        `Slowest valid answer ${outcome.slowestValidMs.toFixed(0)} ms; ${outcome.slowSendersEnded} dawdlers cut off. ` +
        (memory ? `Memory ${memory.early.toFixed(0)} → ${memory.late.toFixed(0)} MiB.` : 'Memory: too short to say.'),
    )
    for (const [problem, times] of alike(problems).slice(0, 30)) console.log(`  ✗ ${times}× ${problem}`)
    console.log(
      problems.length === 0 ? '✓ nothing accepted, nothing crashed' : `✗ ${problems.length} problems; log in ${folder}`,
    )
    failed = problems.length > 0
  } finally {
    await database.stop()
    if (!failed) for (const path of [folder, dirname(database.folder)]) rmSync(path, { recursive: true, force: true })
  }
  return failed ? 1 : 0
}

/** Problems that begin alike, one of each with how often. */
function alike(problems: readonly string[]): [string, number][] {
  const groups = new Map<string, [string, number]>()
  for (const problem of problems) {
    const kind = problem.replace(/[0-9a-f-]{8,}|\d+/g, '#').slice(0, 60)
    const group = groups.get(kind) ?? [problem.slice(0, 400), 0]
    groups.set(kind, [group[0], group[1] + 1])
  }
  return [...groups.values()]
}

process.exitCode = await main()
