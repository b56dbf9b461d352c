import { statfs } from 'node:fs/promises'
import { type Config, ConfigError, isPooled, readConfig } from '#platform/config.ts'
import { Vault } from '#platform/crypto/vault.ts'
import { openDatabase } from '#platform/db/database.ts'
import { urlForRole } from '#platform/db/roles.ts'
import { createLog } from '#platform/log.ts'
import { runningHub } from '../../dev-state.ts'
import type { Answer } from '../answer.ts'
import type { Crossdock } from '../crossdock.ts'
import { exit } from '../exit-codes.ts'
import { printFindings } from '../findings.ts'
import { masterKeyOf } from '../inside.ts'
import { asOwner } from './ask-database.ts'
import { connectionChecks } from './connections.ts'
import { databaseChecks, reachableCheck } from './database.ts'
import { about, type Check, type Finding, runChecks, worstOf } from './finding.ts'
import { keyChecks } from './keys.ts'
import { publicAddressCheck } from './public-address.ts'
import { queueChecks } from './queue.ts'
import { workerChecks } from './workers.ts'

export function doctorCommand({ program, answer }: Crossdock): void {
  program
    .command('doctor')
    .description('looks at everything this hub needs, says what is wrong and what to do about it')
    .addHelpText('after', '\nExit code: 0 all is well, 1 warnings, 2 at least one failure.')
    .action(() => answer(async () => inWords(await examine(process.env))))
}

/** Everything at once, each with its own time limit. */
export async function examine(env: Record<string, string | undefined>): Promise<Finding[]> {
  let config: Config
  try {
    config = readConfig(env)
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown
    return thrown.problems.map((problem) => {
      const [setting = '', ...says] = problem.split(': ')
      return about('settings', setting).failure(says.join(': '), `Mend ${setting}; .env.example says what it is for.`)
    })
  }
  const url = config.DATABASE_DIRECT_URL ?? config.DATABASE_URL ?? runningHub(config.dataDir)?.databaseUrl
  if (!url)
    return [
      ...settingFindings(config),
      about('settings', 'DATABASE_URL').failure(
        'It is not set, and no hub runs in this folder.',
        'Start one with `npm start`, or set DATABASE_URL to a PostgreSQL 15 or newer.',
      ),
    ]
  return examineInstallation(config, url)
}

async function examineInstallation(config: Config, url: string): Promise<Finding[]> {
  const masterKey = masterKeyOf(config)
  const log = createLog('silent')
  const { promise: reachable, resolve: answered } = Promise.withResolvers<boolean>()
  const appUrl = config.DATABASE_APP_URL ?? urlForRole(url, 'crossdock_app', masterKey)
  const owner = openDatabase({ url, name: 'crossdock doctor', maxConnections: 2, log })
  const app = openDatabase({ url: appUrl, name: 'crossdock doctor', maxConnections: 6, log, pooled: isPooled(config) })
  const migrated = reachable.then(async (there) => there && (await hasKeys(url)))
  try {
    const found = await runChecks([
      reachableCheck(url, answered),
      ...databaseChecks({ config, url, masterKey, reachable }),
      ...queueChecks({ config, url, masterKey, log, reachable }),
      ...workerChecks(owner, migrated),
      ...keyChecks(owner, masterKey, migrated),
      publicAddressCheck(config, masterKey),
      diskCheck(config),
      {
        area: 'settings',
        subject: 'connections',
        timeoutMs: 90_000,
        run: async () => {
          if (!(await migrated)) return []
          const inTheWay = await app.call('select 1', []).then(
            () => null,
            (thrown: Error) => thrown,
          )
          if (inTheWay)
            return [
              about('settings', 'connections').failure(
                `None of them was looked at, since the log-in of crossdock_app does not work (${inTheWay.message}).`,
                'See what is said of crossdock_app, and run doctor again.',
              ),
            ]
          return runChecks(await connectionChecks({ owner, app, masterKey, vault: new Vault(masterKey, app) }))
        },
      },
    ])
    return [...settingFindings(config), ...found]
  } finally {
    await Promise.all([owner.close(), app.close()])
  }
}

/** Should it not be found out, everything that asks says why, and nothing is passed over in silence. */
function hasKeys(url: string): Promise<boolean> {
  return asOwner(url, async (client) => {
    const { rows } = await client.query<{ there: boolean }>(
      `select count(*) > 0 as there from information_schema.columns
       where table_schema = 'crossdock' and table_name = 'data_keys' and column_name = 'retired_at'`,
    )
    return rows[0]?.there ?? false
  })
}

function settingFindings(config: Config): Finding[] {
  const { ok, warning } = about('settings', 'settings')
  if (!config.CROSSDOCK_MASTER_KEY && config.DATABASE_URL)
    return [
      warning(
        `CROSSDOCK_MASTER_KEY is not set; a generated one in ${config.dataDir} is used.`,
        'Set it, and keep a copy apart from the backups: without it nothing that is stored can be read.',
      ),
    ]
  return [ok('Every setting can be read.')]
}

/** The embedded database lives on this machine's disk; of any other one its own machine has to be asked. */
function diskCheck(config: Config): Check {
  return {
    area: 'database',
    subject: 'disk',
    async run() {
      if (config.DATABASE_URL) return []
      const { ok, warning, failure } = about('database', 'disk')
      const disk = await statfs(config.dataDir)
      const free = (disk.bavail * disk.bsize) / 2 ** 30
      const says = `${free.toFixed(1)} GB are free where the embedded database lives.`
      const remedy = 'Make room, or move CROSSDOCK_DATA_DIR to a larger disk.'
      if (free < 0.5) return [failure(says, remedy)]
      return [free < 3 ? warning(says, remedy) : ok(says)]
    },
  }
}

export function inWords(findings: Finding[]): Answer {
  const verdict = worstOf(findings)
  return {
    json: { verdict, findings },
    exitCode: verdict === 'failure' ? exit.unwell : verdict === 'warning' ? exit.notDone : exit.done,
    print() {
      printFindings(findings)
      const of = (wanted: Finding['verdict']): number => findings.filter((one) => one.verdict === wanted).length
      console.log(
        verdict === 'ok'
          ? 'All is well.'
          : `${of('failure')} failure(s), ${of('warning')} warning(s). → says what to do.`,
      )
    },
  }
}
