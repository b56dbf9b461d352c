// `npm run boundaries`: the tree keeps the rules of .dependency-cruiser.mjs, every source file was really looked at,
// and every rule still bites. The last two because a cruise of no modules at all also finds no violation.
import { existsSync, globSync } from 'node:fs'
import { join, resolve } from 'node:path'
import config from '../.dependency-cruiser.mjs'
import { cruiseTree } from './boundaries/cruise-tree.ts'
import { makeSkeleton } from './boundaries/skeleton.ts'
import { violations } from './boundaries/violations.ts'

const repository = resolve(import.meta.dirname, '..')
const problems: string[] = []

await checkTree()
await checkCleanSkeleton()
for (const rule of ruleNames()) await checkRule(rule)

for (const problem of problems) console.error(`  ✗ ${problem}`)
console.log(problems.length === 0 ? 'The boundaries hold.' : `${problems.length} problem(s) with the boundaries.`)
process.exitCode = problems.length === 0 ? 0 : 1

async function checkTree() {
  const where = ['apps', 'packages', 'scripts', 'bench', 'deploy'].filter((folder) =>
    existsSync(join(repository, folder)),
  )
  const { files, violations: found } = await cruiseTree(repository, where)
  const sources = globSync('{apps,packages}/*/src/**/*.{ts,tsx}', { cwd: repository, exclude: ['**/node_modules/**'] })

  console.log(`Cruised ${files.length} modules; apps/*/src and packages/*/src hold ${sources.length} source files.`)
  const unseen = sources.filter((source) => !files.includes(source.replaceAll('\\', '/')))
  if (sources.length === 0) problems.push('there are no source files at all: is this the right folder?')
  for (const file of unseen) problems.push(`${file} was not cruised`)
  for (const { rule, from, to } of found) problems.push(`${rule}: ${from} → ${to}`)
}

async function checkCleanSkeleton() {
  const fired = await rulesFiredBy({})
  console.log(`${'clean skeleton'.padEnd(30)} ${fired.length === 0 ? 'silent' : `fired ${fired.join(', ')}`}`)
  if (fired.length > 0) problems.push(`the clean skeleton fires ${fired.join(', ')}`)
}

async function checkRule(rule: string) {
  const planted = violations[rule]
  if (!planted) {
    problems.push(`${rule} has no violation in scripts/boundaries/violations.ts`)
    return
  }
  const fired = await rulesFiredBy(planted)
  const alone = fired.length === 1 && fired[0] === rule
  console.log(`${rule.padEnd(30)} ${alone ? 'caught its violation' : `fired [${fired.join(', ')}]`}`)
  if (!alone) problems.push(`the violation planted for ${rule} fires [${fired.join(', ')}]`)
}

async function rulesFiredBy(planted: Record<string, string>) {
  using skeleton = makeSkeleton(repository, planted)
  const found = await cruiseTree(skeleton.root, ['apps', 'packages'])
  return [...new Set(found.violations.map((violation) => violation.rule))].sort()
}

/** Rules without a violation and violations without a rule both come up here. */
function ruleNames() {
  const rules = (config.forbidden ?? []).flatMap(({ name }) => name ?? [])
  return [...new Set([...rules, ...Object.keys(violations)])]
}
