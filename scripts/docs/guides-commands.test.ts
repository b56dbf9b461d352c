import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')
const cli = join(repository, 'apps/server/src/main/cli.ts')
const guides = globSync('docs/guides/*.md', { cwd: repository })

/** What a guide tells people to type, on a line of its own or in the middle of a sentence. */
const commands = guides.flatMap((file) =>
  [...readFileSync(join(repository, file), 'utf8').matchAll(/(?:^\s*|`)crossdock ([a-z][^`\n#]*)/gm)]
    .map(([, words = '']) => words.trim().split(/\s+/))
    // The image's own words; deploy/test tries them.
    .filter(([word = '']) => !['server', 'migrate', 'alive'].includes(word))
    .map((words) => ({ file, words, line: words.join(' ') })),
)
/** By the words that may name a command, longest first: what `--help` says of it. */
const helps = new Map<string, string>()

beforeAll(async () => {
  const paths = new Set(commands.flatMap(({ words }) => pathsOf(words)))
  await Promise.all(
    [...paths].map(async (path) => {
      const help = await helpOf(path)
      if (help !== null) helps.set(path, help)
    }),
  )
}, 120_000)

test('the guides tell people to type commands', () => {
  expect(commands.length).toBeGreaterThan(10)
})

test.each(commands)('$file: `crossdock $line` is a command with these options', ({ words }) => {
  const help = pathsOf(words)
    .map((path) => helps.get(path))
    .find((found) => found !== undefined)
  const options = words.filter((word) => /^--[a-z]/.test(word))

  expect(help).toBeDefined()
  expect(options.filter((option) => !help?.includes(option))).toEqual([])
})

/** `connections create odoo --url …`: the words before the first that cannot name a command, and each shorter row of them. */
function pathsOf(words: string[]): string[] {
  const end = words.findIndex((word) => !/^[a-z][a-z-]*$/.test(word))
  const path = end < 0 ? words : words.slice(0, end)
  return path.map((_, index) => path.slice(0, path.length - index).join(' '))
}

/** Null when these words name no command: Commander then shows the help of what they begin with. */
async function helpOf(path: string): Promise<string | null> {
  const args = ['--disable-warning=ExperimentalWarning', cli, ...path.split(' '), '--help']
  const { stdout } = await promisify(execFile)(process.execPath, args).catch(() => ({ stdout: '' }))
  return stdout.includes(`Usage: crossdock ${path} `) ? stdout : null
}
