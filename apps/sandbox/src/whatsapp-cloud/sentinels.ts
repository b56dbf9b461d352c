import { type Failure, findFailure } from './error-table.ts'

/**
 * Troubles a person can order by typing: a phone number, or words in any text of the message. README.md has the table.
 *
 * +91 7000 CCCCCC  the error with code CCCCCC (zeros in front), where Meta tells it
 * +91 7001 CCCCCC  the same, always in the answer
 * +91 7002 CCCCCC  the same, always afterwards in a `failed` status
 * +91 7003 0000NN  what no error says: see `behaviours`
 */
export type Trouble = { kind: 'error'; failure: Failure; times: number } | { kind: Behaviour; times: number }

export const behaviours = {
  /** Accepted and delivered, but the answer never comes. */
  TIMEOUT: 1,
  /** The connection ends before anything was done. */
  CUT: 2,
  /** The connection ends after the message was accepted; it is delivered. */
  'CUT-AFTER': 3,
  /** HTTP 500 without a body; nothing was done. */
  'NO-BODY': 4,
  /** HTTP 502 with a page, as something in front of Graph answers; nothing was done. */
  GATEWAY: 5,
  /** Answers, but only after a while. */
  SLOW: 6,
  /** Meta looks at a template first; it goes out later. */
  HELD: 7,
  /** The first status arrives before the answer does. */
  EARLY: 8,
  /** Accepted, and no status ever follows. The message is delivered. */
  SILENT: 9,
  /** Each status twice, the last ones first. */
  SHUFFLED: 10,
  /** The phone is off: `sent`, and nothing more. */
  OFF: 11,
  /** WhatsApp knows the number by another one: `wa_id` differs from what was asked. */
  MOVED: 12,
  /** Has a username and shares no number: webhooks name the user id alone. */
  PRIVATE: 13,
  /** Reads at once; `read` comes without `delivered` before it. */
  READ: 14,
} as const
export type Behaviour = keyof typeof behaviours

const numberPattern = /^91700([0-3])(\d{6})$/
const textPattern =
  /SANDBOX-(TIMEOUT|CUT-AFTER|CUT|NO-BODY|GATEWAY|SLOW|HELD|EARLY|SILENT|SHUFFLED|OFF|READ|\d{1,6})(?:-(NOW|LATER))?(?:-(\d{1,3}))?(?![\dA-Z])/

/** What passes by itself strikes so often when nobody says how often. */
const timesOfPassing = 2

export function troubleOfNumber(digits: string): Trouble | null {
  const [, range, code] = numberPattern.exec(digits) ?? []
  if (range === undefined || code === undefined) return null
  if (range === '3') return behaviourWithNumber(Number(code))
  const found = findFailure(Number(code))
  if (!found) return null
  return error(range === '1' ? { ...found, told: 'answer' } : range === '2' ? { ...found, told: 'status' } : found)
}

export function troubleInText(text: string): Trouble | null {
  const [, what, when, times] = textPattern.exec(text) ?? []
  if (what === undefined) return null
  const often = times === undefined ? undefined : Number(times)
  if (what in behaviours) return { kind: what as Behaviour, times: often ?? timesOf(what) }
  const found = findFailure(Number(what))
  if (!found) return null
  return error(when ? { ...found, told: when === 'NOW' ? 'answer' : 'status' } : found, often)
}

function error(failure: Failure, times?: number): Trouble {
  return { kind: 'error', failure, times: times ?? (failure.passes ? timesOfPassing : Number.POSITIVE_INFINITY) }
}

function behaviourWithNumber(number: number): Trouble | null {
  const found = Object.entries(behaviours).find(([, its]) => its === number)
  return found ? { kind: found[0] as Behaviour, times: timesOf(found[0]) } : null
}

/** Whoever waited in vain once may find it mended; the rest is how this person's phone is. */
function timesOf(behaviour: string): number {
  return ['TIMEOUT', 'CUT', 'CUT-AFTER', 'NO-BODY', 'GATEWAY'].includes(behaviour) ? 1 : Number.POSITIVE_INFINITY
}

/** Counts what was ordered, so that "the first two times" ends. */
export class Troubles {
  readonly #struck = new Map<string, number>()

  /** The trouble that strikes this message, if one does: the words come before the number. */
  strike(waDigits: string | null, text: string): Trouble | null {
    const inText = troubleInText(text)
    const ordered = inText ?? (waDigits === null ? null : troubleOfNumber(waDigits))
    if (!ordered) return null
    const key = inText ? `text ${textPattern.exec(text)?.[0]} ${waDigits}` : `number ${waDigits}`
    const before = this.#struck.get(key) ?? 0
    this.#struck.set(key, before + 1)
    return before < ordered.times ? ordered : null
  }

  forget(): void {
    this.#struck.clear()
  }
}
