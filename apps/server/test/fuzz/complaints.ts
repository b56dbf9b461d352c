import { readFileSync } from 'node:fs'

/** Level of pino's `error`. */
const errorLevel = 50

/** What the hub's log says that it must not say whatever it was sent: errors, faults of ours, lines that are no log lines. */
export function complaintsIn(logFile: string): string[] {
  return readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && isComplaint(line))
    .map((line) => line.slice(0, 300))
}

function isComplaint(line: string): boolean {
  try {
    const { level, code } = JSON.parse(line) as { level?: number; code?: string }
    return (level ?? errorLevel) >= errorLevel || code === 'internal'
  } catch {
    return true
  }
}
