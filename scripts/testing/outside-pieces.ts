// What some tests need and no `npm ci` can bring: found by the environment, named when it is missing.
import { delimiter, join } from 'node:path'
import { deployTools, isExecutable } from './deploy-tools.ts'

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
      // A program, not an address: the tests start servers of their own, to wipe them and to kill them.
      present: onPath(env, ['redis-server', 'valkey-server']),
      leavesOut: 'tests of the bell on Redis (on PostgreSQL they run)',
      bringIt:
        'have redis-server or valkey-server on the path (Debian: apt-get install redis-server; no service need run)',
      neededInCi: true,
    },
    {
      name: 'Chromium',
      present: Boolean(env.CHROMIUM_PATH) || onPath(env, ['chromium', 'chromium-browser', 'google-chrome']),
      leavesOut: 'tests in a browser',
      bringIt: 'install chromium (Debian: apt-get install chromium), or set CHROMIUM_PATH',
      neededInCi: true,
    },
    ...deployPieces(env),
  ]
}

const bringDeployTools = 'bash scripts/testing/install-deploy-tools.sh (Debian 12, root)'

/** What `npm run deploy:check` needs, a piece for each tool: one of them is better than none. */
export function deployPieces(env: Environment): OutsidePiece[] {
  const tools = deployTools(env)
  const piece = (name: string, found: string | undefined, leavesOut: string): OutsidePiece => ({
    name,
    present: found !== undefined,
    leavesOut,
    bringIt: bringDeployTools,
    neededInCi: true,
  })
  return [
    piece('buildah with base images', tools.imageStore, 'building the image, and one order in it'),
    piece('docker compose', tools.compose, 'tests of the compose files'),
    piece('Caddy', tools.caddy, 'tests of the proxy before the hub'),
    piece('Helm', tools.helm, 'tests of the chart'),
    piece('psql', tools.psql, "the test of the database's owner"),
    piece('PgBouncer', tools.pgbouncer, 'tests of the hub behind a pooler'),
    piece('shellcheck', tools.shellcheck, 'the check of shell scripts'),
  ]
}

function onPath(env: Environment, programs: string[]) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.some((folder) => programs.some((program) => isExecutable(join(folder, program))))
}
