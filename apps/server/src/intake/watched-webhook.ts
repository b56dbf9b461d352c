import type { Acknowledgement, WebhookHeaders } from '@crossdock/connectors/ports/commerce'
import { asAppError } from '@crossdock/contracts/errors'
import type { Endpoint } from './endpoints.ts'
import { type IntakeDeps, receiveWebhook } from './receive-webhook.ts'

/** The same, timed, whatever comes of it. */
export async function receiveWatched(
  endpoint: Endpoint,
  rawBody: Buffer,
  headers: WebhookHeaders,
  deps: IntakeDeps,
): Promise<Acknowledgement> {
  const startedMs = performance.now()
  let outcome = 'recorded'
  try {
    return await receiveWebhook(endpoint, rawBody, headers, deps)
  } catch (thrown) {
    const error = asAppError(thrown)
    outcome = error.code
    if (error.code === 'signature-rejected') deps.watch?.refused(endpoint, error.message)
    throw thrown
  } finally {
    deps.watch?.answered(endpoint, outcome, performance.now() - startedMs)
  }
}
