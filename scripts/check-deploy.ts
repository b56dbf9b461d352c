// `npm run deploy:check`: the image, the compose files, the proxy and the chart, each by its own validator and by what
// comes of it. What this machine has no tool for is named first; with CI=true that is a failure.
import { resolve } from 'node:path'
import { deployPieces } from './testing/outside-pieces.ts'
import { runProgram } from './testing/run-program.ts'

process.chdir(resolve(import.meta.dirname, '..'))
const missing = deployPieces(process.env).filter((piece) => !piece.present)
const inCi = process.env.CI === 'true'

for (const { name, leavesOut, bringIt } of missing) {
  console.log(`${inCi ? '✗ missing in CI' : 'Leaving out'}: ${leavesOut}. No ${name} here: ${bringIt}.`)
}
const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'deploy']
const { ok } = await runProgram({ args, limitSeconds: 600, show: 'always' })
process.exitCode = ok && !(inCi && missing.length > 0) ? 0 : 1
