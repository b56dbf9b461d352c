import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { addAccount, type BusinessNumber } from './business.ts'
import { changeNumber, chatFor, prefer, react, tap, write } from './customers/acting.ts'
import { type Chat, keepPrivate, type Phone } from './customers/phones.ts'
import { phoneLine, phoneShown } from './customers/shown.ts'
import { storyNames, tellStory } from './customers/story.ts'
import { anotherAccount } from './demo-accounts.ts'
import { findFailure } from './error-table.ts'
import { GraphRefusal } from './errors.ts'
import { flood, floodOptions } from './flood.ts'
import { verified } from './graph/subscriptions.ts'
import { loopbackOnly } from './loopback-only.ts'
import { exactJson } from './meta-json.ts'
import { deliverWaiting, readAll } from './sending/journey.ts'
import { demoTemplates } from './templates/demo-templates.ts'
import { templateStatuses } from './templates/template.ts'
import { decide } from './webhooks/template-news.ts'
import type { World } from './world.ts'

/** The strings behind the stage: what people do with their phones, and what Meta does with an account. Not Graph. */
export function controlRoutes(app: FastifyInstance, world: World): void {
  loopbackOnly(app)
  app.setReplySerializer((body) => exactJson(body))
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof z.ZodError) return refuse(reply, 400, z.prettifyError(error))
    if (error instanceof GraphRefusal) return refuse(reply, 400, error.failure.details)
    return refuse(reply, error.statusCode ?? 500, error.message)
  })
  phoneRoutes(app, world)
  businessRoutes(app, world)
}

type ByPhone = { Params: { phone: string }; Querystring: { to?: string } }

function phoneRoutes(app: FastifyInstance, world: World): void {
  app.get('/phones', async () => ({ phones: world.phones.all().map(phoneLine) }))

  app.get<ByPhone>('/phones/:phone', async (request, reply) => {
    const phone = world.phones.findByDigits(digitsOf(request.params.phone))
    return phone ? phoneShown(phone, world.clock.now()) : refuse(reply, 404, nobody(request.params.phone))
  })

  app.post<ByPhone>('/phones/:phone/write', async (request) => {
    const { text, repliesTo } = z
      .object({ text: z.string().min(1), repliesTo: z.string().optional() })
      .parse(request.body)
    return { id: write(world, chatIn(request), text, repliesTo).id }
  })

  app.post<ByPhone>('/phones/:phone/tap', async (request, reply) => {
    const { label, message } = z
      .object({ label: z.string().min(1), message: z.string().optional() })
      .parse(request.body)
    const tapped = tap(world, chatIn(request), label, message)
    return tapped.ok ? tapped : refuse(reply, 409, tapped.reason)
  })

  app.post<ByPhone>('/phones/:phone/react', async (request, reply) => {
    const { message, emoji } = z.object({ message: z.string(), emoji: z.string().nullable() }).parse(request.body)
    return react(world, chatIn(request), message, emoji)
      ? { ok: true }
      : refuse(reply, 409, 'There is no such message.')
  })

  app.post<ByPhone>('/phones/:phone/story', async (request) => {
    const { names } = z.object({ names: z.array(z.enum(storyNames)).default([]) }).parse(request.body ?? {})
    const told = names.length > 0 ? names : storyNames
    const chat = chatIn(request)
    for (const name of told) tellStory(world, chat, name)
    return { told }
  })

  app.post<ByPhone>('/phones/:phone/move', async (request) => {
    const { number } = z.object({ number: z.string().regex(/^\+?\d{6,15}$/) }).parse(request.body)
    const chat = chatIn(request)
    changeNumber(world, chat.phone, digitsOf(number))
    return { phone: `+${chat.phone.digits}` }
  })

  const switches: Record<string, (chat: Chat) => void> = {
    read: (chat) => readAll(world, chat),
    block: (chat) => {
      chat.blocked = true
    },
    unblock: (chat) => {
      chat.blocked = false
    },
    stop: (chat) => prefer(world, chat, 'stop'),
    resume: (chat) => prefer(world, chat, 'resume'),
    off: ({ phone }) => {
      phone.off = true
    },
    on: ({ phone }) => turnOn(world, phone),
    private: ({ phone }) => keepPrivate(phone),
    'receipts-off': ({ phone }) => {
      phone.readReceipts = false
    },
  }
  for (const [name, turn] of Object.entries(switches)) {
    app.post<ByPhone>(`/phones/:phone/${name}`, async (request) => {
      const chat = chatIn(request)
      turn(chat)
      return phoneShown(chat.phone, world.clock.now())
    })
  }

  function chatIn({ params, query }: { params: ByPhone['Params']; query: ByPhone['Querystring'] }): Chat {
    return chatFor(world, world.phones.at(digitsOf(params.phone)), query.to ? numberCalled(world, query.to) : undefined)
  }
}

