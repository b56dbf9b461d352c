import { existsSync } from 'node:fs'
import { pauseWork } from '#jobs/work-pause.ts'
import { doubtAfterRestore } from '#modules/messaging/index.ts'
import { BrokenBackup, type Header } from '#platform/backup/archive.ts'
import { readBackup } from '#platform/backup/read-backup.ts'
import { NotRestorable, restoreBackup } from '#platform/backup/restore-backup.ts'
import { writeBackup } from '#platform/backup/write-backup.ts'
import { readConfig } from '#platform/config.ts'
import type { Tx } from '#platform/db/database.ts'
import { printTable, when } from '../print-table.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import { Misunderstood, NotDone } from './exit-codes.ts'
import { fromWhereTyped } from './from-where-typed.ts'
import { findDatabase, masterKeyOf } from './inside.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { type Progress, progressOf } from './progress.ts'

interface BackupOptions {
  encrypt?: boolean
  force?: boolean
}

interface RestoreOptions {
  force?: boolean
  paused?: boolean
  verifyOnly?: boolean
}

// biome-ignore lint/suspicious/noExplicitAny: steps of a backup and of a restore
type AnyProgress = Progress<any>

export function backupCommands({ program, answer, json }: Crossdock): void {
  program
    .command('backup')
    .description('writes the whole database into a file, while the hub runs')
    .argument('<file>', 'where to; it is made anew. - is standard output')
    .option('--encrypt', 'with a key that follows from the master key')
    .option('--force', 'replaces a file that is there')
    .addHelpText(
      'after',
      '\nThe master key is never in it. Keep it somewhere else: without it a backup cannot be read.',
    )
    .action((file: string, options: BackupOptions) => answer(() => backup(file, options, progressOf(json()))))
  program
    .command('restore')
    .description('puts a backup into an empty database; stop the hub first')
    .argument('<file>', 'made by `backup`')
    .option('--force', 'throws away what is in the database')
    .option('--paused', 'nothing is carried or sent until `work resume`: for a try beside the hub it was copied from')
    .option('--verify-only', 'reads the whole file and checks it; touches no database')
    .addHelpText(
      'after',
      '\nWhat has happened since the backup: docs/guides/backup.md says what finds itself and what does not.',
    )
    .action((name: string, options: RestoreOptions) =>
      answer(() => {
        const file = fromWhereTyped(name)
        return options.verifyOnly ? verify(file) : restore(file, options, progressOf(json()))
      }),
    )
}

async function backup(name: string, { encrypt, force }: BackupOptions, progress: AnyProgress): Promise<Answer> {
  const toOutput = name === '-'
  const file = toOutput ? 'standard output' : fromWhereTyped(name)
  if (!toOutput && existsSync(file) && !force) throw new NotDone(`${file} is there already. --force replaces it.`)
  if (toOutput && process.stdout.isTTY) throw new Misunderstood('A backup is nothing to look at: send it into a file.')
  const config = readConfig(process.env)
  const databaseUrl = config.DATABASE_DIRECT_URL ?? findDatabase(config)
  const masterKey = masterKeyOf(config)
  const { header, trailer } = await writeBackup({
    databaseUrl,
    to: toOutput ? process.stdout : file,
    sealWith: encrypt ? masterKey : null,
    progress: progress.tell,
  })
  progress.end()
  const rows = Object.values(trailer.tables).reduce((sum, n) => sum + n, 0)
  const { tables, sha256 } = trailer
  const masterKeys = neededKeys(header, encrypt ? masterKey.currentId : null)
  const whose = header.tenants.map(({ slug }) => slug).join(', ')
  const words = `${file}: ${rows} rows of ${whose || 'no tenant'}, as they stood at ${header.takenAt}.

THE MASTER KEY IS NOT IN IT. Keep "${masterKeys.join('", "')}" (CROSSDOCK_MASTER_KEY) somewhere else,
and never beside the backup: without it nothing in there can be read, by anybody.`
  return {
    json: { file, encrypted: encrypt === true, ...headerJson(header), masterKeys, rows, tables, sha256 },
    print: () => (toOutput ? console.error(words) : console.log(words)),
    ...(toOutput ? { outputIsTaken: true } : {}),
  }
}

