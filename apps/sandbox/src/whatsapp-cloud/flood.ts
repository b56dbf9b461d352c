import { z } from 'zod'
import { type Random, seeded } from '../shopify/random.ts'
import { addAccount, type BusinessNumber } from './business.ts'
import { textBubble } from './customers/bubble.ts'
import { chatOf, type FromBusiness, Phones, userIdFor } from './customers/phones.ts'
import { anotherAccount } from './demo-accounts.ts'
import { wamid } from './ids.ts'
import { metaJson } from './meta-json.ts'
import { demoTemplates } from './templates/demo-templates.ts'
import { shuffled } from './webhooks/courier.ts'
import { bodyOf, type Item, messageItem, statusItem } from './webhooks/items.ts'
import { type Posted, postSigned } from './webhooks/post.ts'
import type { World } from './world.ts'

export const floodOptions = z.object({
  events: z.int().min(1).max(100_000).default(1_000),
  /** Each body a second time. */
  double: z.boolean().default(false),
  shuffle: z.boolean().default(false),
  /** Up to twenty events of several accounts in one body. */
  batch: z.boolean().default(false),
  /** Over how many tenants' accounts; those that are missing are made up. */
  accounts: z.int().min(1).max(20).default(1),
  atOnce: z.int().min(1).max(32).default(8),
  seed: z.int().default(1),
})
export type FloodOptions = z.infer<typeof floodOptions>

export interface FloodReport {
  /** Different ones; a hub that keeps its promise has so many rows more. */
  events: number
  bodies: number
  /** Last answers by HTTP status; `none` when none came. */
  answers: Record<string, number>
  repeated: number
  seconds: number
  bodiesPerSecond: number
  answerMs: { median: number; p99: number; most: number }
  accounts: { wabaId: string; phoneNumberId: string; messages: number; statuses: number }[]
}

const mostAttempts = 6

/** Inbound webhooks as fast as they are taken. To this machine only: nobody else is to be flooded by a typing error. */
export async function flood(world: World, options: FloodOptions): Promise<FloodReport> {
  const { business } = world
  while (business.accounts.length < options.accounts) {
    const given = anotherAccount(business.accounts.length)
    const account = addAccount(business, { ...given, templates: demoTemplates(given.wabaId) })
    // Another brand that hangs on the same address: to a hub that does not know it, it is nobody.
    account.callback = business.accounts[0]?.callback ?? null
  }
  const numbers = business.accounts.slice(0, options.accounts).flatMap((account) => account.numbers.slice(0, 1))
  const random = seeded(options.seed)
  const items = floodItems(numbers, options.events, random, world.clock.now())
  const bodies = floodBodies(world, items, options, random)

  const started = performance.now()
  const answers: (Posted & { attempts: number })[] = []
  const queue = [...bodies]
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) answers.push(await deliver(world, next))
  }
  await Promise.all(Array.from({ length: options.atOnce }, worker))
  return report(options, numbers, items, answers, (performance.now() - started) / 1000)
}

/** Each with an id of its own. The customers are of a range that no phone of the sandbox has. */
export function floodItems(numbers: BusinessNumber[], events: number, random: Random, now: number): Item[] {
  const phones = new Phones()
  return Array.from({ length: events }, (_, place): Item => {
    const number = numbers[place % numbers.length] as BusinessNumber
    const digits = `917005${String(random.int(0, Math.max(1, Math.floor(events / 4)))).padStart(6, '0')}`
    const chat = chatOf(phones.at(digits), number)
    const timestamp = String(Math.floor(now / 1000) - random.int(0, 3_600))
    if (random.chance(0.4)) {
      const status = random.pick(['sent', 'delivered', 'read'] as const)
      return statusItem(chat, sentBefore(digits, now, place), { status, timestamp })
    }
    const { type, part } = random.pick(kinds)(place)
    const id = wamid(digits, 'customer')
    return messageItem(chat, {
      from: digits,
      from_user_id: userIdFor(chat.phone, number),
      id,
      timestamp,
      type,
      ...part,
    })
  })
}

