import { type ChildProcess, spawn } from 'node:child_process'

type Program = { args: string[]; limitSeconds: number; show: 'always' | 'when-it-fails' }
export type Outcome = { ok: boolean; seconds: number; output: string }

let running: ChildProcess | undefined
let interruptedBy: NodeJS.Signals | undefined

// Whoever stops the tests must not leave their servers behind: pass the signal on, let the program clean up, then end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interruptedBy = signal
    running?.kill(signal)
  })
}

export const interrupted = () => interruptedBy !== undefined

/** Runs one of our programs under this very Node. `output` holds what it said unless that was shown at once. */
export async function runProgram({ args, limitSeconds, show }: Program): Promise<Outcome> {
  const started = Date.now()
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    stdio: show === 'always' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  })
  running = child
  let output = ''
  const hear = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)

  let tookTooLong = false
  const giveUp = setTimeout(() => {
    tookTooLong = true
    child.kill('SIGTERM')
  }, limitSeconds * 1000)
  const insist = setTimeout(() => child.kill('SIGKILL'), (limitSeconds + 15) * 1000)

  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  clearTimeout(giveUp)
  clearTimeout(insist)
  running = undefined
  if (tookTooLong) output += `\nStopped: it took longer than ${limitSeconds} s.\n`
  return { ok: code === 0 && !tookTooLong, seconds: (Date.now() - started) / 1000, output }
}
