import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from './api.ts'

export type { components, paths }

/** What is asked and what is answered, by path; every schema by its name: `Schemas['Order']`. */
export type Schemas = components['schemas']
export type Crossdock = Client<paths>

export interface CrossdockOptions {
  /** The hub: https://hub.example.com */
  baseUrl: string
  /** `cdk_…` */
  apiKey: string
  /** Instead of the runtime's own. */
  fetch?: (request: Request) => Promise<Response>
}

/**
 * A typed client of the HTTP API: `GET`, `POST` and so on take the paths of the document.
 *
 *     const { data, error } = await crossdock.GET('/v1/tenants/{tenant}/orders', { params: { path: { tenant: 'demo' } } })
 */
export function crossdockClient({ baseUrl, apiKey, ...rest }: CrossdockOptions): Crossdock {
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${apiKey}` }, ...rest })
}

/** Every item of a list, page after page. `read` asks for one page; what it throws, or answers as an error, ends the walk. */
export async function* everyItem<Item>(
  read: (cursor: string | undefined) => Promise<{ data?: { items: Item[]; next: string | null }; error?: unknown }>,
): AsyncGenerator<Item, void> {
  let cursor: string | undefined
  do {
    const { data, error } = await read(cursor)
    if (!data) throw new CrossdockError(error as Schemas['Problem'])
    yield* data.items
    cursor = data.next ?? undefined
  } while (cursor !== undefined)
}

/** A refusal of the API, as it was answered. */
export class CrossdockError extends Error {
  override readonly name = 'CrossdockError'
  readonly problem: Schemas['Problem']

  constructor(problem: Schemas['Problem']) {
    super(problem.title)
    this.problem = problem
  }
}
