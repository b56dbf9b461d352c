import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { waitFor } from '#test/harness/wait-for.ts'
import { keepRunning, type Server } from './keep-running.ts'

const waits = (): Server => ({
  child: spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' }),
  said: ['the last words'],
})

test('a server that ends is started again, and not any more when it ends too often', async () => {
  const started: Server[] = []
  const mishaps: string[] = []
  const start = async (): Promise<Server> => {
    started.push(waits())
    return started.at(-1) as Server
  }
  const server = await keepRunning(start, (what, said) => void mishaps.push(`${what} ${said}`.trim()))

  for (let kills = 1; kills <= 4; kills++) {
    const running = mishaps.length
    started.at(-1)?.child.kill('SIGKILL')
    await waitFor('something to be said', async () => mishaps.length >= running + 2)
  }
  await server.stop()

  const once = ['ended the last words', 'runs again']
  expect(mishaps).toEqual([...once, ...once, ...once, 'ended the last words', 'gave up the last words'])
  expect(started).toHaveLength(4)
})

test('a stop is no mishap, also while the server is being started again', async () => {
  const mishaps: string[] = []
  const started: Server[] = []
  let hold: Promise<void> = Promise.resolve()
  const server = await keepRunning(
    async () => {
      await hold
      started.push(waits())
      return started.at(-1) as Server
    },
    (what) => void mishaps.push(what),
  )
  const { promise, resolve } = Promise.withResolvers<void>()
  hold = promise

  started[0]?.child.kill('SIGKILL')
  await waitFor('the end to be noticed', async () => mishaps.length === 1)
  const stopped = server.stop()
  resolve()
  await stopped

  expect(started.map(({ child }) => child.exitCode !== null || child.signalCode !== null)).toEqual([true, true])
})
