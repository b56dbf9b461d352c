import { z } from 'zod'
import { type OdooFault, refusalOf, silenceOf, tryJson } from '../errors.ts'
import { type Answered, exchange, type HttpAccess } from './exchange.ts'
import type { MethodCall, OdooTransport } from './transport.ts'

/** Body of a failed call (odoo.md §1.4). `debug` is a traceback and is never kept. */
const failure = z.object({ name: z.string(), message: z.string().catch('') })

/** JSON-2 of Odoo 19 and newer: one address a method, arguments by name, an API key (odoo.md §1.2). */
export class Json2 implements OdooTransport {
  readonly name = 'json-2'
  readonly #http: HttpAccess
  readonly #headers: Record<string, string>

  constructor(http: HttpAccess, { database, apiKey }: { database: string; apiKey: string }) {
    this.#http = http
    this.#headers = {
      authorization: `bearer ${apiKey}`,
      'x-odoo-database': database,
      'content-type': 'application/json',
    }
  }

  async call({ model, method, kind, args, context, signal }: MethodCall): Promise<unknown> {
    const answered = await exchange(this.#http, {
      path: `/json/2/${model}/${method}`,
      kind,
      headers: this.#headers,
      body: JSON.stringify({ ...args, context }),
      signal,
    })
    if (answered.status !== 200) throw refusalOf(answered.status, faultOf(answered), answered.retryAfter, kind)
    try {
      return JSON.parse(answered.text)
    } catch {
      // Somebody in between answered in Odoo's place. What he said is not kept: it could be half a customer.
      throw silenceOf(new Error(`${model}.${method} answered something that is not JSON`), kind)
    }
  }
}

function faultOf({ contentType, text }: Answered): OdooFault | null {
  const parsed = contentType.includes('json') ? failure.safeParse(tryJson(text)) : null
  return parsed?.success ? parsed.data : null
}
