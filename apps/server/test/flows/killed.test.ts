import { expect, test } from 'vitest'
import { aProcessStage } from '#test/harness/a-process-stage.ts'
import { bellKinds } from '#test/harness/bell-servers.ts'

test.each(bellKinds)(
  'the worker killed again and again, with the bell on $name: all is carried, once',
  async (kind) => {
    await using stage = await aProcessStage()
    await using server = await kind.serve(stage.database)
    const api = await stage.hub({ ROLE: 'api', ...server.env })

    for (let round = 0; round < 2; round++) {
      const worker = await stage.hub({ ROLE: 'worker', ...server.env })
      await stage.send(() => api, 5)
      worker.kill('SIGKILL')
      await worker.ended
    }
    await stage.hub({ ROLE: 'worker', ...server.env })

    expect(await stage.settled()).toEqual(Array(10).fill('sale'))
  },
)

test('the API killed while orders come in: what it acknowledged is carried, what it did not is sent again', async () => {
  await using stage = await aProcessStage()
  await stage.hub({ ROLE: 'worker' })
  let api = await stage.hub({ ROLE: 'api' })

  for (let round = 0; round < 2; round++) {
    const sending = Promise.all([stage.send(() => api, 4), stage.send(() => api, 4)])
    api.kill('SIGKILL')
    await api.ended
    api = await stage.hub({ ROLE: 'api' })
    await sending
  }

  expect(await stage.settled()).toEqual(Array(16).fill('sale'))
})

test('everything killed at once: another start finishes it', async () => {
  await using stage = await aProcessStage()
  const hubs = [await stage.hub(), await stage.hub()]
  await stage.send(() => hubs[0] as (typeof hubs)[number], 10)

  for (const hub of hubs) hub.kill('SIGKILL')
  await Promise.all(hubs.map((hub) => hub.ended))
  await stage.hub()

  expect(await stage.settled()).toEqual(Array(10).fill('sale'))
})

test.each([
  ['an error that nobody caught', `throw new Error('surprise')`],
  ['a rejection that nobody handled', `Promise.reject(new Error('surprise'))`],
])('%s ends the process with one line, and a successor goes on', async (what, surprise) => {
  await using stage = await aProcessStage()
  const hub = await stage.hub({}, { preload: `process.on('SIGUSR2', () => { ${surprise} })` })
  await stage.send(() => hub, 3)

  hub.kill('SIGUSR2')
  const code = await hub.ended
  await stage.hub()

  const said = hub.lines().filter((line) => line.includes('surprise'))
  expect(code).toBe(1)
  expect(said).toHaveLength(1)
  expect(JSON.parse(said[0] ?? '{}')).toMatchObject({ level: 60, msg: expect.stringContaining(what) })
  expect(await stage.settled()).toEqual(['sale', 'sale', 'sale'])
})
