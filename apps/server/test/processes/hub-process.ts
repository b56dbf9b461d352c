import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../../src/main/server.ts')

/** As a hub is set when it may be killed at any time and nobody wants to wait for it: short leases, quick sweeps. */
export const hastyHub: Readonly<Record<string, string>> = {
  NODE_ENV: 'test',
  LANE_LEASE_MS: '3000',
  SWEEP_INTERVAL_MS: '250',
  ERP_CALL_TIMEOUT_MS: '20000',
  ERP_FENCE_MS: '30000',
}

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
export async function startHubProcess(env: Record<string, string>, logFile: string): Promise<HubProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'info', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = createWriteStream(logFile, { flags: 'a' })
  child.stderr?.pipe(log, { end: false })
  child.once('close', () => log.end())
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let text: string | null = ''
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the hub ended with ${code} before it served; see ${logFile}`)))
    child.stdout?.on('data', (chunk: Buffer) => {
      log.write(chunk)
      if (text === null) return
      text += chunk.toString()
      const line = text
        .split('\n')
        .slice(0, -1)
        .find((candidate) => candidate.includes('"msg":"serving"'))
      if (!line) return
      text = null
      resolve(JSON.parse(line).url ?? '')
    })
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
