import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { whatsappCommand } from './command.ts'
import { openBox, template } from './test/box.ts'

/** The command line, told where the phones are by the file that `npm start` writes. */
async function openTerminal() {
  const box = await openBox()
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-whatsapp-'))
  const settings = join(folder, 'sandbox.json')
  writeFileSync(settings, JSON.stringify({ whatsapp: { url: box.sandbox.url } }))
  return {
    box,
    async run(...words: string[]): Promise<string> {
      const log = vi.spyOn(console, 'log').mockImplementation(() => {})
      try {
        await whatsappCommand(settings).parseAsync(words, { from: 'user' })
        return log.mock.calls.map(([line]) => String(line)).join('\n')
      } finally {
        log.mockRestore()
      }
    },
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true })
      await box[Symbol.asyncDispose]()
    },
  }
}

const phone = '+919876543210'

test('an order’s confirmation is read on the phone, and reading it is told', async () => {
  await using terminal = await openTerminal()
  await terminal.box.send(template(phone, 'order_confirmation', 'en', 'Ananya', 'SO-10482', '₹ 2,023.50'))
  await terminal.box.sandbox.settled()

  const phones = await terminal.run('phones')
  const peeked = await terminal.run('phone', phone, '--peek')
  const unread = (await terminal.box.statuses()).map(({ status }) => status)
  await terminal.run('phone', phone)

  expect(phones).toContain('+919876543210')
  expect(phones).toContain('1 (1 new)')
  expect(peeked).toContain('Hello Ananya, thank you for your order SO-10482 over ₹ 2,023.50.')
  expect(peeked).toContain('only templates')
  expect(unread).toEqual(['sent', 'delivered'])
  expect((await terminal.box.statuses()).map(({ status }) => status)).toEqual(['sent', 'delivered', 'read'])
})

test('writing and tapping are heard', async () => {
  await using terminal = await openTerminal()
  await terminal.box.send(template(phone, 'order_needs_something', 'en', 'Ananya', 'SO-1', 'your house number'))
  await terminal.box.sandbox.settled()

  await terminal.run('write', phone, 'House 12')
  await terminal.run('tap', phone, 'Talk to us')

  expect(await terminal.box.messages()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ type: 'text', text: { body: 'House 12' } }),
      expect.objectContaining({ type: 'button', button: { payload: 'Talk to us', text: 'Talk to us' } }),
    ]),
  )
})

test('what is not there to be tapped is said, with what is', async () => {
  await using terminal = await openTerminal()
  await terminal.box.send(template(phone, 'order_needs_something', 'en', 'Ananya', 'SO-1', 'your house number'))
  await terminal.box.sandbox.settled()

  await expect(terminal.run('tap', phone, 'Confirm')).rejects.toThrow('There is: Talk to us.')
})

test.each(['block', 'stop', 'off', 'private'])('%s is done', async (what) => {
  await using terminal = await openTerminal()
  await terminal.run('write', phone, 'Hello')

  await terminal.run(what, phone)

  const shown = await terminal.box.phone(phone)
  const [chat] = shown.chats
  expect({
    block: chat.blocked,
    stop: chat.stoppedMarketing,
    off: shown.off,
    private: !shown.sharesNumber,
  }).toMatchObject({
    [what]: true,
  })
})

test('a story tells every kind of news, and a flood reports what it did', async () => {
  await using terminal = await openTerminal()

  const told = await terminal.run('story')
  const report = await terminal.run('--json', 'flood', '--events', '40', '--shuffle', '--double', '--accounts', '3')

  expect(told).toContain('order, reaction')
  expect(JSON.parse(report)).toMatchObject({ events: 40, bodies: 80, answers: { 200: 80 } })
})

test('time passes when it is told to', async () => {
  await using terminal = await openTerminal()
  await terminal.run('write', phone, 'Hello')

  await terminal.run('clock', '25h')

  expect(await terminal.run('phone', phone)).toContain('only templates')
  await expect(terminal.run('clock', 'tomorrow')).rejects.toThrow('25h')
})

test('webhooks come as one says, and what one does not name stays', async () => {
  await using terminal = await openTerminal()

  await terminal.run('mood', '--double', '--late', '5')
  const mood = await terminal.run('--json', 'mood', '--no-double')

  expect(JSON.parse(mood)).toEqual({ double: false, shuffle: false, batch: false, lateMs: 5 })
})

test('nobody’s phone, and a sandbox that is not there, are said in words', async () => {
  await using terminal = await openTerminal()

  await expect(terminal.run('phone', '+919999999999')).rejects.toThrow('No message has reached +919999999999')
  await expect(terminal.run('--sandbox', 'http://127.0.0.1:9', 'phones')).rejects.toThrow('Nothing answers at')
  await expect(whatsappCommand('/nowhere/sandbox.json').parseAsync(['phones'], { from: 'user' })).rejects.toThrow(
    'npm start',
  )
})
