import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * When the parent was killed its postmaster lives on and holds the folder. `postmaster.pid` names it; a fast shutdown
 * (SIGINT) ends it cleanly. A file without such a process is what a lost machine leaves: Postgres then recovers by itself.
 */
export async function endOrphan(databaseDir: string): Promise<void> {
  const pidFile = join(databaseDir, 'postmaster.pid')
  if (!existsSync(pidFile)) return
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0])
  if (!isPostgres(pid)) return rmSync(pidFile, { force: true })
  process.kill(pid, 'SIGINT')
  const deadline = performance.now() + 20_000
  while (isPostgres(pid)) {
    if (performance.now() > deadline)
      throw new Error(`An older embedded database (process ${pid}) does not stop. End it and start again.`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Whether the pid is alive and, where the system tells, really a postgres: pids are reused. */
function isPostgres(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  if (!existsSync('/proc/self/stat')) return true
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return false
  const stat = readFileSync(file, 'utf8')
  // "12 (postgres) S …"; a zombie has ended, only nobody has taken note of it yet.
  return stat.includes('(postgres)') && !/\) Z /.test(stat)
}
