import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { waitFor } from '#test/harness/wait-for.ts'

const program = join(import.meta.dirname, '../../src/main/dev.ts')

test('npm start outlives its database being killed, and Ctrl-C leaves no process behind', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'crossdock-start-'))
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    env: { PATH: process.env.PATH, CROSSDOCK_DATA_DIR: dataDir, PORT: '0', EMBEDDED_POSTGRES_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const said = (words: string): Promise<unknown> =>
    waitFor(`"${words}" in: ${text}`, async () => text.includes(words), 60_000)
  const postmaster = (): number =>
    Number(readFileSync(join(/^ *data +(\S+)/m.exec(text)?.[1] ?? '', 'postmaster.pid'), 'utf8').split('\n')[0])
  try {
    await said('Ready in')
    const { hubUrl } = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as { hubUrl: string }
    const readiness = async (): Promise<string> => {
      const answer = await fetch(`${hubUrl}/readyz`)
      return ((await answer.json()) as { status: string }).status
    }
    await waitFor('the hub to be ready', async () => (await readiness()) === 'ready')

    // The curl line that it prints, word for word.
    const [, header = '', address = ''] = /curl -H '([^']+)' '([^']+)'/.exec(text) ?? []
    const [name = '', value = ''] = header.split(': ')
    const asked = await fetch(address, { headers: { [name]: value } })
    expect([asked.status, await asked.json()]).toEqual([200, { items: [], next: null }])

    process.kill(postmaster(), 'SIGKILL')
    await said('the embedded database ended')
    await said('the embedded database runs again')
    await waitFor('the hub to be ready again', async () => (await readiness()) === 'ready', 60_000)
    const last = postmaster()
    // As a terminal and npm do: the same key press arrives twice.
    child.kill('SIGINT')
    child.kill('SIGINT')

    expect(await ended).toBe(0)
    expect(text).toContain('Stopped.')
    expect(existsSync(`/proc/${last}`)).toBe(false)
  } finally {
    child.kill('SIGKILL')
    const folder = /^ *data +(\S+)/m.exec(text)?.[1]
    if (folder) rmSync(dirname(folder), { recursive: true, force: true })
    rmSync(dataDir, { recursive: true, force: true })
  }
})
