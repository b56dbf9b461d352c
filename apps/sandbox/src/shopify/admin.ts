import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import Fastify from 'fastify'
import { buildSchema, type DocumentNode, execute, GraphQLError, parse, validate } from 'graphql'
import { maxCost, requestedCost } from './admin-cost.ts'
import { list, orderNode, parseExactly, refundNode } from './admin-order-node.ts'
import { toJson } from './to-json.ts'

export interface AdminSandboxOptions {
  /** 0 or nothing: any free one. */
  port?: number
  accessToken?: string
  /** The shop's clock; GraphQL itself speaks UTC. */
  timeZone?: string
  /** What the token may do. Only the payment terms are kept back for want of a scope. */
  scopes?: string[]
  /** The versions it serves, oldest first. Asked for another, it serves the oldest and says so in a header. */
  versions?: string[]
}

/** One question that goes wrong. `slow` and `cut` never answer: the one holds the line, the other drops it. */
export type AdminTrouble =
  | { kind: 'throttled'; requested: number; available: number }
  | { kind: 'internal-error' | 'slow' | 'cut' | 'not-json' }
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: unknown }

/** A question that came in. */
export interface AdminCall {
  version: string
  operation: string
  variables: Record<string, unknown>
  /** Points, counted before it ran. */
  cost: number
}

export interface AdminSandbox extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly accessToken: string
  /** Every question that was understood, also those that went wrong. */
  readonly calls: AdminCall[]
  /** Orders as webhooks carry them, as text or as the sandbox makes them; the same id again replaces the order. */
  put(body: string | object): void
  /** Deletes an order, as a merchant can. */
  remove(orderId: string): void
  /** The next `times` questions go wrong. */
  next(trouble: AdminTrouble, times?: number): void
  /** Called with every question before it is answered: for what happens in a shop meanwhile. */
  onCall(happens: (call: AdminCall) => void): void
  /** An app that may not see protected customer data: nulls, and an error for each. */
  unapproved: boolean
  stop(): Promise<void>
}

const schema = buildSchema(readFileSync(new URL('admin-schema.graphql', import.meta.url), 'utf8'))
const bucket = { maximumAvailable: 2000, currentlyAvailable: 1999, restoreRate: 100 }

/** Plays the Admin API of one shop, as far as orders are read from it (README.md says how it differs). */
export async function startAdminSandbox(options: AdminSandboxOptions = {}): Promise<AdminSandbox> {
  const { accessToken = 'shpat_sandbox', timeZone = 'Asia/Kolkata' } = options
  const scopes = options.scopes ?? [
    'read_orders',
    'read_all_orders',
    'read_customers',
    'read_products',
    'read_locations',
    'read_payment_terms',
  ]
  const versions = options.versions ?? ['2026-01', '2026-04', '2026-07', '2026-10']
  const orders = new Map<string, ReturnType<typeof parseExactly>>()
  const troubles: AdminTrouble[] = []
  const calls: AdminCall[] = []
  const happenings: ((call: AdminCall) => void)[] = []
  const gone = new AbortController()

  const app = Fastify({ logger: false, forceCloseConnections: true })
  app.post<{ Params: { version: string } }>('/admin/api/:version/graphql.json', async (request, reply) => {
    const { version } = request.params
    reply.header('x-shopify-api-version', versions.includes(version) ? version : versions[0])
    if (request.headers['x-shopify-access-token'] !== accessToken) {
      const errors = '[API] Invalid API key or access token (unrecognized login or wrong password)'
      return reply.code(401).send({ errors })
    }
    const asked = readQuestion(request.body)
    if ('refusal' in asked) return asked.refusal
    const call = { version, operation: asked.operation, variables: asked.variables, cost: asked.cost }
    calls.push(call)
    for (const happens of happenings) happens(call)

    const trouble = troubles.shift()
    switch (trouble?.kind) {
      case 'throttled':
        return throttled(trouble.requested, trouble.available)
      case 'internal-error':
        return failed(
          'Internal error. Looks like something went wrong on our end.\nRequest ID: 0',
          'INTERNAL_SERVER_ERROR',
        )
      case 'status':
        return reply
          .code(trouble.status)
          .headers(trouble.headers ?? {})
          .send(trouble.body ?? {})
      case 'not-json':
        return reply.type('text/html').send('<html>Maintenance</html>')
      case 'cut':
        request.raw.socket.destroy()
        return reply.hijack()
      case 'slow':
        await pause(600_000, null, { signal: gone.signal, ref: false }).catch(() => null)
        return reply.code(503).send()
      default:
        return { ...(await run(asked.document, asked.variables)), ...withCost(asked.cost, asked.cost, bucket) }
    }
  })

  function run(document: DocumentNode, variableValues: Record<string, unknown>) {
    const rootValue = {
      shop: { ianaTimezone: timeZone },
      currentAppInstallation: { accessScopes: scopes.map((handle) => ({ handle })) },
      order({ id }: { id: string }) {
        const order = orders.get(digitsOf(id))
        const paymentTerms = !scopes.includes('read_payment_terms')
        return order ? orderNode(order, { people: sandbox.unapproved, paymentTerms }) : null
      },
      refund({ id }: { id: string }) {
        for (const order of orders.values()) {
          const refund = list(order.refunds).find((each) => each.id === digitsOf(id))
          if (refund) return refundNode(order, refund)
        }
        return null
      },
    }
    return execute({ schema, document, rootValue, variableValues })
  }

  // Loopback only: its token is no secret.
  const url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })
  const stop = async () => {
    gone.abort()
    await app.close()
  }
  const sandbox: AdminSandbox = {
    url,
    accessToken,
    calls,
    put(body) {
      const order = parseExactly(typeof body === 'string' ? body : toJson(body))
      orders.set(String(order.id), order)
    },
    remove: (orderId) => void orders.delete(orderId),
    next: (trouble, times = 1) => void troubles.push(...Array.from({ length: times }, () => trouble)),
    onCall: (happens) => void happenings.push(happens),
    unapproved: false,
    stop,
    [Symbol.asyncDispose]: stop,
  }
  return sandbox
}

