import { Argument } from 'commander'
import { type Bell, openBell } from '#jobs/bell.ts'
import { type BellName, bellNames } from '#jobs/bell-names.ts'
import { readConfig } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'
import { bellBackend } from '../wire.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import { Unavailable } from './exit-codes.ts'
import { findDatabase, masterKeyOf } from './inside.ts'

/** Whether the bell answers, and holding a queue back for a while (docs/runbooks/bell.md). */
export function bellCommands({ program, answer }: Crossdock): void {
  const bell = program.command('bell').description('the queue that wakes the workers: how it is, and pausing it')
  const queue = new Argument('<queue>', 'which').choices(bellNames)
  bell
    .command('status', { isDefault: true })
    .description('whether it answers, and what is paused')
    .action(() => answer(() => withBell(async () => undefined)))
  bell
    .command('pause')
    .description('lets the work of a queue wait; webhooks are recorded all the same')
    .addArgument(queue)
    .action((name: BellName) => answer(() => withBell((open) => open.pause(name))))
  bell
    .command('resume')
    .description('goes on with a paused queue')
    .addArgument(queue)
    .action((name: BellName) => answer(() => withBell((open) => open.resume(name))))
}

const answersWithinMs = 4_000

async function withBell(work: (bell: Bell) => Promise<void>): Promise<Answer> {
  const config = readConfig(process.env)
  const log = createLog('silent')
  const backend = bellBackend(config, findDatabase(config), masterKeyOf(config), log)
  const bell = openBell({ backend, log })
  try {
    const deadline = performance.now() + answersWithinMs
    while (bell.condition().away !== null && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 50))
    const { away } = bell.condition()
    if (away !== null) throw new Unavailable(`${away}. Work goes on without it; see docs/runbooks/bell.md.`)
    await work(bell)
    const paused = await bell.look()
    return {
      json: { backend: backend.name, queues: bellNames.map((name) => ({ name, paused: paused.includes(name) })) },
      print() {
        console.log(`the bell: ${backend.name} answers`)
        for (const name of bellNames) console.log(`  ${name.padEnd(8)} ${paused.includes(name) ? 'paused' : 'goes on'}`)
      },
    }
  } finally {
    await bell.close()
  }
}
