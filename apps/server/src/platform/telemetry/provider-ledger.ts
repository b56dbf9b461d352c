import type { ErrorCode } from '@crossdock/contracts/errors'

/** How an outside system was found last. */
export interface ProviderState {
  ok: boolean
  /** Of the last call: `ok`, or a code of the error table. */
  code: string
  /** Since when it has been well, or unwell. */
  sinceMs: number
  lastMs: number
}

/**
 * Says something about the system over there. Any other code is about one order, one message, or about us; that credentials
 * are refused, or lack a right, is one tenant's trouble, and they are told of it (modules/alerts).
 */
export const unwell: ReadonlySet<ErrorCode> = new Set([
  'provider-busy',
  'provider-unreachable',
  'outcome-unknown',
  'provider-contract-broken',
])
const ours: ReadonlySet<ErrorCode> = new Set(['lease-lost', 'shutting-down', 'internal', 'database-unavailable'])

/** What this process saw of the outside systems, by provider: for /health, where all processes' ledgers are laid together. */
export class ProviderLedger {
  readonly #states = new Map<string, ProviderState>()

  note(provider: string, outcome: 'ok' | ErrorCode, nowMs: number = Date.now()): void {
    if (outcome !== 'ok' && ours.has(outcome)) return
    const ok = outcome === 'ok' || !unwell.has(outcome)
    const before = this.#states.get(provider)
    const sinceMs = before && before.ok === ok ? before.sinceMs : nowMs
    this.#states.set(provider, { ok, code: ok ? 'ok' : outcome, sinceMs, lastMs: nowMs })
  }

  states(): Record<string, ProviderState> {
    return Object.fromEntries(this.#states)
  }
}

/** Several processes saw the same systems: who looked last is right. */
export function newestOf(ledgers: readonly Record<string, ProviderState>[]): Record<string, ProviderState> {
  const newest: Record<string, ProviderState> = {}
  for (const ledger of ledgers)
    for (const [provider, state] of Object.entries(ledger))
      if ((newest[provider]?.lastMs ?? 0) < state.lastMs) newest[provider] = state
  return newest
}
