import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { fuzzIntake } from '#test/fuzz/fuzz-intake.ts'
import { testDatabase } from '#test/harness/test-database.ts'

// The long run is `npm run fuzz`: a hundred thousand requests, and memory is looked at too.
test('of three thousand hostile requests nothing is accepted and nothing breaks', async () => {
  await using database = await testDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-fuzz-'))

  const outcome = await fuzzIntake({
    databaseUrl: database.url,
    masterKey: inject('masterKey'),
    folder,
    requests: 3_000,
    seed: 20_261_121,
    connections: 8,
  })

  expect(outcome.problems).toEqual([])
  // Or the run proved nothing.
  expect(outcome.recorded.orders).toBeGreaterThan(200)
  expect(outcome.recorded.messages).toBeGreaterThan(300)
  expect([...outcome.kinds.keys()]).toContain('replayed')
  rmSync(folder, { recursive: true, force: true })
})
