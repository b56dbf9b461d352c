import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { commands as commandLine } from '#server/main/cli/commands.ts'
import { crossdock } from '#server/main/cli/crossdock.ts'

const repository = resolve(import.meta.dirname, '../..')
const guides = globSync('docs/guides/*.md', { cwd: repository })

/** What a guide tells people to type, on a line of its own or in the middle of a sentence. */
const commands = guides.flatMap((file) =>
  [...readFileSync(join(repository, file), 'utf8').matchAll(/(?:^\s*|`)crossdock ([a-z][^`\n#]*)/gm)]
    .map(([, words = '']) => words.trim().split(/\s+/))
    // The image's own words; deploy/test tries them.
    .filter(([word = '']) => !['server', 'alive'].includes(word))
    .map((words) => ({ file, words, line: words.join(' ') })),
)

test('the guides tell people to type commands', () => {
  expect(commands.length).toBeGreaterThan(10)
})

test.each(commands)('$file: `crossdock $line` is a command with these options', ({ words }) => {
  const help = helpOf(words)
  const options = words.filter((word) => /^--[a-z]/.test(word))

  expect(help).toBeDefined()
  expect(options.filter((option) => !help?.includes(option))).toEqual([])
})

/** What `--help` says of the command that these words begin with; undefined when they name none. */
function helpOf(words: string[]): string | undefined {
  let command = crossdock(commandLine).program
  for (const word of words) {
    if (word.startsWith('-') || command.commands.length === 0) break
    const next = command.commands.find((one) => one.name() === word)
    if (!next) return undefined
    command = next
  }
  return command.helpInformation()
}
