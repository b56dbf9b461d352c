import { ConfigError, readConfig } from '#platform/config.ts'
import { generatedMasterKey, MasterKey } from '#platform/crypto/master-key.ts'
import { migrate } from '#platform/db/migrate.ts'

/** `npm run migrate`: brings DATABASE_URL (as its owner) to the newest migration. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  if (!config.DATABASE_URL) throw new ConfigError(['DATABASE_URL: which database? (`npm start` migrates its own)'])
  const masterKey = new MasterKey(config.CROSSDOCK_MASTER_KEY ?? generatedMasterKey(config.dataDir))
  const applied = await migrate(config.DATABASE_DIRECT_URL ?? config.DATABASE_URL, masterKey)
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`)
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
