import { AppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import { broken, type CallKind } from '../errors.ts'
import { SharedValue, unless } from './shared-value.ts'
import type { MethodCall, OdooTransport, TransportName } from './transport.ts'

export interface RpcLogin {
  database: string
  login: string
  /** A password, or an API key in its place (odoo.md §1.3). */
  secret: string
}

export interface ServiceCall {
  service: 'common' | 'object'
  method: string
  args: unknown[]
  kind: CallKind
  signal?: AbortSignal | undefined
}

const uidAnswer = z.union([z.int(), z.literal(false), z.null()])

/** What JSON-RPC and XML-RPC share: the services `common` and `object`, and a number that stands for the user. */
export abstract class RpcService implements OdooTransport {
  abstract readonly name: TransportName
  readonly #login: RpcLogin
  readonly #uid = new SharedValue<number>()

  constructor(login: RpcLogin) {
    this.#login = login
  }

  protected abstract dispatch(call: ServiceCall): Promise<unknown>

  async call({ model, method, kind, args, context, signal }: MethodCall): Promise<unknown> {
    const uid = await unless(
      signal,
      this.#uid.get(() => this.#authenticate()),
    )
    const { database, secret } = this.#login
    const [positional, named] = splitArguments(method, args)
    return this.dispatch({
      service: 'object',
      method: 'execute_kw',
      args: [database, uid, secret, model, method, positional, { ...named, context }],
      kind,
      signal,
    }).catch((thrown: unknown) => {
      // The user may be another one under the same log-in by now.
      if (thrown instanceof AppError && thrown.code === 'credentials-rejected') this.#uid.forget()
      throw thrown
    })
  }

  /** Has done nothing over there, so it can always be repeated, whatever it is done for. */
  async #authenticate(): Promise<number> {
    const { database, login, secret } = this.#login
    const answer = uidAnswer.safeParse(
      await this.dispatch({
        service: 'common',
        method: 'authenticate',
        args: [database, login, secret, {}],
        kind: 'repeatable',
      }),
    )
    if (!answer.success) throw broken('common.authenticate answered neither a user nor false')
    if (!answer.data)
      throw new AppError('credentials-rejected', 'Odoo knows no such user with this secret', {
        facts: { provider: 'Odoo' },
      })
    return answer.data
  }
}

/**
 * Named arguments stay named, with two exceptions: a method on records takes their ids first, and `create` is refused
 * unless its values come first (19.0 looks at the first positional argument to decide the answer's shape).
 */
function splitArguments(
  method: string,
  { ids, ...named }: Record<string, unknown>,
): [positional: unknown[], named: Record<string, unknown>] {
  if (ids !== undefined) return [[ids], named]
  if (method !== 'create') return [[], named]
  const { vals_list, ...rest } = named
  return [[vals_list], rest]
}
