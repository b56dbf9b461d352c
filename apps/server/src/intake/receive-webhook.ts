import type { Acknowledgement, WebhookHeaders, WebhookPort } from '@crossdock/connectors/ports/commerce'
import { AppError } from '@crossdock/contracts/errors'
import type { Ringer } from '#jobs/enqueue.ts'
import type { Endpoint, Endpoints } from './endpoints.ts'
import type { Inbox } from './inbox.ts'
import type { IntakeWatch } from './intake-watch.ts'
import type { RefusalCounter } from './refusal-counter.ts'
import { type RoutableJobs, routeEvent } from './routes-to-jobs.ts'

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
  const startedAtMs = Date.now()
  const port = deps.webhooks.get(endpoint.provider)
  if (!port) throw new AppError('internal', `no connector for ${endpoint.provider}`)
  const heard = port.hear(rawBody, headers, endpoint.secrets)
  if (!heard.ok) {
    deps.refusals.add(endpoint.id, heard.reason)
    throw new AppError('signature-rejected', heard.reason)
  }
  const recorded = await deps.inbox.record(
    endpoint,
    rawBody,
    headers,
    heard.events.map((event) => ({ event, route: routeEvent(event, deps.jobs) })),
  )
  deps.watch?.recorded(endpoint, rawBody.length, recorded, startedAtMs)
  for (const { lane } of recorded) if (lane !== null) deps.ringer.ring(lane)
  return port.acknowledge()
}
