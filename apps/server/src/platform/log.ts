import pino, { type DestinationStream, type Logger } from 'pino'

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

const masks: [RegExp, string][] = [
  // credentials inside URLs: postgres://user:password@host
  [/(\w+:\/\/[^\s:/@]+):[^\s@/]+@/g, '$1:[hidden]@'],
  // a secret in a webhook path: /hooks/<endpoint>/<secret>
  [/(\/hooks\/[\w-]+)\/[^\s/?"']+/g, '$1/[hidden]'],
  [/\b(bearer|shpat_|shpss_)[\s]?[\w.-]{8,}/gi, '$1[hidden]'],
  // the secret part of an API key of ours; its id may be read
  [/\b(cdk_[0-9a-f]{32}_)[\w-]{8,}/g, '$1[hidden]'],
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '[e-mail]'],
  // +91 90000 00001, 0091-…, (022) 2345 6789; ids of ours are hexadecimal with dashes and stay readable
  [/(?<![\w-])(?:\+|00)\d(?:[ ().-]{0,2}\d){7,14}(?![\w-])/g, '[phone]'],
  [/(?<![\w-])0?[6-9]\d{4}[ -]?\d{5}(?![\w-])/g, '[phone]'],
]

/** Text with everything that looks personal or secret masked. Also used for causes stored with dead letters. */
export function scrubText(text: string): string {
  return masks.reduce((out, [pattern, replacement]) => out.replace(pattern, replacement), text)
}

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
