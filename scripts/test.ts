// `npm test`: every check, then every test that this machine can run. What it cannot run is named first.
// The last line is always `N passed, N failed` (and `, N skipped`), where each check counts as one test.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { outsidePieces } from './testing/outside-pieces.ts'
import { interrupted, runProgram } from './testing/run-program.ts'
import { add, type Tally, tallyLine, tallyOf, type VitestReport } from './testing/tally.ts'

const CHECKS = [
  { name: 'types', args: ['node_modules/@typescript/native/bin/tsc', '--noEmit'] },
  { name: 'lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
  { name: 'schema', args: ['apps/server/src/main/dump-schema.ts', '--check'] },
  { name: 'boundaries', args: ['scripts/check-boundaries.ts'] },
  { name: 'lock', args: ['scripts/check-lock.ts'] },
  { name: 'unused', args: ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'] },
]
/** About a minute of deliveries. On a slow machine some places are never reached: most of the 37 kinds must strike. */
const CHAOS = ['--events', '400', '--minutes', '0.75', '--odoo-limit', '12', '--least-kinds', '30']
const PASSED: Tally = { passed: 1, failed: 0, skipped: 0 }
const FAILED: Tally = { passed: 0, failed: 1, skipped: 0 }
const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 }

process.chdir(resolve(import.meta.dirname, '..'))
const pieces = outsidePieces(process.env)
const hasOdoo = pieces.some(({ name, present }) => name === 'real Odoo' && present)
const inCi = process.env.CI === 'true'

let total = sayWhatIsLeftOut()
for (const check of CHECKS) total = add(total, await runCheck(check))
total = add(total, await runVitest())
if (hasOdoo) {
  total = add(
    total,
    await runReal('smoke', 'one order, from a signed webhook to the real Odoo and to the buyer’s phone', [], 600),
  )
  total = add(total, await runReal('chaos', 'orders and messages while everything fails that can', CHAOS, 900))
}

console.log(`\n${tallyLine(total)}`)
process.exitCode = total.failed > 0 ? 1 : 0

/** In CI a missing piece is a failure where it must be there, so that the promise it proves is not silently dropped. */
function sayWhatIsLeftOut(): Tally {
  let missed = NOTHING
  for (const { name, leavesOut, bringIt, neededInCi } of pieces.filter((piece) => !piece.present)) {
    const fails = inCi && neededInCi
    console.log(`${fails ? '✗ missing in CI' : 'Leaving out'}: ${leavesOut}. No ${name} here: ${bringIt}.`)
    if (fails) missed = add(missed, FAILED)
  }
  return missed
}

async function runCheck({ name, args }: { name: string; args: string[] }): Promise<Tally> {
  if (interrupted()) return FAILED
  const { ok, seconds, output } = await runProgram({ args, limitSeconds: 180, show: 'when-it-fails' })
  console.log(`${ok ? '✓' : '✗'} ${name.padEnd(12)} ${seconds.toFixed(1)} s`)
  // How many modules were cruised is said also when all is well: with the wrong parser it would be none.
  if (!ok || name === 'boundaries') console.log(`${output.trimEnd()}\n`)
  return ok ? PASSED : FAILED
}

async function runVitest(): Promise<Tally> {
  if (interrupted()) return FAILED
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-vitest-'))
  const reportFile = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...reporters]
  const { ok, output } = await runProgram({ args, limitSeconds: 2_100, show: 'always' })
  process.stdout.write(output)
  const tally = tallyOf(readReport(reportFile), ok)
  rmSync(folder, { recursive: true, force: true })
  return tally
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined // Vitest ended before its first test; what it said stands above
  }
}

async function runReal(name: string, title: string, options: string[], limitSeconds: number): Promise<Tally> {
  if (interrupted()) return FAILED
  console.log(`\n${name}: ${title}`)
  const { ok, seconds, output } = await runProgram({
    args: [`apps/server/test/${name}/main.ts`, ...options],
    limitSeconds,
    show: 'always',
  })
  process.stdout.write(output)
  console.log(`${ok ? '✓' : '✗'} ${name.padEnd(12)} ${seconds.toFixed(1)} s`)
  return ok ? PASSED : FAILED
}
