import { z } from 'zod'
import { broken, type CallKind, refusalOf, silenceOf, tryJson } from '../errors.ts'
import { exchange, type HttpAccess } from './exchange.ts'
import { RpcService, type ServiceCall } from './rpc-service.ts'

const envelope = z.object({
  /** Left out by a method that returns nothing (odoo.md §1.4). */
  result: z.unknown().optional(),
  error: z.object({ data: z.object({ name: z.string(), message: z.string().catch('') }).optional() }).optional(),
})

/** JSON-RPC, of every Odoo before 22: always HTTP 200, what went wrong is in the body (odoo.md §1.4). */
export class JsonRpc extends RpcService {
  readonly name = 'json-rpc'
  readonly #http: HttpAccess

  constructor(http: HttpAccess, login: { database: string; login: string; secret: string }) {
    super(login)
    this.#http = http
  }

  protected async dispatch(call: ServiceCall): Promise<unknown> {
    const { service, method, args, kind, signal } = call
    return (await callJsonRpc(this.#http, '/jsonrpc', { service, method, args }, kind, { signal })).result
  }
}

/** One call in JSON-RPC's envelope; the web client's own routes speak it too. */
export async function callJsonRpc(
  http: HttpAccess,
  path: string,
  params: Record<string, unknown>,
  kind: CallKind,
  { headers, signal }: { headers?: Record<string, string>; signal?: AbortSignal | undefined } = {},
): Promise<{ result: unknown; cookies: string[] }> {
  const { status, retryAfter, text, cookies } = await exchange(http, {
    path,
    kind,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'call', id: 1, params }),
    signal,
  })
  if (status !== 200) throw refusalOf(status, null, retryAfter, kind)
  return { result: resultOf(path, text, kind), cookies }
}

function resultOf(path: string, text: string, kind: CallKind): unknown {
  const body = tryJson(text)
  // Somebody in between answered in Odoo's place. What he said is not kept: it could be half a customer.
  if (body === null) throw silenceOf(new Error(`${path} answered something that is not JSON`), kind)
  const parsed = envelope.safeParse(body)
  if (!parsed.success) throw broken(`${path} answered an unexpected shape`)
  const { error, result } = parsed.data
  if (!error) return result ?? null
  if (!error.data) throw broken(`${path} failed without saying why`)
  throw refusalOf(200, error.data, null, kind)
}