const kinds: ((place: number) => { type: string; part: object })[] = [
  (place) => ({ type: 'text', part: { text: { body: `Question ${place}: नमस्ते, is it in stock? 50% / day` } } }),
  (place) => ({ type: 'text', part: { text: { body: `Write to someone${place}@example.com please` } } }),
  (place) => ({
    type: 'interactive',
    part: { interactive: { type: 'button_reply', button_reply: { id: `v1:order.confirm:${place}`, title: 'Yes' } } },
  }),
  (place) => ({ type: 'button', part: { button: { payload: `v1:order.track:${place}`, text: 'Track order' } } }),
  (place) => ({
    type: 'image',
    part: { image: { id: String(1_903_384_426_671_000 + place), mime_type: 'image/jpeg', sha256: 'c2FuZGJveA==' } },
  }),
  () => ({ type: 'location', part: { location: { latitude: 12.97194, longitude: 77.64115 } } }),
  (place) => ({ type: 'unsupported', part: { unsupported: { type: place % 2 ? 'poll' : 'event' } } }),
]

function sentBefore(digits: string, now: number, place: number): FromBusiness {
  return {
    by: 'business',
    id: wamid(digits, 'business'),
    at: now,
    type: 'text',
    bubble: textBubble(''),
    request: {},
    reference: `flood|${place}`,
    state: 'sent',
    failure: null,
    lost: false,
    addressedBy: 'phone',
    category: 'utility',
    repliesTo: null,
    reactions: { customer: null, business: null },
  }
}

function floodBodies(
  world: World,
  items: Item[],
  options: FloodOptions,
  random: Random,
): { url: string; body: string }[] {
  const ordered = options.shuffle ? shuffled(items, random) : items
  const byAddress = Map.groupBy(ordered, ({ account, number }) => callbackOf(world, account, number))
  const bodies = [...byAddress].flatMap(([url, its]) => {
    const size = options.batch ? 20 : 1
    const pieces = Array.from({ length: Math.ceil(its.length / size) }, (_, place) =>
      its.slice(place * size, (place + 1) * size),
    )
    return pieces.map((piece) => ({ url, body: metaJson(bodyOf(piece)) }))
  })
  const all = options.double ? bodies.flatMap((body) => [body, body]) : bodies
  return options.shuffle ? shuffled(all, random) : all
}

function callbackOf(world: World, account: Item['account'], number: Item['number']): string {
  const url = world.business.callbackFor(account, number)?.url
  if (!url) throw new Error(`${account.name} has no callback: say where its webhooks go first.`)
  const { hostname } = new URL(url)
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname))
    throw new Error(`A flood goes to this machine only, not to ${hostname}.`)
  return url
}

async function deliver(
  world: World,
  { url, body }: { url: string; body: string },
): Promise<Posted & { attempts: number }> {
  for (let attempts = 1; ; attempts++) {
    const posted = await postSigned(url, body, { appSecret: world.business.appSecret, timeoutMs: 10_000 })
    if (posted.status === 200 || attempts >= mostAttempts) return { ...posted, attempts }
    await new Promise<void>((resolve) => world.timers.after(100 * 2 ** attempts, resolve))
  }
}

function report(
  { events }: FloodOptions,
  numbers: BusinessNumber[],
  items: Item[],
  answers: (Posted & { attempts: number })[],
  seconds: number,
): FloodReport {
  const times = answers.map(({ durationMs }) => durationMs).toSorted((one, other) => one - other)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  const byStatus = Map.groupBy(answers, ({ status }) => String(status ?? 'none'))
  return {
    events,
    bodies: answers.length,
    answers: Object.fromEntries([...byStatus].map(([status, its]) => [status, its.length])),
    repeated: answers.reduce((sum, { attempts }) => sum + attempts - 1, 0),
    seconds: Number(seconds.toFixed(2)),
    bodiesPerSecond: Math.round(answers.length / Math.max(seconds, 0.001)),
    answerMs: { median: at(0.5), p99: at(0.99), most: at(1) },
    accounts: numbers.map((number) => {
      const its = items.filter((item) => item.number === number)
      const messages = its.filter((item) => 'messages' in item.value).length
      return {
        wabaId: number.account.wabaId,
        phoneNumberId: number.phoneNumberId,
        messages,
        statuses: its.length - messages,
      }
    }),
  }
}
