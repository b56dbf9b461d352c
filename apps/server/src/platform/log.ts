import { scrubText } from '@crossdock/contracts/scrub-text'
import pino, { type DestinationStream, type Logger } from 'pino'

export { scrubText }
export type Log = Logger

/**
 * Logs name things by our own ids. What slips in all the same is masked here, in every string of every line:
 * phones, e-mail addresses, credentials in URLs, and the secret last part of a webhook path.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[hidden]' },
    serializers: { err: plainError },
    hooks: {
      logMethod(args: unknown[], method: (...args: unknown[]) => void): void {
        method.apply(
          this,
          args.map((arg) => scrub(arg)),
        )
      },
    },
  }
  return (destination ? pino(options as pino.LoggerOptions, destination) : pino(options as pino.LoggerOptions)) as Log
}

const secretKeys = [
  'password',
  'secret',
  'secrets',
  'token',
  'apiKey',
  'authorization',
  'cookie',
  'phone',
  'email',
  'address',
  'billingAddress',
  'shippingAddress',
  'line1',
  'line2',
  'body',
  'payload',
  'document',
  'customer',
]

/** Name, sentence, stack and code: drivers hang whole connections and offending rows on their errors. */
function plainError(err: unknown): unknown {
  if (!(err instanceof Error)) return scrub(err)
  const { code } = err as { code?: unknown }
  return {
    type: err.name,
    message: scrubText(err.message),
    stack: scrubText(err.stack ?? ''),
    ...(typeof code === 'string' ? { code } : {}),
    ...(err.cause instanceof Error ? { cause: plainError(err.cause) } : {}),
  }
}

function scrub(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value)
  if (value === null || typeof value !== 'object' || depth > 6) return value
  if (value instanceof Error) return depth === 0 ? value : plainError(value)
  if (value instanceof Date) return value
  if (Array.isArray(value)) return value.map((item) => scrub(item, depth + 1))
  const out: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) out[key] = key === 'err' ? item : scrub(item, depth + 1)
  return out
}
