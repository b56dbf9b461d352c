import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { inject } from 'vitest'

const program = join(import.meta.dirname, '../../src/main/cli.ts')

export interface Ran {
  code: number | null
  out: string
  err: string
  /** What `--json` said. */
  json<T = Record<string, unknown>>(): T
}

export interface RunOptions {
  databaseUrl?: string
  env?: Record<string, string>
  /** Standard input; nothing comes from it unless told. */
  input?: string
  /** Of standard output; latin1 keeps bytes as they are. */
  encoding?: 'utf8' | 'latin1'
  /** Killed without a word as soon as standard error says so. */
  killAt?: RegExp
}

/** `npx crossdock …` in a process of its own, against this database. */
export function runCrossdock(words: string[], options: RunOptions = {}): Promise<Ran> {
  const { databaseUrl, env, input, killAt, encoding = 'utf8' } = options
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...words], {
      env: {
        PATH: process.env.PATH,
        CROSSDOCK_MASTER_KEY: inject('masterKey'),
        ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
        ...env,
      },
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString(encoding)
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
      if (killAt?.test(err)) child.kill('SIGKILL')
    })
    child.stdin.end(input ?? '')
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, out, err, json: () => JSON.parse(out) }))
  })
}