async function verify(file: string): Promise<Answer> {
  const config = readConfig(process.env)
  const { header, trailer, sealedWith } = await readable(() => readBackup(file, masterKeyOf(config)))
  const masterKeys = neededKeys(header, sealedWith)
  return {
    json: { file, whole: true, ...headerJson(header), masterKeys, tables: trailer.tables, sha256: trailer.sha256 },
    print() {
      console.log(
        `${file} is whole. It was taken at ${header.takenAt}, and needs the master key ${masterKeys.join(', ')}.\n`,
      )
      printTable(
        ['rows', 'table'],
        Object.entries(trailer.tables).map(([table, n]) => [String(n), table]),
      )
    },
  }
}

async function restore(
  file: string,
  { force = false, paused = false }: RestoreOptions,
  progress: AnyProgress,
): Promise<Answer> {
  const config = readConfig(process.env)
  const databaseUrl = config.DATABASE_DIRECT_URL ?? findDatabase(config)
  const masterKey = masterKeyOf(config)
  let doubted = { messages: 0, notices: 0 }
  const settle = async (tx: Pick<Tx, 'query'>): Promise<void> => {
    const [there] = await tx.query<{ messages: boolean }>(
      `select to_regclass('crossdock.messages') is not null as messages`,
    )
    if (there?.messages) doubted = await doubtAfterRestore(tx)
  }
  const { header, trailer } = await readable(() =>
    oneAtATime(databaseUrl, 'a restore', () =>
      restoreBackup({
        databaseUrl,
        masterKey,
        file,
        force,
        settle,
        afterwards: async (tx) => void (paused && (await pauseWork(tx))),
        progress: progress.tell,
      }),
    ),
  )
  progress.end()
  return {
    json: { file, ...headerJson(header), tables: trailer.tables, doubted, paused },
    print() {
      console.log(`Restored as it stood at ${header.takenAt} (${when(new Date(header.takenAt)).slice(0, 16)} here).\n`)
      if (paused)
        console.log(
          'All work is paused: a hub that is started on it carries and sends nothing until npx crossdock work resume.\n',
        )
      console.log('What came after that is not in it. Start the hub; then:')
      console.log('  - Orders that were carried after the backup are found in the ERP and not made a second time.')
      console.log(
        '  - Webhooks after the backup do not come again by themselves: let the shops send those orders again.',
      )
      if (doubted.messages > 0)
        console.log(
          `  - ${doubted.messages} message(s) that waited may have gone out since: a status or a person settles them.`,
        )
      if (doubted.notices > 0)
        console.log('  - Notices are sent for orders placed from now on: which others were told, nobody knows.')
      console.log('  - npx crossdock doctor, npx crossdock parked; and read docs/guides/backup.md.')
    },
  }
}

/** The file itself may be sealed with a newer one than those that wrap what is in it. */
function neededKeys({ masterKeys }: Header, sealedWith: string | null): string[] {
  return [...new Set([...masterKeys, ...(sealedWith === null ? [] : [sealedWith])])]
}

function headerJson({ takenAt, postgres, migrations, tenants, masterKeys }: Header) {
  return { takenAt, postgres, schema: migrations.at(-1)?.name ?? null, tenants, masterKeys }
}

async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof BrokenBackup)
      throw new NotDone(`The backup cannot be used: ${thrown.message}.`, { cause: thrown })
    if (thrown instanceof NotRestorable) throw new NotDone(thrown.message, { cause: thrown })
    if ((thrown as { code?: string }).code === 'ENOENT') throw new NotDone('There is no such file.', { cause: thrown })
    throw thrown
  }
}
