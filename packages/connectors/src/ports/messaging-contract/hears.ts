import { expect } from 'vitest'
import { deliveryStates } from '../messaging.ts'
import { aMessage, comes, heardIn, items, messagesHeard, nameOf, on, type Start, statusesOf } from './steps.ts'

export function hears(start: Start): void {
  on(start, 'statuses bear the reference and the id of the message', async (box, port) => {
    const to = await box.customer()
    const message = aMessage(to)

    const sent = await port.send(message)
    await box.byHand.read(to)

    const statuses = await comes(async () => {
      const told = await statusesOf(box, message.reference)
      return told.some(({ state }) => state === 'read') ? told : undefined
    })
    expect(new Set(statuses.map(({ providerMessageId }) => providerMessageId))).toEqual(
      new Set([sent.providerMessageId]),
    )
    for (const { state } of statuses) expect(deliveryStates).toContain(state)
  })

  on(start, 'what somebody writes is heard with who they are', async (box) => {
    const from = await box.customer()

    await box.byHand.write(from, 'Is the 5 kg basmati in stock? आप कैसे हैं / 50%')

    const message = await comes(async () => (await messagesHeard(box)).find(({ text }) => text.includes('basmati')))
    expect(message.content).toEqual({ kind: 'text', body: 'Is the 5 kg basmati in stock? आप कैसे हैं / 50%' })
    expect('phone' in from ? message.from?.phone : message.from?.userId).toBe(
      'phone' in from ? from.phone : from.userId,
    )
  })

  on(start, 'a tapped button comes back with its id and the message it was on', async (box, port) => {
    const to = await box.customer()
    const sent = await port.send(
      aMessage(to, {
        kind: 'buttons',
        body: 'Place the order?',
        buttons: [
          { id: 'v1:order.confirm:77', title: 'Yes' },
          { id: 'v1:order.cancel:77', title: 'No' },
        ],
      }),
    )

    await box.byHand.tap(to, 'v1:order.confirm:77')

    const tapped = await comes(async () => (await messagesHeard(box)).find(({ content }) => content.kind === 'choice'))
    expect(tapped).toMatchObject({
      repliesTo: sent.providerMessageId,
      content: { source: 'button', id: 'v1:order.confirm:77', title: 'Yes' },
    })
  })

  on(start, 'who wants no marketing any more is heard', async (box) => {
    const from = await box.customer()

    await box.byHand.stopMarketing(from)

    const preference = await comes(async () =>
      (await items(box)).flatMap(({ item }) => (item.kind === 'preference' ? item.preference : [])).at(0),
    )
    expect(preference).toMatchObject({ scope: 'marketing', value: 'stop' })
  })

  on(start, 'what is posted again, backwards and together, is nothing new', async (box, port) => {
    const [one, two] = [await box.customer(), await box.customer()]
    const message = aMessage(one)
    await port.send(message)
    await box.byHand.write(two, 'Hello')
    await box.byHand.read(one)
    await comes(async () => (await statusesOf(box, message.reference)).find(({ state }) => state === 'read'))
    const before = await items(box)
    const posted = (await box.posted()).length

    await box.postAgain()

    await comes(async () => ((await box.posted()).length > posted ? true : undefined))
    const again = (await box.posted()).slice(posted).flatMap((body) => heardIn(box, body))
    const byKey = (all: typeof before) => new Map(all.map(({ event, item }) => [event.dedupeKey, item]))
    expect(byKey(again)).toEqual(byKey(before))
  })

  on(start, 'keys and subjects of statuses name nobody', async (box, port) => {
    const to = await box.customer()
    const message = aMessage(to)
    const { providerMessageId } = await port.send(message)
    await box.byHand.write(to, 'Hello')
    await comes(async () => (await statusesOf(box, message.reference)).at(0))
    await comes(async () => (await messagesHeard(box)).at(0))

    for (const { event } of await items(box)) {
      const told = JSON.stringify([event.dedupeKey, event.topic, event.causeId, event.providerKey])
      expect(told).not.toContain(nameOf(to))
      expect(told).not.toContain(providerMessageId)
      if (event.subject?.kind === 'message') expect(event.subject.sourceId).toMatch(/^[0-9a-f]{64}$/)
    }
  })

  on(start, 'whose number it is can be asked', async (_box, port) => {
    const access = await port.checkAccess()

    expect(access.problems).toEqual([])
    expect(access.displayNumber).toMatch(/\d/)
  })

  on(start, 'an unsigned body and one signed by another are not heard', async (box) => {
    await box.byHand.write(await box.customer(), 'Hello')
    const posted = await comes(async () => (await box.posted()).at(0))

    const unsigned = box.webhooks.hear(posted.body, {}, box.endpointSecrets)
    const forged = box.webhooks.hear(
      Buffer.concat([posted.body, Buffer.from(' ')]),
      posted.headers,
      box.endpointSecrets,
    )

    expect([unsigned.ok, forged.ok]).toEqual([false, false])
  })
}
