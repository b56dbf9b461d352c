import { AppError } from '@crossdock/contracts/errors'
import type { z } from 'zod'
import { parseJsonExactly } from '../lib/json.ts'
import type { CallOptions } from '../ports/erp.ts'
import { type WhatsappCloudConfig, whatsappCloudConfig } from './config.ts'
import {
  broken,
  type CallKind,
  type Circumstances,
  refusalOf,
  refusalOfStatus,
  silenceOf,
  unsettled,
} from './errors.ts'
import { errorAnswer, type SendAnswer, type SendBody, sendAnswer } from './send-schemas.ts'

export interface Question<T> extends CallOptions {
  /** Below the version, without a slash before it. */
  path: string
  query?: Record<string, string>
  /** Another bearer than the number's token. */
  token?: string
  answer: z.ZodType<T>
}

/**
 * Calls to the Graph API for one number: one exchange each, nothing is repeated here, failures are translated once
 * (errors.ts). Numbers in an answer stay the text they were written in, since ids have 64 bits.
 */
export class WhatsappCloudClient {
  readonly config: WhatsappCloudConfig
  readonly #fetch: typeof fetch

  /** Checks the configuration once more: whatever the way it came here, the token goes to no other host. */
  constructor(config: z.input<typeof whatsappCloudConfig>, fetcher: typeof fetch = fetch) {
    this.config = whatsappCloudConfig.parse(config)
    this.#fetch = fetcher
  }

  async send(path: string, body: SendBody, about: About, { signal }: CallOptions = {}): Promise<SendAnswer> {
    const said = await this.#exchange(`${this.config.phoneNumberId}/${path}`, {
      kind: 'once',
      body: JSON.stringify(body),
      about,
      signal,
    })
    const read = sendAnswer.safeParse(said)
    // Accepted, it seems, but not under which id: a status will tell.
    if (!read.success) throw unsettled('HTTP 200 without the id of a message', 'once')
    return read.data
  }

  async ask<T>({ path, query = {}, token, answer, signal }: Question<T>): Promise<T> {
    const search = new URLSearchParams(query).toString()
    const said = await this.#exchange(search ? `${path}?${search}` : path, { kind: 'repeatable', token, signal })
    const read = answer.safeParse(said)
    if (read.success) return read.data
    const [issue] = read.error.issues
    throw broken(`${path.replace(/\d+/, '…')} answered an unexpected shape: ${issue?.path.join('.')} ${issue?.message}`)
  }

  async #exchange(pathAndQuery: string, call: Exchange): Promise<unknown> {
    const { kind, body, about, token = this.config.accessToken, signal } = call
    // Given up before it was sent: nothing happened over there.
    if (signal?.aborted) throw abortReason(signal)
    const timeout = AbortSignal.timeout(this.config.callTimeoutMs)
    const { status, retryAfter, text } = await this.#fetch(
      `${this.config.baseUrl}/${this.config.apiVersion}/${pathAndQuery}`,
      {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
        // Followed, a redirect would carry the token to whoever it names, and turn the POST into a GET.
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      },
    )
      .then(heard)
      .catch((thrown: unknown) => {
        throw silenceOf(thrown, kind)
      })

    const said = jsonOrNull(text)
    const refusal = errorAnswer.safeParse(said)
    if (refusal.success) throw refusalOf(refusal.data.error, { ...about, kind, status, retryAfter })
    if (status !== 200 || said === null) throw refusalOfStatus(status, retryAfter, kind)
    return said
  }
}

/** What the message was about, for its error. */
export type About = Pick<Circumstances, 'earlierAttempts' | 'template' | 'personal'>

interface Exchange extends CallOptions {
  kind: CallKind
  /** Sent as POST; without it the call is a GET. */
  body?: string
  about?: About
  token?: string | undefined
}

interface Answered {
  status: number
  retryAfter: string | null
  text: Uint8Array
}

/** A page of templates with all their texts is far below this; more is no answer of Meta's. */
const maxAnswerBytes = 8 * 1024 * 1024

/** Below 500 the status alone says that the call was turned away, even when the rest of the answer is lost. */
async function heard(response: Response): Promise<Answered> {
  const answered = { status: response.status, retryAfter: response.headers.get('retry-after') }
  const turnedAway = response.status >= 300 && response.status < 500
  try {
    return { ...answered, text: await bytesOf(response) }
  } catch (thrown) {
    if (turnedAway) return { ...answered, text: new Uint8Array() }
    throw thrown
  }
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxAnswerBytes) throw new Error('the answer has no end')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function jsonOrNull(bytes: Uint8Array): unknown {
  try {
    return parseJsonExactly(bytes)
  } catch {
    return null
  }
}

function abortReason(signal: AbortSignal): unknown {
  return signal.reason instanceof AppError ? signal.reason : new AppError('shutting-down', 'aborted before it was sent')
}
