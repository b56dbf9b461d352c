import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** A real Odoo of one's own, on the same PostgreSQL as the shared one: this one may be killed, frozen and stopped. */
export interface OwnOdoo extends AsyncDisposable {
  url: string
  /** Resolves when it answers. Does nothing while it runs. */
  start(): Promise<void>
  /** As an operator does: what is in flight may come to its end. */
  stop(): Promise<void>
  /** Master and workers at once: what is in flight is rolled back by its database. */
  kill(): Promise<void>
  /** SIGSTOP to all of it; connections stay open and nobody answers. */
  freeze(): void
  goOn(): void
}

export interface OwnOdooOptions {
  /** CROSSDOCK_TEST_ODOO_PG */
  postgres: string
  /** The one database it serves. It is opened before the workers are, so that a restart is a short one. */
  database: string
  /** The server's own limit for one call, in seconds: after it the worker is killed. */
  callLimitSeconds: number
  logFile: string
  /** Of HTTP, and of Odoo's own bus; the same after every start, as a server has them. */
  ports: [http: number, gevent: number]
  /** Tells the script where the package lies (CROSSDOCK_ODOO_HOME). */
  env: Record<string, string | undefined>
}

const stopLimitMs = 10_000
const script = join(import.meta.dirname, '../../../../scripts/odoo/real-odoo.sh')

/** Needs what `real-odoo.sh start` needs: root, and the unpacked package. Throws with the end of its log in sight. */
export async function startOwnOdoo(options: OwnOdooOptions): Promise<OwnOdoo> {
  const { postgres, database, callLimitSeconds, logFile, ports, env } = options
  const url = `http://127.0.0.1:${ports[0]}`
  let server: ChildProcess | null = null

  async function start(): Promise<void> {
    if (server) return
    const log = openSync(logFile, 'a')
    const settings = [`--database=${database}`, `--limit-time-real=${callLimitSeconds}`]
    const child = spawn('bash', [script, 'serve', ...ports.map(String), ...settings], {
      // A group of its own: a signal to the group reaches every worker.
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...env, CROSSDOCK_ODOO_PG_PORT: new URL(postgres).port },
    })
    closeSync(log)
    server = child
    child.once('exit', () => {
      if (server === child) server = null
    })
    for (const deadline = performance.now() + 90_000; !(await isHealthy(url)); await pause(100)) {
      if (server !== child) throw new Error(`Odoo ended before it answered; see ${logFile}`)
      if (performance.now() > deadline) throw new Error(`Odoo does not answer on ${url}; see ${logFile}`)
    }
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = server
    if (child?.pid === undefined) return
    const group = -child.pid
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    if (signal === 'SIGTERM') {
      // The master tells its workers. A frozen one hears nothing until it goes on.
      signalTo(group, 'SIGCONT')
      signalTo(child.pid, signal)
      await Promise.race([ended, pause(stopLimitMs, undefined, { ref: false })])
    }
    signalTo(group, 'SIGKILL')
    await ended
    for (const deadline = performance.now() + 10_000; livesOn(child.pid); await pause(50)) {
      if (performance.now() > deadline) throw new Error(`Odoo's processes do not end (group ${child.pid})`)
    }
  }

  const odoo: OwnOdoo = {
    url,
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    freeze: () => void (server?.pid !== undefined && signalTo(-server.pid, 'SIGSTOP')),
    goOn: () => void (server?.pid !== undefined && signalTo(-server.pid, 'SIGCONT')),
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  }
  try {
    await start()
    return odoo
  } catch (error) {
    await odoo.kill()
    throw error
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Whether the group has a process that has not ended; a zombie that nobody collects has. */
function livesOn(group: number): boolean {
  return readdirSync('/proc').some((entry) => {
    if (!/^\d+$/.test(entry)) return false
    try {
      // "12 (python3) S 1 12 …": state, parent, process group; the name may hold anything but ends at the last bracket.
      const [state, , processGroup] = readFileSync(`/proc/${entry}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      return Number(processGroup) === group && state !== 'Z'
    } catch {
      return false // it has ended between the two looks
    }
  })
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/web/health`, { signal: AbortSignal.timeout(5_000) })).ok
  } catch {
    return false
  }
}
