import { expect } from 'vitest'
import { whatDoesNotFit } from '../template-fit.ts'
import { aMessage, comes, failureOf, on, type Start, statusesOf } from './steps.ts'

export function sendsOnce(start: Start): void {
  on(start, 'a text goes out once and is known by the id that was answered', async (box, port) => {
    const to = await box.customer()

    const sent = await port.send(aMessage(to, { kind: 'text', body: 'Namaste, 2 × Basmati are on their way. 🙏' }))

    expect(sent.state).toBe('accepted')
    expect(await box.inbox(to)).toEqual([
      { providerMessageId: sent.providerMessageId, text: 'Namaste, 2 × Basmati are on their way. 🙏' },
    ])
  })

  on(start, 'people without a phone are written to by their id', async (box, port) => {
    if (!port.capabilities.userIds) return expect(port.capabilities.userIds).toBe(false)
    const to = await box.customer('user-id')

    const sent = await port.send(aMessage(to))

    expect(sent.recipient).toEqual({ waId: null, userId: 'userId' in to ? to.userId : '' })
    expect(await box.inbox(to)).toHaveLength(1)
  })

  on(start, 'a template that fits goes out, and shows what it was filled with', async (box, port) => {
    const to = await box.customer()
    const template = box.templateCall('utility')
    const [known] = (await port.listTemplates()).filter(
      ({ name, language }) => name === template.name && language === template.language,
    )

    await port.send(aMessage(to, { kind: 'template', template }))

    expect(known && whatDoesNotFit(known, template)).toBeNull()
    const [received] = await box.inbox(to)
    for (const { text } of template.body) expect(received?.text).toContain(text)
  })

  on(start, 'a template with a parameter too few is refused and does not go out', async (box, port) => {
    const to = await box.customer()
    const template = box.templateCall('utility')

    const failure = await failureOf(
      port.send(aMessage(to, { kind: 'template', template: { ...template, body: template.body.slice(1) } })),
    )

    expect(failure.code).toBe('template-refused')
    expect(await box.inbox(to)).toEqual([])
  })

  on(start, 'buttons are shown, up to as many as the provider can', async (box, port) => {
    const to = await box.customer()
    const buttons = Array.from({ length: port.capabilities.buttons }, (_, place) => ({
      id: `v1:choice:${place}`,
      title: `Choice ${place}`,
    }))

    await port.send(aMessage(to, { kind: 'buttons', body: 'Is this right?', buttons }))

    expect(await box.inbox(to)).toMatchObject([{ text: expect.stringContaining('Is this right?') }])
  })

  on(start, 'text beyond the limit is refused here and never asked of the provider', async (box) => {
    const to = await box.customer()
    let calls = 0
    const port = box.connect({
      fetch: (input, init) => {
        calls += 1
        return fetch(input, init)
      },
    })
    // Counted in code points: twice as many UTF-16 units, four times as many bytes.
    const longest = '🙏'.repeat(port.capabilities.textLimit)

    const failure = await failureOf(port.send(aMessage(to, { kind: 'text', body: `${longest}!` })))
    expect(calls).toBe(0)
    await port.send(aMessage(to, { kind: 'text', body: longest }))

    expect(failure.code).toBe('message-refused')
    expect((await box.inbox(to)).map(({ text }) => text)).toEqual([longest])
  })

  on(start, 'without an answer nobody claims anything, and a status settles it', async (box) => {
    const to = await box.leavingUnanswered()
    const port = box.connect({ callTimeoutMs: 500 })
    const message = aMessage(to)

    const failure = await failureOf(port.send(message))

    expect(failure.code).toBe('outcome-unknown')
    await comes(async () => ((await box.inbox(to)).length === 1 ? true : undefined))
    if (!port.capabilities.echoesReference) return
    const status = await comes(async () => (await statusesOf(box, message.reference)).at(0))
    expect((await box.inbox(to)).map(({ providerMessageId }) => providerMessageId)).toEqual([status.providerMessageId])
  })

  on(start, 'an answer that is lost on the way leaves it open, too', async (box) => {
    const to = await box.customer()
    const port = box.connect({
      fetch: async (input, init) => {
        await (await fetch(input, init)).text()
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('cut'), { code: 'ECONNRESET' }) })
      },
    })

    const failure = await failureOf(port.send(aMessage(to)))

    expect(failure.code).toBe('outcome-unknown')
    expect(await box.inbox(to)).toHaveLength(1)
  })

  on(start, 'a provider that cannot be connected to has surely sent nothing', async (box) => {
    const to = await box.customer()
    const port = box.connect({
      fetch: async () => {
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) })
      },
    })

    const failure = await failureOf(port.send(aMessage(to)))

    expect(failure.code).toBe('provider-unreachable')
    expect(await box.inbox(to)).toEqual([])
  })
}
