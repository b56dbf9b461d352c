import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { describeSchema } from '#platform/db/describe-schema.ts'
import { drizzleTables } from '#platform/db/drizzle-tables.ts'
import { migrate, migrationsDir } from '#platform/db/migrate.ts'
import { startEmbedded } from '#platform/embedded/index.ts'
import { freePort } from './free-port.ts'

/**
 * `npm run schema`: migrates an empty database and writes down what came out, for review (`schema.sql`) and for the
 * program (`tables.ts`). With `--check` it writes nothing and fails on a difference.
 */
const targets = [
  { file: join(migrationsDir, '../schema.sql'), make: describeSchema },
  { file: join(import.meta.dirname, '../platform/db/tables.ts'), make: drizzleTables },
]

async function main(check: boolean): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'crossdock-schema-'))
  const server = await startEmbedded({ dataDir, port: () => freePort(0), password: 'schema', throwAway: true })
  try {
    await migrate(server.url, new MasterKey(`schema:${Buffer.alloc(32).toString('base64')}`))
    for (const { file, make } of targets) {
      const made = await make(server.url)
      const before = readIfThere(file)
      if (made === before) console.log(`${file}: up to date`)
      else if (check)
        throw new Error(`${file} differs from the migrations. Run "npm run schema" and review the change.`)
      else writeFileSync(file, made)
      if (made !== before) console.log(`${file}: written`)
    }
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

main(process.argv.includes('--check')).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
