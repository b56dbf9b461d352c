import { expect, test } from 'vitest'
import { bellKinds } from '#test/harness/bell-servers.ts'
import { runCrossdock } from '#test/harness/run-crossdock.ts'
import { testDatabase } from '#test/harness/test-database.ts'

test.each(bellKinds)('npm run bell says how the bell on $name is, pauses it and resumes it', async (kind) => {
  await using database = await testDatabase()
  await using server = await kind.serve(database)
  const run = async (...words: string[]): Promise<{ code: number | null; said: string }> => {
    const { code, out, err } = await runCrossdock(['bell', ...words], { databaseUrl: database.url, env: server.env })
    return { code, said: out + err }
  }

  const paused = await run('pause', 'erp')
  const resumed = await run('resume', 'erp')
  server.line.refuse()
  const away = await run()

  expect(paused).toEqual({ code: 0, said: expect.stringMatching(/answers\n +orders +goes on\n +erp +paused/) })
  expect(resumed).toEqual({ code: 0, said: expect.stringMatching(/orders +goes on\n +erp +goes on/) })
  expect(away).toEqual({ code: 69, said: expect.stringMatching(/does not answer .*runbooks\/bell\.md/) })
})
