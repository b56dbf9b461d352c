import { ConfigError, readConfig } from '#platform/config.ts'
import { generatedMasterKey } from '#platform/crypto/master-key.ts'
import { createLog } from '#platform/log.ts'
import { type ErrorReports, noErrorReports } from '#platform/telemetry/error-reports.ts'
import { endOnSurprises, stopLimitMs, stopOnSignals } from './process-end.ts'
import { serve } from './serve.ts'
import { openFloor } from './wire.ts'

/** The program as it is run in production: ROLE says what it does. Migrations are a step of their own (`migrate.ts`). */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = createLog(config.LOG_LEVEL)
  let errors: ErrorReports = noErrorReports
  endOnSurprises(log, (error) => {
    errors.report({ error, code: 'crash' })
    return errors.flush()
  })
  if (!config.DATABASE_URL)
    throw new ConfigError(['DATABASE_URL: needed here; `npm start` brings a database of its own'])
  const masterKey = config.CROSSDOCK_MASTER_KEY ?? generatedMasterKey(config.dataDir)
  const floor = openFloor(config, { url: config.DATABASE_URL, masterKey }, log)
  errors = floor.telemetry.errors
  const serving = serve(floor)
  stopOnSignals(async () => (await serving).stop(), { limitMs: stopLimitMs(config), sameKeyPressMs: 0 })
  await serving
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(1)
})