function businessRoutes(app: FastifyInstance, world: World): void {
  const { business, courier, clock } = world

  app.get('/sandbox', async () => ({
    now: new Date(clock.now()).toISOString(),
    appId: business.appId,
    appSecret: business.appSecret,
    callback: business.callback?.url ?? null,
    mood: courier.mood,
    webhooks: {
      told: courier.told.length,
      refused: courier.told.filter(({ status }) => status !== 200).length,
      unheard: courier.unheard,
      idle: courier.idle,
    },
    accounts: business.accounts.map((account) => ({
      wabaId: account.wabaId,
      name: account.name,
      callback: account.callback?.url ?? null,
      subscribed: account.subscribed,
      numbers: account.numbers.map((number) => ({
        phoneNumberId: number.phoneNumberId,
        phone: `+${number.displayPhoneNumber}`,
        trouble: number.trouble,
      })),
      templates: account.templates.map(({ name, language, category, status }) => ({
        name,
        language,
        category,
        status,
      })),
    })),
  }))

  app.post('/sandbox/callback', async (request) => {
    const { url, verifyToken } = z.object({ url: z.url(), verifyToken: z.string().min(1) }).parse(request.body)
    business.callback = await verified({ url, verifyToken })
    return { ok: true }
  })

  app.post('/sandbox/mood', async (request) => {
    const mood = z
      .object({ double: z.boolean(), shuffle: z.boolean(), batch: z.boolean(), lateMs: z.int().min(0).max(3_600_000) })
      .partial()
      .parse(request.body)
    courier.mood = { ...courier.mood, ...definedOnly(mood) }
    return courier.mood
  })

  app.post('/sandbox/clock', async (request) => {
    const { aheadMs } = z.object({ aheadMs: z.number().min(0) }).parse(request.body)
    clock.advance(aheadMs)
    return { now: new Date(clock.now()).toISOString() }
  })

  app.post('/sandbox/again', async () => ({ bodies: await courier.again() }))

  app.post('/sandbox/template', async (request, reply) => {
    const asked = z
      .object({
        name: z.string(),
        language: z.string(),
        status: z.enum(templateStatuses),
        wabaId: z.string().optional(),
      })
      .parse(request.body)
    const account = asked.wabaId ? business.account(asked.wabaId) : business.accounts[0]
    const template = account?.templates.find(({ name, language }) => name === asked.name && language === asked.language)
    if (!account || !template) return refuse(reply, 404, `There is no template ${asked.name} in ${asked.language}.`)
    decide(world, account, template, asked.status)
    return { ok: true }
  })

  app.post('/sandbox/trouble', async (request, reply) => {
    const { code, number } = z.object({ code: z.int().nullable(), number: z.string().optional() }).parse(request.body)
    if (code !== null && !findFailure(code)) return refuse(reply, 404, `The table has no error ${code}.`)
    const target = number === undefined ? business.numbers()[0] : numberCalled(world, number)
    if (target) target.trouble = code
    return { ok: true }
  })

  app.post('/sandbox/account', async () => {
    const account = anotherAccount(business.accounts.length)
    addAccount(business, { ...account, templates: demoTemplates(account.wabaId) })
    return account
  })

  app.post('/sandbox/flood', async (request) => flood(world, floodOptions.parse(request.body)))
}

function turnOn(world: World, phone: Phone): void {
  phone.off = false
  for (const chat of phone.chats.values()) deliverWaiting(world, chat)
}

/** By its id or its phone. */
export function numberCalled(world: World, wanted: string): BusinessNumber {
  const digits = digitsOf(wanted)
  const found = world.business
    .numbers()
    .find((number) => number.phoneNumberId === digits || number.displayPhoneNumber === digits)
  if (!found) throw Object.assign(new Error(`The sandbox has no business number ${wanted}.`), { statusCode: 404 })
  return found
}

function digitsOf(phone: string): string {
  const digits = phone.replace(/\D/g, '')
  if (digits.length < 6 || digits.length > 20)
    throw Object.assign(new Error(`${phone} is no phone number.`), { statusCode: 400 })
  return digits
}

function nobody(phone: string): string {
  return `No message has reached ${phone} and none came from it.`
}

function refuse(reply: FastifyReply, status: number, problem: string) {
  return reply.code(status).send({ problem })
}

function definedOnly<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never
}
