import { createHmac } from 'node:crypto'

export interface Posted {
  /** HTTP status; null when no answer came. */
  status: number | null
  problem: string | null
  durationMs: number
}

/** Lower-case hex of HMAC-SHA256 over the bytes, behind its name. */
export function signatureOf(body: string, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body, 'utf8').digest('hex')}`
}

/** Posts once, as Meta does: no redirects followed. Never throws for what the other side does. */
export async function postSigned(
  url: string,
  body: string,
  { appSecret, timeoutMs, signal }: { appSecret: string; timeoutMs: number; signal?: AbortSignal },
): Promise<Posted> {
  const started = performance.now()
  const took = () => Math.round(performance.now() - started)
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'facebookexternalua',
        'x-hub-signature-256': signatureOf(body, appSecret),
      },
      body,
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    })
    await answer.arrayBuffer()
    return { status: answer.status, problem: null, durationMs: took() }
  } catch (error) {
    return { status: null, problem: reasonOf(error), durationMs: took() }
  }
}

/** Asks whether the address is ours to post to, before it is saved (contract section 1). Null when it is. */
export async function verifyCallback(url: string, verifyToken: string, challenge: string): Promise<string | null> {
  const asked = new URL(url)
  asked.searchParams.set('hub.mode', 'subscribe')
  asked.searchParams.set('hub.challenge', challenge)
  asked.searchParams.set('hub.verify_token', verifyToken)
  try {
    const answer = await fetch(asked, { redirect: 'manual', signal: AbortSignal.timeout(10_000) })
    const text = await answer.text()
    if (answer.status !== 200) return `HTTP Status Code = ${answer.status}`
    return text === challenge ? null : 'the answer is not the challenge alone'
  } catch (error) {
    return reasonOf(error)
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  return cause.message || (cause as NodeJS.ErrnoException).code || cause.name
}
