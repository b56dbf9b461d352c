import Fastify from 'fastify'
import { seeded } from '../shopify/random.ts'
import { addAccount, Business, type NewAccount } from './business.ts'
import { SandboxClock, Timers } from './clock.ts'
import { controlRoutes } from './control.ts'
import { Phones } from './customers/phones.ts'
import { anotherAccount, demoAccount } from './demo-accounts.ts'
import { managementScope, messagingScope } from './graph/access.ts'
import { MediaStore } from './graph/media-store.ts'
import { graphRoutes, unknownPath } from './graph/routes.ts'
import { pageRoutes } from './page/routes.ts'
import { metaRates, type Rates, SendRates } from './sending/rates.ts'
import { Troubles } from './sentinels.ts'
import { demoTemplates } from './templates/demo-templates.ts'
import { Courier, calm, type Mood } from './webhooks/courier.ts'
import type { Pace, World } from './world.ts'

export interface WhatsAppSandboxOptions {
  /** 0 or nothing: any free one. */
  port?: number
  appSecret?: string
  accessToken?: string
  /** Where webhooks go until somebody says otherwise; not asked whether it wants them. */
  callback?: { url: string; verifyToken: string }
  /** In the place of the demo brand's. */
  account?: Omit<NewAccount, 'templates'>
  /** Accounts beside the demo brand's: other tenants. How many, or which. */
  accounts?: number | Omit<NewAccount, 'templates'>[]
  pace?: Partial<Pace>
  rates?: Partial<Rates>
  mood?: Partial<Mood>
  firstRetryMs?: number
  seed?: number
  /** The machine's time, for tests that hold it still. */
  now?: () => number
}

export interface WhatsAppSandbox extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`: in the place of https://graph.facebook.com, and the page with the phones. */
  readonly url: string
  readonly appSecret: string
  /** Reaches every account. */
  readonly accessToken: string
  /** Everything that is; for tests that look or arrange. */
  readonly world: World
  /** Resolves when no status is to come, no webhook under way and none waits to be repeated. */
  settled(): Promise<void>
  stop(): Promise<void>
}

const defaultPace: Pace = { sentMs: 40, deliveredMs: 80, readMs: null, heldMs: 5_000, slowMs: 8_000 }
const weekMs = 7 * 86_400_000

export async function startWhatsAppSandbox(options: WhatsAppSandboxOptions = {}): Promise<WhatsAppSandbox> {
  const world = createWorld(options)
  const { business, courier, timers } = world
  const accessToken = options.accessToken ?? 'EAASANDBOX'
  business.tokens.set(accessToken, {
    token: accessToken,
    reaches: null,
    scopes: [messagingScope, managementScope],
    expiresAt: null,
    issuedAt: world.clock.now(),
  })

  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 3 * 1024 * 1024 })
  app.setNotFoundHandler(unknownPath)
  await app.register(async (graph) => graphRoutes(graph, world))
  await app.register(async (control) => controlRoutes(control, world))
  await app.register(async (page) => pageRoutes(page, world))
  // Loopback only: its secrets are none, and anybody who reaches it may play anybody.
  world.url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })

  const stop = async () => {
    timers.stop()
    courier.stop()
    await app.close()
  }
  return {
    url: world.url,
    appSecret: business.appSecret,
    accessToken,
    world,
    settled: () => settled(world),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function createWorld(options: WhatsAppSandboxOptions): World {
  const clock = new SandboxClock(options.now)
  const random = seeded(options.seed ?? 1)
  const business = new Business(options.appSecret ?? 'sandbox-app-secret')
  business.callback = options.callback ?? null
  for (const account of [options.account ?? demoAccount, ...furtherAccounts(options.accounts ?? 0)])
    addAccount(business, { ...account, templates: demoTemplates(account.wabaId) })
  const courier = new Courier({
    business,
    random,
    mood: { ...calm, ...options.mood },
    firstRetryMs: options.firstRetryMs ?? 1_000,
    giveUpAfterMs: weekMs,
    answerTimeoutMs: 10_000,
  })
  return {
    clock,
    timers: new Timers(),
    random,
    pace: { ...defaultPace, ...options.pace },
    business,
    phones: new Phones(),
    troubles: new Troubles(),
    rates: new SendRates({ ...metaRates, ...options.rates }, clock),
    courier,
    media: new MediaStore(clock),
    requests: [],
    url: '',
  }
}

function furtherAccounts(given: number | Omit<NewAccount, 'templates'>[]): Omit<NewAccount, 'templates'>[] {
  return typeof given === 'number' ? Array.from({ length: given }, (_, place) => anotherAccount(place + 1)) : given
}

async function settled({ timers, courier }: World): Promise<void> {
  while (timers.waiting > 0 || !courier.idle) await new Promise((resolve) => setTimeout(resolve, 5))
}
