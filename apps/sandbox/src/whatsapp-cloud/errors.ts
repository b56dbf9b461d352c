import { type Failure, failure } from './error-table.ts'
import { traceId } from './ids.ts'

/** Thrown by whatever finds a request wrong; the routes turn it into an answer. */
export class GraphRefusal extends Error {
  readonly failure: Failure

  constructor(code: number, details?: string, more: Partial<Failure> = {}) {
    const found = { ...failure(code, details), ...more }
    super(`${found.code} ${found.details}`)
    this.failure = found
  }
}

const sendingCodes = 130_000

/** The answer's body. The old Graph codes carry no `error_data`, WhatsApp's own always do. */
export function errorBody(failed: Failure): object {
  const { code, title, details, subcode, http } = failed
  const ofWhatsApp = code >= sendingCodes
  return {
    error: {
      message: code === 190 || code === 0 ? details : `(#${code}) ${title}`,
      type: 'OAuthException',
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      ...(ofWhatsApp || code === 100 ? { error_data: { messaging_product: 'whatsapp', details } } : {}),
      ...(http === 503 ? { is_transient: true } : {}),
      fbtrace_id: traceId(),
    },
  }
}

/** The same, as a webhook says it. */
export function webhookError({ code, title, details }: Failure): object {
  return {
    code,
    title,
    message: title,
    error_data: { details },
    href: 'https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes',
  }
}
