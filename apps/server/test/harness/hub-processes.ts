import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../../src/main/server.ts')

export interface HubProcess {
  pid: number
  /** Where it listens; empty for a worker alone. */
  url: string
  kill(signal: NodeJS.Signals): void
  /** Resolves when the process has ended, whoever ended it: with its exit code, or null when a signal did. */
  ended: Promise<number | null>
  /** What it has written so far, lines of JSON. */
  lines(): string[]
  stop(): Promise<void>
}

export interface HubProcessOptions {
  /** JavaScript that runs in the process before the hub. */
  preload?: string
}

/** The hub as operators run it: a process of its own, which can be killed and frozen for real. */
export async function startHubProcess(
  env: Record<string, string>,
  logFile: string,
  { preload }: HubProcessOptions = {},
): Promise<HubProcess> {
  const before = preload ? ['--import', `data:text/javascript,${encodeURIComponent(preload)}`] : []
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...before, program], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'info', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Should whoever started it end in a hurry, it must not stay behind.
  const endWithUs = (): void => void child.kill('SIGKILL')
  process.on('exit', endWithUs)
  const log = createWriteStream(logFile, { flags: 'a' })
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    log.write(chunk)
    text += chunk.toString()
  })
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      process.removeListener('exit', endWithUs)
      resolve(code)
    }),
  )
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the hub ended with ${code} before it served; see ${logFile}`)))
    child.stdout?.on('data', (chunk: Buffer) => {
      log.write(chunk)
      text += chunk.toString()
      const line = text.split('\n').find((candidate) => candidate.includes('"msg":"serving"'))
      if (line) resolve(JSON.parse(line).url ?? '')
    })
  })
  return {
    pid: pidOf(child),
    url,
    ended,
    lines: () => text.split('\n').filter(Boolean),
    kill: (signal) => void child.kill(signal),
    async stop() {
      // A frozen process hears nothing until it goes on.
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      await ended
    },
  }
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('the process has no id')
  return child.pid
}
