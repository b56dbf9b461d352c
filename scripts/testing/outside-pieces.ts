// What some tests need and no `npm ci` can bring: found by the environment, named when it is missing.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export type OutsidePiece = { name: string; present: boolean; leavesOut: string; bringIt: string; neededInCi: boolean }
type Environment = Record<string, string | undefined>

export function outsidePieces(env: Environment): OutsidePiece[] {
  return [
    {
      name: 'real Odoo',
      present: Boolean(env.CROSSDOCK_TEST_ODOO_URL && env.CROSSDOCK_TEST_ODOO_PG),
      leavesOut: 'the contract tests against it, the smoke run and the chaos run',
      bringIt: 'bash scripts/odoo/real-odoo.sh run -- npm test (Debian 12, root)',
      neededInCi: true,
    },
    {
      name: 'Redis or Valkey',
      present: Boolean(env.REDIS_URL),
      leavesOut: 'tests of the bell on Redis (on PostgreSQL they run)',
      bringIt: 'set REDIS_URL',
      neededInCi: false,
    },
    {
      name: 'Chromium',
      present: Boolean(env.CHROMIUM_PATH) || onPath(env, ['chromium', 'chromium-browser', 'google-chrome']),
      leavesOut: 'tests in a browser',
      bringIt: 'install chromium, or set CHROMIUM_PATH',
      neededInCi: false,
    },
  ]
}

function onPath(env: Environment, programs: string[]) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.some((folder) => programs.some((program) => isExecutable(join(folder, program))))
}

function isExecutable(file: string) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
