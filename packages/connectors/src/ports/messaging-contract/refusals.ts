import { errorCodes } from '@crossdock/contracts/errors'
import { expect, test } from 'vitest'
import { aMessage, comes, failureOf, nameOf, on, type Start, statusesOf } from './steps.ts'
import { refusedAtOnce, refusedLater } from './under-test.ts'

export function refusals(start: Start): void {
  test.each(refusedAtOnce)('%s is told at once, nothing goes out and nobody is named', async (code) => {
    await using box = await start()
    const to = await box.refusing(code)

    const failure = await failureOf(box.connect().send(aMessage(to)))

    expect(failure.code).toBe(code)
    expect(await box.inbox(to)).toEqual([])
    expect(`${failure.message} ${failure.say} ${JSON.stringify(failure.facts)}`).not.toContain(nameOf(to))
  })

  test.each(refusedLater)('%s is told by a status', async (code) => {
    await using box = await start()
    const to = await box.failingLater(code)
    const message = aMessage(to)

    const sent = await box.connect().send(message)

    const status = await comes(async () =>
      (await statusesOf(box, message.reference)).find(({ state }) => state === 'failed'),
    )
    expect(status).toMatchObject({ providerMessageId: sent.providerMessageId, failure: { code } })
    expect(JSON.stringify(status.failure)).not.toContain(nameOf(to))
    expect(await box.inbox(to)).toEqual([])
  })

  on(start, 'the credentials of nobody are refused', async (box) => {
    const port = box.connect({ secret: 'nobodys-token' })

    expect((await failureOf(port.checkAccess())).code).toBe('credentials-rejected')
    expect((await failureOf(port.send(aMessage(await box.customer())))).code).toBe('credentials-rejected')
  })

  on(start, 'what passes by itself says so', async (box, port) => {
    const failure = await failureOf(port.send(aMessage(await box.refusing('provider-busy'))))

    expect(errorCodes[failure.code].retry).toBe('later')
  })

  on(start, 'what was withheld is told to wait a day', async (box, port) => {
    const failure = await failureOf(port.send(aMessage(await box.refusing('message-too-soon'))))

    expect(failure.retryAfterMs).toBeGreaterThanOrEqual(24 * 60 * 60 * 1_000)
  })
}
