// A small tree with the shape of ours. The package.json files are the real ones, so that `#platform/…` and
// `@crossdock/connectors/odoo` resolve through the very `imports` and `exports` that the server runs with.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const WORKSPACES = [
  'apps/server',
  'apps/sandbox',
  'apps/dashboard',
  'packages/connectors',
  'packages/contracts',
] as const

/** Every kind of import that the rules allow, in the syntax our sources use (an older parser trips over `await using`). */
const SOURCES: Record<string, string> = {
  'packages/contracts/src/errors.ts': 'export type ErrorCode = string',
  'packages/connectors/src/ports/erp.ts':
    "import type { ErrorCode } from '@crossdock/contracts/errors'\nexport type Erp = { fails: ErrorCode }",
  'packages/connectors/src/odoo/index.ts': "export { odoo } from './adapter.ts'",
  'packages/connectors/src/odoo/adapter.ts':
    "import type { Erp } from '../ports/erp.ts'\nexport const odoo: Erp = { fails: 'never' }",
  'packages/connectors/src/shopify/index.ts': 'export const shopify = 1',
  'apps/sandbox/src/odoo/index.ts': "export { odoo } from '@crossdock/connectors/odoo'",
  'apps/sandbox/src/main.ts': "import { odoo } from './odoo/index.ts'\nexport const stand = odoo",
  'apps/server/src/platform/clock.ts': 'export const now = () => 0',
  'apps/server/src/modules/orders/index.ts': "export { orders } from './store.ts'",
  'apps/server/src/modules/orders/store.ts':
    "import { now } from '#platform/clock.ts'\nimport type { Erp } from '@crossdock/connectors/ports/erp'\nexport const orders = { now, erp: null as Erp | null }",
  'apps/server/src/modules/payments/index.ts':
    "import { orders } from '#modules/orders/index.ts'\nexport const payments = orders",
  'apps/server/src/http/app.ts': "import { orders } from '#modules/orders/index.ts'\nexport const app = orders",
  'apps/server/src/main/wire.ts':
    "import { app } from '#http/app.ts'\nimport { odoo } from '@crossdock/connectors/odoo'\nexport const wired = { app, odoo }",
  'apps/server/src/main/api.ts':
    "import { wired } from './wire.ts'\nexport async function api() {\n  await using resource = null as unknown as AsyncDisposable\n  return { wired, resource, lazy: await import('#modules/payments/index.ts') }\n}",
  'apps/server/test/harness/start.ts': "import { wired } from '#main/wire.ts'\nexport const harness = wired",
  'apps/dashboard/src/app.ts':
    "import type { ErrorCode } from '@crossdock/contracts/errors'\nexport type Shown = ErrorCode",
}

/** Writes the skeleton, with `planted` files added or put in the place of its own, below a new temporary folder. */
export function makeSkeleton(repository: string, planted: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'crossdock-boundaries-'))
  for (const workspace of WORKSPACES) copyWorkspace(repository, root, workspace)
  for (const [file, source] of Object.entries({ ...SOURCES, ...planted })) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), `${source}\n`)
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}

function copyWorkspace(repository: string, root: string, workspace: string) {
  const manifest = join(repository, workspace, 'package.json')
  mkdirSync(join(root, workspace), { recursive: true })
  // The screens are not built yet; their part of the skeleton needs only a name.
  if (existsSync(manifest)) cpSync(manifest, join(root, workspace, 'package.json'))
  else writeFileSync(join(root, workspace, 'package.json'), '{ "private": true, "type": "module" }\n')

  const link = join(root, 'node_modules/@crossdock', workspace.slice(workspace.indexOf('/') + 1))
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(join(root, workspace), link, 'dir')
}
