import { AppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import { broken, firstLine, refusalOf, silenceOf, tryJson } from './errors.ts'

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
  readonly #fetch: typeof fetch
  readonly #timeoutMs: number
  #cookie = ''

  private constructor(access: OdooLogin, fetcher: typeof fetch, timeoutMs: number) {
    this.#access = access
    this.#fetch = fetcher
    this.#timeoutMs = timeoutMs
  }

  /** @throws `credentials-rejected` when log-in and password do not fit */
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
    let response: Response
    let text: string
    try {
      response = await this.#fetch(new URL(path, this.#access.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(this.#cookie ? { cookie: this.#cookie } : {}) },
        body: JSON.stringify({ jsonrpc: '2.0', method: 'call', params }),
        redirect: 'error',
        signal: AbortSignal.timeout(this.#timeoutMs),
      })
      text = await response.text()
    } catch (thrown) {
      throw silenceOf(thrown, 'repeatable')
    }
    if (!response.ok)
      throw refusalOf(response.status, response.headers.get('content-type') ?? '', text, null, 'repeatable')
    this.#cookie =
      response.headers
        .getSetCookie()
        .find((cookie) => cookie.startsWith('session_id='))
        ?.split(';')[0] ?? this.#cookie
    const body = z
      .object({
        // Left out beside an error, and by methods that return nothing (odoo.md §1.4).
        result: z.unknown().optional(),
        error: z
          .object({ data: z.object({ name: z.string().catch(''), message: z.string().catch('') }).optional() })
          .optional(),
      })
      .safeParse(tryJson(text))
    if (!body.success) throw broken(`${path} answered an unexpected shape`)
    if (body.data.error) {
      const { name = '', message = '' } = body.data.error.data ?? {}
      // An unknown database cannot be opened, and that is all Odoo says about it.
      const code =
        name.endsWith('AccessDenied') || name.startsWith('psycopg2.')
          ? 'credentials-rejected'
          : name.endsWith('AccessError')
            ? 'rights-missing'
            : 'provider-refused'
      throw new AppError(code, `${path}: ${name} ${firstLine(message)}`, {
        facts: { provider: 'Odoo', detail: firstLine(message) },
      })
    }
    const parsed = answer.safeParse(body.data.result)
    if (!parsed.success) throw broken(`${path} answered an unexpected result`)
    return parsed.data
  }
}
