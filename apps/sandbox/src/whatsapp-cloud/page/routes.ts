import { readFileSync } from 'node:fs'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { numberCalled } from '../control.ts'
import { chatFor, prefer, tap, write } from '../customers/acting.ts'
import { type Chat, chatOf } from '../customers/phones.ts'
import { loopbackOnly } from '../loopback-only.ts'
import { readAll } from '../sending/journey.ts'
import type { World } from '../world.ts'
import { chatPage } from './chat-page.ts'
import type { Html } from './html.ts'
import { phonesPage } from './phones-page.ts'

const file = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const style = file('page.css')
const script = file('page.js')

type ByPhone = { Params: { digits: string }; Querystring: { with?: string; seen?: string } }

/** The phones to look at and to answer from, in a browser. Works without a script; with one it stays up to date. */
export function pageRoutes(app: FastifyInstance, world: World): void {
  loopbackOnly(app)
  app.addHook('onSend', async (_request, reply) => {
    // Nothing from elsewhere, whatever a message says.
    reply.header(
      'content-security-policy',
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    reply.header('referrer-policy', 'same-origin').header('cache-control', 'no-store')
  })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  app.get('/page.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(style))
  app.get('/page.js', async (_request, reply) => reply.type('text/javascript; charset=utf-8').send(script))

  app.get('/', async (_request, reply) => show(reply, phonesPage(world)))
  app.post<{ Body: Record<string, string> }>('/', async (request, reply) => {
    const digits = (request.body.phone ?? '').replace(/\D/g, '')
    if (!/^\d{8,15}$/.test(digits)) return show(reply.code(400), phonesPage(world, request.body.phone ?? ''))
    chatFor(world, world.phones.at(digits))
    return reply.redirect(`/phone/${digits}`, 303)
  })

  app.get<ByPhone>('/phone/:digits', async (request, reply) => {
    const chat = chatAsked(request)
    if (!chat) return reply.redirect('/', 303)
    // A page that only looks whether there is news, in a tab that nobody sees, has not been read.
    if (request.query.seen !== 'no') readAll(world, chat)
    return show(reply, chatPage(world, chat))
  })
  app.post<ByPhone & { Body: Record<string, string> }>('/phone/:digits', async (request, reply) => {
    const chat = chatAsked(request)
    if (!chat) return reply.redirect('/', 303)
    const problem = act(world, chat, request.body)
    if (problem) return show(reply.code(409), chatPage(world, chat, problem))
    return reply.redirect(`/phone/${chat.phone.digits}?with=${chat.with.phoneNumberId}`, 303)
  })

  function chatAsked({ params, query }: FastifyRequest<ByPhone>): Chat | undefined {
    const phone = world.phones.findByDigits(params.digits)
    return phone && (query.with ? chatOf(phone, numberCalled(world, query.with)) : chatFor(world, phone))
  }
}

/** A sentence when it could not be done. */
function act(world: World, chat: Chat, { act: what, text, choice, message }: Record<string, string>): string | null {
  switch (what) {
    case 'write':
      if (text?.trim()) write(world, chat, text.trim())
      return null
    case 'tap': {
      const tapped = tap(world, chat, choice ?? '', message)
      return tapped.ok ? null : tapped.reason
    }
    case 'block':
      chat.blocked = !chat.blocked
      return null
    case 'marketing':
      prefer(world, chat, chat.stoppedMarketing ? 'resume' : 'stop')
      return null
    default:
      return 'This cannot be done here.'
  }
}

function show(reply: FastifyReply, page: Html): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page.text)
}
