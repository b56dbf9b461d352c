import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { bellKinds } from '#test/harness/bell-servers.ts'
import { testDatabase } from '#test/harness/test-database.ts'

const program = join(import.meta.dirname, '../../src/main/bell.ts')

test.each(bellKinds)('npm run bell says how the bell on $name is, pauses it and resumes it', async (kind) => {
  await using database = await testDatabase()
  await using server = await kind.serve(database)
  const run = (...words: string[]): Promise<{ code: number | null; said: string }> =>
    new Promise((resolve) => {
      const env = { DATABASE_URL: database.url, CROSSDOCK_MASTER_KEY: inject('masterKey'), ...server.env }
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...words], { env })
      let said = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
      child.once('close', (code) => resolve({ code, said }))
    })

  const paused = await run('pause', 'erp')
  const resumed = await run('resume', 'erp')
  server.line.refuse()
  const away = await run()

  expect(paused).toEqual({ code: 0, said: expect.stringMatching(/answers\n +orders +goes on\n +erp +paused/) })
  expect(resumed).toEqual({ code: 0, said: expect.stringMatching(/orders +goes on\n +erp +goes on/) })
  expect(away).toEqual({ code: 1, said: expect.stringMatching(/does not answer .*runbooks\/bell\.md/) })
})
