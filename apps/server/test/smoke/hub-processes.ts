import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../../src/main/server.ts')

export interface HubProcess {
  pid: number
  /** Where it listens; empty for a worker alone. */
  url: string
  kill(signal: NodeJS.Signals): void
  /** Resolves when the process has ended, whoever ended it. */
  ended: Promise<void>
  stop(): Promise<void>
}

/** The hub as operators run it: a process of its own, which can be killed and frozen for real. */
export function startHubProcess(env: Record<string, string>, logFile: string): Promise<HubProcess> {
  return startServingProcess(program, { LOG_LEVEL: 'info', PORT: '0', ...env }, logFile)
}

/** Any program of ours that writes a line `{"msg":"serving","url":…}` once it serves. */
export async function startServingProcess(
  file: string,
  env: Record<string, string>,
  logFile: string,
  nodeArguments: readonly string[] = [],
): Promise<HubProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...nodeArguments, file], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = createWriteStream(logFile, { flags: 'a' })
  child.stdout?.pipe(log, { end: false })
  child.stderr?.pipe(log, { end: false })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code} before it served; see ${logFile}`)))
    const listen = (chunk: Buffer): void => {
      text += chunk.toString()
      const line = text
        .split('\n')
        .find((candidate) => candidate.includes('"msg":"serving"') && candidate.endsWith('}'))
      if (!line) return
      child.stdout?.removeListener('data', listen)
      resolve(JSON.parse(line).url ?? '')
    }
    child.stdout?.on('data', listen)
  })
  return {
    pid: pidOf(child),
    url,
    ended,
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
