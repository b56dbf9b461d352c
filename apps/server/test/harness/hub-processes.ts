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

/** Characters of its log that stay at hand; all of it goes to the file. */
const mostKept = 1_000_000

export interface HubProcess {
  pid: number
  /** Where it listens; empty for a worker alone. */
  url: string
  /** Of /metrics and /health; empty unless METRICS_PORT is set. */
  internalUrl: string
  kill(signal: NodeJS.Signals): void
  /** Resolves when the process has ended, whoever ended it: with its exit code, or null when a signal did. */
  ended: Promise<number | null>
  /** What it has written last, lines of JSON. */
  lines(): string[]
  stop(): Promise<void>
}

export interface HubProcessOptions {
  /** JavaScript that runs in the process before the hub. */
  preload?: string
}

/** The hub as operators run it: a process of its own, which can be killed and frozen for real. */
export function startHubProcess(
  env: Record<string, string>,
  logFile: string,
  { preload }: HubProcessOptions = {},
): Promise<HubProcess> {
  const before = preload ? ['--import', `data:text/javascript,${encodeURIComponent(preload)}`] : []
  return startServingProcess(program, { LOG_LEVEL: 'info', PORT: '0', ...env }, logFile, before)
}

interface Serving {
  url?: string | null
  internalUrl?: string | null
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
  // Should whoever started it end in a hurry, it must not stay behind.
  const endWithUs = (): void => void child.kill('SIGKILL')
  process.on('exit', endWithUs)
  const log = createWriteStream(logFile, { flags: 'a' })
  child.stdout?.pipe(log, { end: false })
  child.stderr?.pipe(log, { end: false })
  let text = ''
  const keep = (chunk: Buffer): void => {
    text = `${text}${chunk.toString()}`.slice(-mostKept)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      process.removeListener('exit', endWithUs)
      resolve(code)
    }),
  )
  const { url, internalUrl } = await new Promise<Serving>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code} before it served; see ${logFile}`)))
    const listen = (): void => {
      const line = text
        .split('\n')
        .find((candidate) => candidate.includes('"msg":"serving"') && candidate.endsWith('}'))
      if (!line) return
      child.stdout?.removeListener('data', listen)
      resolve(JSON.parse(line))
    }
    child.stdout?.on('data', listen)
  })
  return {
    pid: pidOf(child),
    url: url ?? '',
    internalUrl: internalUrl ?? '',
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
