import { within } from '#platform/within.ts'

/** What doctor looks at, in the order in which it is told. */
export const areas = [
  'settings',
  'database',
  'queue',
  'workers',
  'keys',
  'address',
  'Odoo',
  'Shopify',
  'WhatsApp',
] as const
export type Area = (typeof areas)[number]

export type Verdict = 'ok' | 'warning' | 'failure'

export interface Finding {
  area: Area
  /** What of it: a role, a connection by its name. */
  subject: string
  verdict: Verdict
  /** What was found, in words; for what is not well, the cause. */
  says: string
  /** What to do about it; only where something is not well. */
  remedy?: string
}

export interface Check {
  area: Area
  subject: string
  /** Longest wait; ten seconds unless told. */
  timeoutMs?: number
  run(signal: AbortSignal): Promise<Finding[]>
}

const usualTimeoutMs = 10_000

/** All at the same time; one that hangs or breaks becomes a finding of its own and holds up none of the others. */
export async function runChecks(checks: readonly Check[]): Promise<Finding[]> {
  const found = await Promise.all(checks.map(runCheck))
  return found.flat().sort((one, other) => areas.indexOf(one.area) - areas.indexOf(other.area))
}

async function runCheck({ area, subject, timeoutMs = usualTimeoutMs, run }: Check): Promise<Finding[]> {
  const limit = new AbortController()
  try {
    return await within(run(limit.signal), timeoutMs)
  } catch (thrown) {
    const says = thrown instanceof Error ? thrown.message : String(thrown)
    const remedy = 'Look at what it says; when it makes no sense, run doctor again and report it.'
    return [{ area, subject, verdict: 'failure', says, remedy }]
  } finally {
    limit.abort()
  }
}

/** Builders for the findings of one subject. */
export function about(area: Area, subject: string) {
  return {
    ok: (says: string): Finding => ({ area, subject, verdict: 'ok', says }),
    warning: (says: string, remedy: string): Finding => ({ area, subject, verdict: 'warning', says, remedy }),
    failure: (says: string, remedy: string): Finding => ({ area, subject, verdict: 'failure', says, remedy }),
  }
}

export function worstOf(findings: readonly Finding[]): Verdict {
  if (findings.some(({ verdict }) => verdict === 'failure')) return 'failure'
  return findings.some(({ verdict }) => verdict === 'warning') ? 'warning' : 'ok'
}
