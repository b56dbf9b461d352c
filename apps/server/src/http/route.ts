import type { AnyOperation } from '@crossdock/contracts/api/operation'
import type { Scope } from '@crossdock/contracts/scopes'
import type { z } from 'zod'

/** Who asks: the holder of a key, seen only after its tenant was found to be the one in the path. */
export interface Caller {
  tenantId: string
  slug: string
  keyId: string
  scopes: ReadonlySet<Scope>
}

/** A request that was checked: by its key, its scope, the limits, and the operation's own schemas. */
export interface Asked<Op extends AnyOperation = AnyOperation> {
  tenantId: string
  caller: Caller
  params: z.output<Op['params']>
  query: z.output<Op['query']>
  body: z.output<Op['body']>
  /** Of an operation that needs one; else empty. */
  idempotencyKey: string
  /** Tells the caller that all of this was done before under the same key, and nothing now. */
  isRepetition(): void
  /**
   * Refuses the write when what stands there now, as this operation would answer it, is not what the caller read (If-Match).
   * To be called inside the transaction that writes.
   */
  mustMatch(now: z.input<Op['answer']>): void
}

/** One operation and what it does. What it answers is checked against the operation too: nothing else leaves. */
export interface Route<in Deps> {
  operation: AnyOperation
  run(asked: Asked, deps: Deps): Promise<unknown>
}

export function route<Op extends AnyOperation, Deps>(
  operation: Op,
  run: (asked: Asked<Op>, deps: Deps) => Promise<z.input<Op['answer']>>,
): Route<Deps> {
  return { operation, run: (asked, deps) => run(asked as Asked<Op>, deps) }
}
