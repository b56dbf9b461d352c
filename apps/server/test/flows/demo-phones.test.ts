import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { expect, test } from 'vitest'
import { waitFor } from '#test/harness/wait-for.ts'

const program = join(import.meta.dirname, '../../src/main/dev.ts')

interface Running {
  databaseUrl: string
  whatsapp: { connectionId: string; path: string }
}

function aFolder() {
  const path = mkdtempSync(join(tmpdir(), 'crossdock-phones-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** `npm start` in a data folder, until it says that it is ready. */
async function start(dataDir: string) {
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    env: { PATH: process.env.PATH, CROSSDOCK_DATA_DIR: dataDir, PORT: '0', EMBEDDED_POSTGRES_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  if (child.stderr) void text(child.stderr).then((problem) => (said += problem))
  const ended = new Promise((resolve) => child.once('close', resolve))
  await waitFor(`"Ready in" in: ${said}`, async () => said.includes('Ready in'), 60_000)
  const read = (name: string) => JSON.parse(readFileSync(join(dataDir, name), 'utf8'))
  return {
    running: read('running.json') as Running,
    phonesUrl: read('sandbox.json').whatsapp.url as string,
    said: () => said,
    async stop() {
      child.kill('SIGINT')
      await ended
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
      const folder = /^ *data +(\S+)/m.exec(said)?.[1]
      if (folder) rmSync(dirname(folder), { recursive: true, force: true })
    },
  }
}

async function write(phonesUrl: string, words: string): Promise<void> {
  const answer = await fetch(`${phonesUrl}/phones/+917004000001/write`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: words }),
  })
  expect(answer.status).toBe(200)
}

/** Events that the demo number's connection has. */
async function heard({ databaseUrl, whatsapp }: Running): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query(
      'select count(*)::int as events from crossdock.events where connection_id = $1',
      [whatsapp.connectionId],
    )
    return rows[0].events
  } finally {
    await client.end()
  }
}

test('npm start connects the demo tenant with the phones, and so does the next one', async () => {
  using data = aFolder()
  const dataDir = data.path
  await using first = await start(dataDir)
  await write(first.phonesUrl, 'Where is my order?')
  await waitFor('the message to be recorded', async () => (await heard(first.running)) === 1)
  const page = await (await fetch(first.phonesUrl)).text()
  await first.stop()

  await using second = await start(dataDir)
  await write(second.phonesUrl, 'And now?')
  await waitFor('the second message to be recorded', async () => (await heard(second.running)) === 2)
  await second.stop()

  expect(first.said()).toContain(first.phonesUrl)
  expect(page).toContain('Where is my order?')
  expect(second.running.whatsapp).toEqual(first.running.whatsapp)
})
