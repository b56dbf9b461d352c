import { Command, InvalidArgumentError, Option } from 'commander'
import type { PhoneLine, PhoneShown } from './customers/shown.ts'
import { storyNames } from './customers/story.ts'
import type { FloodReport } from './flood.ts'
import { startWhatsAppSandbox } from './server.ts'
import { sandboxUrl } from './settings.ts'
import { chatText, floodText, phonesText } from './terminal.ts'

/** `sandbox whatsapp …`: the customers' phones, and what Meta does. `settingsPath` is the file that `npm start` writes. */
export function whatsappCommand(settingsPath: string): Command {
  const whatsapp = new Command('whatsapp')
    .description('the phones of simulated customers, and what Meta does with an account')
    .option('--sandbox <url>', 'address of the stand-in; without it the one `npm start` began')
    .option('--json', 'print what was answered as JSON')

  const ask = async <T>(path: string, body?: object): Promise<T> =>
    call(`${sandboxUrl(whatsapp.opts<Shared>().sandbox, settingsPath)}${path}`, body)
  const print = (answer: unknown, text: string) =>
    console.log(whatsapp.opts<Shared>().json ? JSON.stringify(answer, null, 2) : text)

  whatsapp
    .command('phones')
    .description('every phone that got or wrote something')
    .action(async () => {
      const answer = await ask<{ phones: PhoneLine[] }>('/phones')
      print(answer, phonesText(answer.phones))
    })

  whatsapp
    .command('phone <number>')
    .description('what lies on a phone; looking at it reads it')
    .option('--peek', 'look without reading')
    .action(async (number: string, { peek }: { peek?: boolean }) => {
      const shown = await ask<PhoneShown>(`/phones/${number}`)
      // One POST a chat: each of them is opened.
      if (!peek) for (const chat of shown.chats) await ask(`/phones/${number}/read?to=${chat.with.phoneNumberId}`, {})
      print(shown, chatText(shown))
    })

  onChat(whatsapp.command('write <number> <text>'), 'writes to the business')
    .option('--reply-to <message>', 'answers the message with this id')
    .action(async (number: string, text: string, { to, replyTo }: OnChat & { replyTo?: string }) => {
      const answer = await ask<{ id: string }>(chatPath(number, 'write', to), {
        text,
        ...(replyTo ? { repliesTo: replyTo } : {}),
      })
      print(answer, `Written: ${answer.id}`)
    })

  onChat(whatsapp.command('tap <number> <label>'), 'taps a button, by what it reads or by its id').action(
    async (number: string, label: string, { to }: OnChat) => {
      const answer = await ask<{ what: string; choice: { url?: string } }>(chatPath(number, 'tap', to), { label })
      print(answer, answer.what === 'opened' ? `Opens ${answer.choice.url}` : `Tapped: ${label}`)
    },
  )

  onChat(whatsapp.command('react <number> <message> [emoji]'), 'puts an emoji on a message; none takes it away').action(
    async (number: string, message: string, emoji: string | undefined, { to }: OnChat) => {
      print(await ask(chatPath(number, 'react', to), { message, emoji: emoji ?? null }), 'Done.')
    },
  )

  for (const [name, what] of Object.entries(switches))
    onChat(whatsapp.command(`${name} <number>`), what).action(async (number: string, { to }: OnChat) =>
      print(await ask(chatPath(number, name, to), {}), 'Done.'),
    )

  onChat(whatsapp.command('move <number> <new>'), 'the same person under another number').action(
    async (number: string, next: string, { to }: OnChat) => {
      print(await ask(chatPath(number, 'move', to), { number: next }), 'Done.')
    },
  )

  onChat(whatsapp.command('story [names...]'), `everything Meta can tell, once: ${storyNames.join(', ')}`)
    .option('--phone <number>', 'whose phone', '+917004000000')
    .action(async (names: string[], { phone, to }: OnChat & { phone: string }) => {
      const answer = await ask<{ told: string[] }>(chatPath(phone, 'story', to), { names })
      print(answer, `Told: ${answer.told.join(', ')}`)
    })

  whatsapp
    .command('flood')
    .description('many webhooks as fast as they are taken; to this machine only')
    .option('--events <number>', 'different ones, 100,000 at most', wholeNumber, 1_000)
    .option('--double', 'each body twice')
    .option('--shuffle', 'in any order')
    .option('--batch', 'up to twenty in one body')
    .option('--accounts <number>', 'over how many accounts; missing ones are made up', wholeNumber, 1)
    .option('--at-once <number>', 'how many are under way', wholeNumber, 8)
    .option('--seed <number>', 'repeats what an earlier flood told', wholeNumber, 1)
    .action(async (options: object) => {
      const report = await ask<FloodReport>('/sandbox/flood', options)
      print(report, floodText(report))
      if (Object.keys(report.answers).some((status) => status !== '200')) process.exitCode = 1
    })

  whatsapp
    .command('mood')
    .description('how webhooks come from now on; without options: what it is')
    .option('--double', 'each twice')
    .option('--no-double')
    .option('--shuffle', 'in any order')
    .option('--no-shuffle')
    .option('--batch', 'several in one body, other accounts’ too')
    .option('--no-batch')
    .option('--late <milliseconds>', 'everything so much later', wholeNumber)
    .action(async ({ late, ...turned }: { double?: boolean; shuffle?: boolean; batch?: boolean; late?: number }) => {
      const answer = await ask<object>('/sandbox/mood', { ...turned, ...(late === undefined ? {} : { lateMs: late }) })
      print(answer, JSON.stringify(answer))
    })

  whatsapp
    .command('again')
    .description('tells everything once more: backwards, and as much as goes into one body')
    .action(async () => {
      const answer = await ask<{ bodies: number }>('/sandbox/again', {})
      print(answer, `${answer.bodies} bodies`)
    })

  whatsapp
    .command('clock <ahead>')
    .description('lets time pass in the sandbox: 25h, 90m, 30s')
    .action(async (ahead: string) => {
      const answer = await ask<{ now: string }>('/sandbox/clock', { aheadMs: span(ahead) })
      print(answer, `It is ${answer.now} in the sandbox.`)
    })

  whatsapp
    .command('template <name> <language> <status>')
    .description('Meta decides about a template: APPROVED, PAUSED, REJECTED, …')
    .action(async (name: string, language: string, status: string) => {
      print(await ask('/sandbox/template', { name, language, status: status.toUpperCase() }), 'Done.')
    })

  whatsapp
    .command('trouble <code>')
    .description('every send is refused with this error from now on; "none" ends it')
    .option('--number <number>', 'of which business number; the first unless told')
    .action(async (code: string, { number }: { number?: string }) => {
      const wanted = code === 'none' ? null : wholeNumber(code)
      print(await ask('/sandbox/trouble', { code: wanted, ...(number ? { number } : {}) }), 'Done.')
    })

  whatsapp
    .command('accounts')
    .description('the accounts, numbers and templates there are')
    .action(async () => {
      const answer = await ask<object>('/sandbox')
      print(answer, JSON.stringify(answer, null, 2))
    })

  whatsapp
    .command('serve')
    .description('a stand-in of its own, without `npm start`')
    .option('--port <port>', 'where', wholeNumber, 8_180)
    .option('--accounts <number>', 'accounts beside the first', wholeNumber, 0)
    .option('--app-secret <secret>', 'signs webhooks', 'sandbox-app-secret')
    .option('--access-token <token>', 'what sends have to show', 'EAASANDBOX')
    .option('--callback <url>', 'where webhooks go')
    .addOption(new Option('--verify-token <token>', 'what the callback wants to hear').default('sandbox'))
    .action(async ({ callback, verifyToken, ...options }: ServeOptions) => {
      const sandbox = await startWhatsAppSandbox(options)
      if (callback) await call(`${sandbox.url}/sandbox/callback`, { url: callback, verifyToken })
      console.log(`Phones, and in the place of graph.facebook.com: ${sandbox.url}   Ctrl-C ends it.`)
      process.once('SIGINT', () => void sandbox.stop())
      process.once('SIGTERM', () => void sandbox.stop())
    })

  return whatsapp
}

