import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { NotDone } from './exit-codes.ts'

/** One line of standard input. Typed at a terminal it does not show; a secret is never an argument, which shells remember. */
async function readSecret(question: string): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).trim()
  process.stderr.write(question)
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true })
  try {
    return (await terminal.question('')).trim()
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}

/** An option whose value is `-` is read from standard input: somebody's phone or address is nothing for the memory of a shell. */
export async function orFromInput(value: string, what: string): Promise<string> {
  return value === '-' ? secretFrom(undefined, what) : value
}

/** Several, each on a line of its own, from the environment or standard input; a person is asked for one after the other. */
export async function secretsFrom<const Names extends readonly string[]>(
  setting: string | undefined,
  names: Names,
): Promise<{ [Index in keyof Names]: string }> {
  const given: string[] = []
  if (setting === undefined && process.stdin.isTTY)
    for (const name of names) given.push(await secretFrom(undefined, name))
  else given.push(...(setting ?? (await text(process.stdin))).split(/\s+/).filter(Boolean))
  if (given.length !== names.length)
    throw new NotDone(`${names.join(' and ')} are wanted, each on a line of its own; ${given.length} were given.`)
  return given as { [Index in keyof Names]: string }
}

/** A secret from the environment, else typed or piped in. */
export async function secretFrom(setting: string | undefined, what: string): Promise<string> {
  const secret = setting ?? (await readSecret(`${what} (it is not shown): `))
  if (secret === '') throw new NotDone(`${what}: nothing was given.`)
  return secret
}