type Question =
  | { document: DocumentNode; operation: string; variables: Record<string, unknown>; cost: number }
  | { refusal: object }

/** What GraphQL refuses before it runs anything: what it cannot parse, does not know, or finds too dear. */
function readQuestion(body: unknown): Question {
  const { query, variables } = (body ?? {}) as { query?: unknown; variables?: Record<string, unknown> }
  if (typeof query !== 'string') return { refusal: { errors: { query: 'Required parameter missing or invalid' } } }
  let document: DocumentNode
  try {
    document = parse(query)
  } catch (error) {
    return { refusal: failed((error as Error).message, undefined) }
  }
  const [invalid] = validate(schema, document)
  if (invalid) return { refusal: failed(invalid.message, validationCode(invalid.message)) }
  const cost = requestedCost(schema, document)
  if (cost > maxCost) {
    const message = `Query cost is ${cost}, which exceeds the single query max cost limit (${maxCost}).`
    return { refusal: failed(message, 'MAX_COST_EXCEEDED') }
  }
  const [operation] = document.definitions.flatMap((each) => ('name' in each ? each.name?.value || [] : []))
  return { document, operation: operation ?? '', variables: variables ?? {}, cost }
}

function validationCode(message: string): string {
  return message.startsWith('Cannot query field') ? 'undefinedField' : 'argumentLiteralsIncompatible'
}

function failed(message: string, code: string | undefined) {
  return { errors: [{ message, extensions: { code } }] }
}

function throttled(requested: number, available: number) {
  return {
    ...failed('Throttled', 'THROTTLED'),
    ...withCost(requested, null, { ...bucket, currentlyAvailable: available }),
  }
}

function withCost(requestedQueryCost: number, actualQueryCost: number | null, throttleStatus: typeof bucket) {
  return { extensions: { cost: { requestedQueryCost, actualQueryCost, throttleStatus } } }
}

/** Zero is no id of anything. */
function digitsOf(id: string): string {
  const digits = /^gid:\/\/shopify\/[A-Za-z]+\/(\d+)$/.exec(id)?.[1]
  if (digits && digits !== '0') return digits
  throw new GraphQLError('invalid id', { extensions: { code: 'RESOURCE_NOT_FOUND' } })
}
