import type { ChildProcess } from 'node:child_process'

export interface Server {
  child: ChildProcess
  /** What it wrote last. */
  said: string[]
}

export type Mishap = (what: 'ended' | 'runs again' | 'gave up', lastLines: string) => void

/** A server that ends more often in a minute has a trouble that starting it does not mend. */
const mostEndsAMinute = 3
const startTries = 20
const betweenTriesMs = 500

/** Starts the server again when it ends by itself: killed, crashed, out of memory. What was committed is there again. */
export async function keepRunning(start: () => Promise<Server>, mishap: Mishap): Promise<{ stop(): Promise<void> }> {
  let stopping = false
  let server = await start()
  let reviving: Promise<void> = Promise.resolve()
  let ends: number[] = []

  function watch(): void {
    server.child.once('exit', () => {
      if (!stopping) reviving = revive()
    })
  }

  async function revive(): Promise<void> {
    mishap('ended', tail(server.said))
    const now = performance.now()
    ends = [...ends.filter((at) => now - at < 60_000), now]
    if (ends.length > mostEndsAMinute) return mishap('gave up', tail(server.said))
    for (let tries = 1; !stopping; tries++) {
      try {
        // Its lock file is left to the server itself: it starts only when the last of its former children has ended.
        server = await start()
        watch()
        return mishap('runs again', '')
      } catch (error) {
        if (tries >= startTries) return mishap('gave up', (error as Error).message)
        await new Promise((resolve) => setTimeout(resolve, betweenTriesMs))
      }
    }
  }

  watch()
  return {
    async stop() {
      stopping = true
      await reviving
      await stopServer(server.child)
    },
  }
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.ref()
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGINT') // fast shutdown: connections are cut, everything is written
  await ended
}

/** The last lines of what it wrote. */
export function tail(said: string[]): string {
  return said.join('').trim().split('\n').slice(-5).join('\n')
}
