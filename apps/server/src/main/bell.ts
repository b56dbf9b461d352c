import { Argument, Command } from 'commander'
import { type Bell, openBell } from '#jobs/bell.ts'
import { type BellName, bellNames } from '#jobs/bell-names.ts'
import { readConfig } from '#platform/config.ts'
import { generatedMasterKey, MasterKey } from '#platform/crypto/master-key.ts'
import { createLog } from '#platform/log.ts'
import { runningHub } from './dev-state.ts'
import { bellBackend } from './wire.ts'

/** `npm run bell`: whether the bell answers, and holding a queue back for a while (docs/runbooks/bell.md). */
const program = new Command('bell').description('Asks the bell of a Crossdock hub how it is, and pauses its queues.')
const queue = new Argument('<queue>', 'which').choices(bellNames)

program
  .command('status', { isDefault: true })
  .description('whether it answers, and what is paused')
  .action(() => withBell(async () => undefined))
program
  .command('pause')
  .description('lets the work of a queue wait; webhooks are recorded all the same')
  .addArgument(queue)
  .action((name: BellName) => withBell((bell) => bell.pause(name)))
program
  .command('resume')
  .description('goes on with a paused queue')
  .addArgument(queue)
  .action((name: BellName) => withBell((bell) => bell.resume(name)))

const answersWithinMs = 4_000

async function withBell(work: (bell: Bell) => Promise<void>): Promise<void> {
  const config = readConfig(process.env)
  const url = config.DATABASE_URL ?? runningHub(config.dataDir)?.databaseUrl
  if (!url) throw new Error('No hub is running here. Start it with `npm start`, or set DATABASE_URL.')
  const keys = new MasterKey(config.CROSSDOCK_MASTER_KEY ?? generatedMasterKey(config.dataDir))
  const log = createLog('silent')
  const backend = bellBackend(config, url, keys, log)
  const bell = openBell({ backend, log })
  try {
    const deadline = performance.now() + answersWithinMs
    while (bell.condition().away !== null && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const { away } = bell.condition()
    if (away !== null) throw new Error(`${away}. Work goes on without it; see docs/runbooks/bell.md.`)
    await work(bell)
    const paused = await bell.look()
    console.log(`the bell: ${backend.name} answers`)
    for (const name of bellNames) console.log(`  ${name.padEnd(8)} ${paused.includes(name) ? 'paused' : 'goes on'}`)
  } finally {
    await bell.close()
  }
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
