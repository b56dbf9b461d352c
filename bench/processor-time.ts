import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Linux counts in hundredths of a second (USER_HZ, proc_pid_stat(5)). */
const tickMs = 10

interface Stat {
  pid: number
  parent: number
  ms: number
}

/**
 * Milliseconds of processor time that these processes and their living children have used, and their dead ones that were
 * waited for. Unlike time on the clock it hardly depends on what else the machine does. NaN where there is no /proc.
 */
export function processorMs(pids: readonly number[]): number {
  const all = everyStat()
  const wanted = all.filter(({ pid, parent }) => pids.includes(pid) || pids.includes(parent))
  return wanted.length === 0 ? Number.NaN : wanted.reduce((sum, { ms }) => sum + ms, 0)
}

/** The server whose data lie in this folder. */
export function postmasterOf(folder: string): number {
  return Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0])
}

function everyStat(): Stat[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => statOf(Number(name)))
  } catch {
    return []
  }
}

function statOf(pid: number): Stat[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in the middle may hold spaces and brackets.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0)
    return [{ pid, parent: Number(fields[1]), ms: ticks * tickMs }]
  } catch {
    return [] // ended meanwhile
  }
}
