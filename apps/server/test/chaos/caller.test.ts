import { type ChildProcess, spawn } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { processBehind } from './caller.ts'

test.runIf(process.platform === 'linux')('finds the process at the other end of a connection', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve))
  const program = `require('net').connect(${port}, '127.0.0.1')`
  const [caller, other] = [program, 'setInterval(() => {}, 1000)'].map((code) => spawn(process.execPath, ['-e', code]))
  const pids = [other, caller].map((child?: ChildProcess) => child?.pid ?? 0)
  try {
    const socket = await connected

    expect(processBehind(socket.remotePort ?? 0, port, pids)).toBe(caller?.pid)
    expect(processBehind(socket.remotePort ?? 0, port, [other?.pid ?? 0])).toBeNull()
    expect(processBehind(1, port, pids)).toBeNull()
  } finally {
    for (const child of [caller, other]) child?.kill('SIGKILL')
    server.close()
  }
})
