import { AppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import { broken } from './errors.ts'
import type { HttpAccess } from './transport/exchange.ts'
import { callJsonRpc } from './transport/json-rpc.ts'

export interface OdooLogin {
  url: string
  database: string
  login: string
  password: string
}

const identityCheck = z.object({ res_model: z.literal('res.users.identitycheck'), res_id: z.int() })
const madeKey = z.object({ context: z.object({ default_key: z.string().min(20) }) })

/** A web session, for the one thing that only it can do: mint an API key (odoo.md §1.3 b). */
export class OdooSession {
  readonly #access: OdooLogin
  readonly #http: HttpAccess
  #cookie = ''

  private constructor(access: OdooLogin, fetcher: typeof fetch, timeoutMs: number) {
    this.#access = access
    this.#http = { url: access.url, fetch: fetcher, callTimeoutMs: timeoutMs }
  }

  /** @throws `credentials-rejected` when log-in and password do not fit; `provider-refused` when there is no such database */
  static async open(access: OdooLogin, fetcher: typeof fetch = fetch, timeoutMs = 60_000): Promise<OdooSession> {
    const session = new OdooSession(access, fetcher, timeoutMs)
    const { database: db, login, password } = access
    const answer = await session.#post(
      '/web/session/authenticate',
      { db, login, password },
      z.object({ uid: z.union([z.int(), z.literal(false), z.null()]) }),
    )
    if (!answer.uid)
      throw new AppError('credentials-rejected', 'Odoo knows no such user with this password', {
        facts: { provider: 'Odoo' },
      })
    return session
  }

  /** Valid for `days` (1, 7, 30, 90; an internal user's limit is 90). Shown once, here. */
  async mintApiKey(name: string, days: 1 | 7 | 30 | 90): Promise<string> {
    const id = await this.#call(
      'res.users.apikeys.description',
      'create',
      [{ name, duration: String(days) }],
      {},
      z.union([z.int(), z.array(z.int()).transform(([first]) => first ?? 0)]),
    )
    const check = await this.#call(
      'res.users.apikeys.description',
      'make_key',
      [[id]],
      {},
      z.union([identityCheck, madeKey]),
    )
    // Who proved himself a moment ago is not asked again.
    if ('context' in check) return check.context.default_key
    const made = await this.#call(
      'res.users.identitycheck',
      'run_check',
      [[check.res_id]],
      { context: { password: this.#access.password } },
      madeKey,
    )
    return made.context.default_key
  }

  #call<T>(
    model: string,
    method: string,
    args: unknown[],
    kwargs: Record<string, unknown>,
    answer: z.ZodType<T>,
  ): Promise<T> {
    return this.#post(`/web/dataset/call_kw/${model}/${method}`, { model, method, args, kwargs }, answer)
  }

  async #post<T>(path: string, params: Record<string, unknown>, answer: z.ZodType<T>): Promise<T> {
    const { result, cookies } = await callJsonRpc(
      this.#http,
      path,
      params,
      'repeatable',
      this.#cookie ? { headers: { cookie: this.#cookie } } : {},
    )
    this.#cookie = cookies.find((cookie) => cookie.startsWith('session_id='))?.split(';')[0] ?? this.#cookie
    const parsed = answer.safeParse(result)
    if (!parsed.success) throw broken(`${path} answered an unexpected result`)
    return parsed.data
  }
}
