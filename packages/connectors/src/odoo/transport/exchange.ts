import { AppError } from '@crossdock/contracts/errors'
import { broken, type CallKind, NotSent, silenceOf } from '../errors.ts'

export interface HttpAccess {
  url: string
  fetch: typeof fetch
  /** Longest wait for one answer. */
  callTimeoutMs: number
}

export interface HttpCall {
  path: string
  kind: CallKind
  headers?: Record<string, string>
  /** Sent as POST; without it the call is a GET. */
  body?: string
  signal?: AbortSignal | undefined
}

/** An answer as it came, whatever its status. */
export interface Answered {
  status: number
  /** Lower case, empty when none was sent. */
  contentType: string
  retryAfter: string | null
  cookies: string[]
  text: string
}

/** The largest page the connector asks for is about 1 MB (odoo-perf.md §3); more than this is no answer of Odoo's. */
const maxAnswerBytes = 32 * 1024 * 1024

/**
 * One HTTP exchange with an Odoo.
 *
 * @throws `silenceOf` when no answer came; the abort's own reason when the call was given up before it was sent
 */
export async function exchange(access: HttpAccess, { path, kind, headers, body, signal }: HttpCall): Promise<Answered> {
  // Aborted before it was sent: nothing happened over there.
  if (signal?.aborted) throw abortReason(signal)
  const timeout = AbortSignal.timeout(access.callTimeoutMs)
  try {
    const response = await access.fetch(new URL(path, access.url), {
      ...(body === undefined ? {} : { method: 'POST', body }),
      ...(headers === undefined ? {} : { headers }),
      // Followed, a redirect would turn the POST into a GET and lose the call.
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    return {
      status: response.status,
      contentType: (response.headers.get('content-type') ?? '').toLowerCase(),
      retryAfter: response.headers.get('retry-after'),
      cookies: response.headers.getSetCookie(),
      text: await textOf(response),
    }
  } catch (thrown) {
    if (thrown instanceof NotSent) throw thrown
    if (thrown instanceof AnswerTooLarge) throw broken(`${path} answered more than ${maxAnswerBytes} bytes`)
    throw silenceOf(thrown, kind)
  }
}

class AnswerTooLarge extends Error {}

/** Like `response.text()`, but a body without end cannot fill the memory. */
async function textOf(response: Response): Promise<string> {
  if (!response.body) return ''
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  let text = ''
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > maxAnswerBytes) {
      await reader.cancel().catch(() => undefined)
      throw new AnswerTooLarge()
    }
    text += decoder.decode(value, { stream: true })
  }
}

export function abortReason(signal: AbortSignal): unknown {
  return signal.reason instanceof AppError ? signal.reason : new AppError('shutting-down', 'aborted before it was sent')
}
