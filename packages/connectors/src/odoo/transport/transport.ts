import type { CallKind } from '../errors.ts'

/** One of Odoo's three external APIs (odoo.md §1.1). */
export type TransportName = 'json-2' | 'json-rpc' | 'xml-rpc'

/** A method call as the connector says it, the same for every transport. */
export interface MethodCall {
  model: string
  method: string
  kind: CallKind
  /** By Odoo's parameter names; `ids` is the recordset of a method that works on records. */
  args: Record<string, unknown>
  context: Record<string, unknown>
  signal?: AbortSignal | undefined
}

/** Carries one call there and its result back as plain JSON; a method that returns nothing answers null. */
export interface OdooTransport {
  readonly name: TransportName
  /** @throws AppError, classified by errors.ts; `NoSuchRoute` when this API is not at the address */
  call(call: MethodCall): Promise<unknown>
}