interface Shared {
  sandbox?: string
  json?: boolean
}

interface OnChat {
  to?: string
}

interface ServeOptions {
  port: number
  accounts: number
  appSecret: string
  accessToken: string
  callback?: string
  verifyToken: string
}

const switches = {
  read: 'opens the chat',
  block: 'blocks the business: nothing arrives any more, and nobody tells',
  unblock: 'lets it in again',
  stop: 'uses WhatsApp’s own switch against promotions',
  resume: 'takes that back',
  off: 'no network: messages wait',
  on: 'they arrive',
  private: 'takes a username; the business is not shown the number any more',
  'receipts-off': 'the business never hears that something was read',
}

function onChat(command: Command, what: string): Command {
  return command.description(what).option('--to <number>', 'which business number; the one last heard of unless told')
}

function chatPath(number: string, what: string, to: string | undefined): string {
  return `/phones/${encodeURIComponent(number)}/${what}${to ? `?to=${encodeURIComponent(to)}` : ''}`
}

async function call<T>(url: string, body?: object): Promise<T> {
  const answer = await fetch(url, {
    ...(body ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  }).catch((cause: unknown) => {
    throw new Error(`Nothing answers at ${new URL(url).origin}. Is \`npm start\` running?`, { cause })
  })
  const read = (await answer.json()) as T & { problem?: string }
  if (!answer.ok) throw new Error(read.problem ?? `HTTP ${answer.status}`)
  return read
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

const unitsMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function span(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? []
  const ms = unitsMs[unit ?? '']
  if (amount === undefined || ms === undefined) throw new Error('Write it like 25h, 90m, 30s or 2d.')
  return Number(amount) * ms
}
