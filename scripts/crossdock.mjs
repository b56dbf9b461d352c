#!/usr/bin/env node
// The command line of the hub under the pinned Node: `npx crossdock …`, from any folder.
// Files that are named on it are meant from where it was called, so that folder is passed on.
process.env.INIT_CWD ??= process.cwd()
process.argv.splice(2, 0, 'apps/server/src/main/cli.ts')
await import('./with-node24.mjs')
