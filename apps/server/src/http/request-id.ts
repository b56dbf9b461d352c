import type { IncomingMessage } from 'node:http'
import { newId } from '#platform/ids.ts'

/**
 * A caller's own id of its request is taken over where it can do no harm in a log; else one is made. Ten digits in a row may be
 * somebody's phone.
 */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && /^(?!.*\d{10})[\w.-]{1,64}$/.test(given) ? given : newId()
}
