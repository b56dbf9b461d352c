import { randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import { realOdooFrom } from '@crossdock/sandbox/odoo-real'
import { Command, InvalidArgumentError, Option } from 'commander'
import { printOutcome } from './print-outcome.ts'
import { type ChaosOptions, limitOf, runChaos } from './run.ts'

type Options = Pick<ChaosOptions, 'events' | 'minutes' | 'bell' | 'odooLimit' | 'workers' | 'apis'> & {
  seed?: number
  leastKinds: number
  keepLogs: boolean
}

const number = (text: string): number => {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('a number above 0')
  return value
}
const whole = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('a whole number from 1 up')
  return Number(text)
}

/**
 * The promise "nothing lost, nothing doubled" under everything that can go wrong at once. Deliveries, their times and the
 * faults follow from the seed alone; what the operating system makes of them does not.
 */
const program = new Command('chaos')
  .description(
    'Sends a real hub doubled, late and shuffled orders while its processes are killed and frozen, its Odoo is stopped, started\n' +
      'and made slow, connections are cut and the queue is wiped; then settles accounts with Odoo’s own database.\n' +
      'Needs a real Odoo: bash scripts/odoo/real-odoo.sh run -- npm run chaos (Debian 12, root).',
  )
  .option('-e, --events <number>', 'deliveries, repeated ones included', whole, 2_000)
  .option('-m, --minutes <number>', 'over how long they come in; what is slow may take three times as long', number, 2)
  .option('-s, --seed <number>', 'repeats the deliveries and the faults of an earlier run', whole)
  .addOption(new Option('-b, --bell <kind>', 'what rings the lanes').choices(['postgres', 'redis']).default('postgres'))
  .option(
    '--odoo-limit <seconds>',
    'after it Odoo ends a call; shorter is quicker, longer suits a slow machine',
    whole,
    25,
  )
  .option('--workers <number>', 'worker processes', whole, 3)
  .option('--apis <number>', 'API processes', whole, 2)
  .option('--keep-logs', 'also when all is well', false)
  .option('--least-kinds <number>', 'fail when fewer kinds of fault than this have struck', whole, 1)
  .action(async (options: Options) => {
    process.exitCode = await chaos({ ...options, seed: options.seed ?? randomInt(1, 2 ** 31) })
  })

async function chaos(options: Options & { seed: number }): Promise<number> {
  const odoo = realOdooFrom(process.env)
  if (!odoo) {
    console.error(
      'The chaos run needs a real Odoo. On Debian, as root:\n  bash scripts/odoo/real-odoo.sh run -- npm run chaos',
    )
    return 1
  }
  const { seed, events, minutes, bell, odooLimit, workers, apis } = options
  const given = { events, minutes, seed, bell, 'odoo-limit': odooLimit, workers, apis }
  const repeat = `npm run chaos -- ${Object.entries(given)
    .map(([name, value]) => `--${name} ${value}`)
    .join(' ')}`
  console.log(
    `Chaos: ${events} events in ${minutes} min, seed ${seed}; ends after ${limitOf(options) / 60_000} min at the latest.`,
  )
  const interrupted = new AbortController()
  // Not once: a terminal's Ctrl-C comes directly and again through npm, and the second one must not end us half-way.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => interrupted.abort(new Error(`interrupted by ${signal}`)))
  try {
    const outcome = await runChaos({
      ...options,
      odooPostgres: odoo.postgres,
      env: process.env,
      signal: interrupted.signal,
      say: (line) => console.log(`  ${line}`),
    })
    const problems = printOutcome(outcome, options)
    if (problems.length === 0) {
      if (options.keepLogs) console.log(`Logs: ${outcome.folder}`)
      else rmSync(outcome.folder, { recursive: true, force: true })
      return 0
    }
    console.log(`\nRepeat it: ${repeat}\nLogs: ${outcome.folder}`)
  } catch (error) {
    if (interrupted.signal.aborted) console.error((interrupted.signal.reason as Error).message)
    else console.error(error)
    console.log(`\nRepeat it: ${repeat}`)
  }
  return 1
}

await program.parseAsync()
