import type { Acknowledgement, Heard, WebhookHeaders, WebhookPort } from '@crossdock/connectors/ports/commerce'
import { AppError } from '@crossdock/contracts/errors'
import type { Ringer } from '#jobs/enqueue.ts'
import type { Endpoint, Endpoints } from './endpoints.ts'
import type { Inbox } from './inbox.ts'
import type { IntakeWatch } from './intake-watch.ts'
import type { RefusalCounter } from './refusal-counter.ts'
import type { RoutableJobs } from './routes-to-jobs.ts'
import { shareOut } from './share-out.ts'

export interface IntakeDeps {
  endpoints: Endpoints
  inbox: Inbox
  ringer: Ringer
  refusals: RefusalCounter
  webhooks: ReadonlyMap<string, WebhookPort>
  jobs: RoutableJobs
  watch?: IntakeWatch
}

/**
 * A webhook, refusals first: known endpoint → right signature over the raw bytes → record → ring → the answer the
 * provider wants. Only what has been recorded durably is acknowledged; the outside systems behind are not asked.
 */
export async function receiveWebhook(
  endpoint: Endpoint,
  rawBody: Buffer,
  headers: WebhookHeaders,
  deps: IntakeDeps,
): Promise<Acknowledgement> {
  // Nobody calls it from outside (an endpoint of orders that are handed in), or nobody has said how callers sign.
  if (endpoint.secrets.length === 0) refuse(endpoint, 'no-secret', deps)
  const port = portOf(endpoint, deps)
  const heard = port.hear(rawBody, headers, endpoint.secrets)
  if (!heard.ok) refuse(endpoint, heard.reason, deps)
  await record(endpoint, rawBody, headers, heard, deps)
  deps.watch?.read(endpoint, rawBody.length)
  return port.acknowledge()
}

function refuse(endpoint: Endpoint, reason: string, { refusals }: IntakeDeps): never {
  refusals.add(endpoint.id, reason)
  throw new AppError('signature-rejected', reason)
}

/** The outcome under which that is counted. */
export const challengeAnswered = 'challenge-answered'

/** The provider asks whether this address expects it. `query` as it came: names with dots are read by nobody else. */
export async function answerChallenge(endpoint: Endpoint, query: string, deps: IntakeDeps): Promise<Acknowledgement> {
  const answer = endpoint.secrets.length === 0 ? null : portOf(endpoint, deps).challenge?.(query, endpoint.secrets)
  if (answer) {
    // That it was verified can be seen afterwards: it happens once, when somebody enters the address there.
    await deps.inbox.count(endpoint.id, challengeAnswered, 1)
    return answer
  }
  deps.refusals.add(endpoint.id, 'challenge-refused')
  deps.watch?.refused(endpoint, 'challenge-refused')
  throw new AppError('verification-refused', 'no such challenge, or another token')
}

/** An account is attached to another tenant once in a blue moon; twice within a request is somebody else's fault. */
const mostMoves = 3

/** Throws unless all of it is durable. What was written of it before it threw is recognised when it comes again. */
async function record(
  endpoint: Endpoint,
  rawBody: Buffer,
  headers: WebhookHeaders,
  heard: Extract<Heard, { ok: true }>,
  { endpoints, inbox, jobs, ringer, watch }: IntakeDeps,
): Promise<void> {
  const startedAtMs = Date.now()
  let at: Endpoint | null = endpoint
  let { events } = heard
  for (let moves = 0; at && moves < mostMoves; moves++) {
    const tenantOf = await endpoints.tenantsOf(
      at,
      events.map(({ providerKey }) => providerKey),
    )
    const recorded = await inbox.record(at, shareOut(rawBody, { ...heard, events }, tenantOf), headers, jobs)
    watch?.recorded(at, recorded, startedAtMs)
    for (const { lane } of recorded) if (lane !== null) ringer.ring(lane)
    events = recorded.filter(({ outcome }) => outcome === 'moved').map(({ event }) => event)
    if (events.length === 0) return
    endpoints.forget(endpoint.id)
    at = await endpoints.find(endpoint.id)
  }
  throw new AppError('database-unavailable', 'an endpoint or its accounts change as fast as they are looked up')
}

function portOf(endpoint: Endpoint, { webhooks }: IntakeDeps): WebhookPort {
  const port = webhooks.get(endpoint.provider)
  if (!port) throw new AppError('internal', `no connector for ${endpoint.provider}`)
  return port
}
