import { AppError } from '@crossdock/contracts/errors'
import type { z } from 'zod'
import type { CallOptions } from '../ports/erp.ts'
import { chooseTransport, type OdooAccess, openTransport } from './choose-transport.ts'
import { broken, type CallKind, NoSuchRoute } from './errors.ts'
import { askVersion } from './server-version.ts'
import type { HttpAccess } from './transport/exchange.ts'
import { SharedValue, unless } from './transport/shared-value.ts'
import type { MethodCall, OdooTransport, TransportName } from './transport/transport.ts'

export interface OdooClientAccess extends OdooAccess {
  callTimeoutMs: number
  /** Pinned on every call, or taxes and price lists of another company mix in (odoo.md §10.10). */
  companyId?: number | undefined
}

/** Keeps which transport a connection was found to need, longer than a client lives. */
export interface TransportMemory {
  get(): TransportName | undefined
  set(name: TransportName): void
}

export interface OdooCall<T> extends CallOptions {
  model: string
  method: string
  kind: CallKind
  /** By name, exactly Odoo's parameter names. */
  args: Record<string, unknown>
  context?: Record<string, unknown> | undefined
  answer: z.ZodType<T>
}

/** Calls methods of an Odoo over whichever of its APIs there is, and checks the shape of what comes back. */
export class OdooClient {
  readonly #access: OdooClientAccess
  readonly #http: HttpAccess
  readonly #memory: TransportMemory | undefined
  readonly #transport = new SharedValue<OdooTransport>()
  readonly #version = new SharedValue<string>()

  constructor(access: OdooClientAccess, fetcher: typeof fetch = fetch, memory?: TransportMemory) {
    this.#access = access
    this.#http = { url: access.url, fetch: fetcher, callTimeoutMs: access.callTimeoutMs }
    this.#memory = memory
  }

  async call<T>({ model, method, kind, args, context, answer, signal }: OdooCall<T>): Promise<T> {
    const { companyId } = this.#access
    const pinned = {
      lang: 'en_US',
      tz: 'UTC',
      ...(companyId === undefined ? {} : { allowed_company_ids: [companyId] }),
      ...context,
    }
    const result = await this.#send({ model, method, kind, args, context: pinned, signal })
    const parsed = answer.safeParse(result)
    if (!parsed.success)
      throw broken(
        `${model}.${method} answered an unexpected shape: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`,
      )
    return parsed.data
  }

  /** Rows as plain ids (`load: null`), in a stable order. */
  searchRead<T>(
    model: string,
    domain: unknown[],
    fields: string[],
    row: z.ZodType<T>,
    options: CallOptions & { context?: Record<string, unknown>; limit?: number; order?: string } = {},
  ): Promise<T[]> {
    return this.call({
      model,
      method: 'search_read',
      kind: 'repeatable',
      signal: options.signal as AbortSignal,
      context: options.context,
      args: {
        domain,
        fields,
        load: null,
        order: options.order ?? 'id',
        ...(options.limit === undefined ? {} : { limit: options.limit }),
      },
      answer: row.array(),
    })
  }

  /** What runs there, and how it is spoken to. "unknown" where the version is kept back. */
  async server({ signal }: CallOptions = {}): Promise<{ version: string; transport: TransportName }> {
    const version = await unless(
      signal,
      this.#version.get(async () => (await askVersion(this.#http)).text),
    ).catch(() => 'unknown')
    return { version, transport: (await this.#chosen(signal)).name }
  }

  async #send(call: MethodCall): Promise<unknown> {
    const transport = await this.#chosen(call.signal)
    try {
      return await transport.call(call)
    } catch (thrown) {
      // The server was upgraded, somebody opened or closed a way in, or a key took a password's place: nothing was done,
      // so another way may be tried.
      const elsewhere =
        thrown instanceof AppError && (thrown instanceof NoSuchRoute || thrown.code === 'credentials-rejected')
      if (!elsewhere) throw thrown
      const another = await this.#chosen(call.signal, transport)
      if (another.name === transport.name) throw thrown
      return another.call(call)
    }
  }

  /** @param failed the transport whose address is not there any more; asked anew unless somebody has already */
  async #chosen(signal: AbortSignal | undefined, failed?: OdooTransport): Promise<OdooTransport> {
    const current = await unless(
      signal,
      this.#transport.get(() => this.#choose(failed === undefined)),
    )
    if (current !== failed) return current
    this.#transport.forget()
    return unless(
      signal,
      this.#transport.get(() => this.#choose(false)),
    )
  }

  async #choose(believeMemory: boolean): Promise<OdooTransport> {
    const known = believeMemory ? this.#remembered() : undefined
    if (known) return openTransport(known, this.#access, this.#http)
    const transport = await chooseTransport(this.#access, this.#http)
    this.#memory?.set(transport.name)
    return transport
  }

  /** Nothing where the connection has changed since: a way in was named, or the log-in name is gone. */
  #remembered(): TransportName | undefined {
    const { transport = 'auto', login } = this.#access
    return transport === 'auto' && login !== undefined ? this.#memory?.get() : undefined
  }
}
