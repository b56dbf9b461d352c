import { readConfig } from '#platform/config.ts'
import { migrate } from '#platform/db/migrate.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import { findDatabase, masterKeyOf } from './inside.ts'

/** The same as `npm run migrate`, which production runs as a step of its own. */
export function migrateCommand({ program, answer }: Crossdock): void {
  program
    .command('migrate')
    .description('brings the database to the newest migration, and its roles to their passwords')
    .action(() => answer(bringUpToDate))
}

async function bringUpToDate(): Promise<Answer> {
  const config = readConfig(process.env)
  const applied = await migrate(findDatabase(config), masterKeyOf(config))
  return {
    json: { applied },
    print: () => console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`),
  }
}
