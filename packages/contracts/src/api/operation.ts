import { z } from 'zod'
import type { ErrorCode } from '../errors.ts'
import type { Scope } from '../scopes.ts'

/**
 * One operation of the HTTP API, as both sides know it. The server checks requests and answers by it, the OpenAPI document
 * and the typed client are made from it, and the tests walk through all of them (`operations.ts`), so that a new one is
 * covered by being listed there.
 */
export interface Operation<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/v1/tenants/{tenant}`. */
  path: string
  tag: Tag
  scope: Scope
  summary: string
  description: string
  params: Params
  query: Query
  /** `z.undefined()`: none. */
  body: Body
  answer: Answer
  /** 202: it is recorded durably, and what follows from it has yet to be done. */
  status: 200 | 201 | 202
  /** Where what was made can be read, below `/v1/tenants/{tenant}`: the `Location` of the answer. */
  location?(answer: z.output<Answer>): string
  /** `bytes`: the answer is a body as it came, not JSON. */
  form: 'json' | 'bytes'
  /** Keys of the answer (of its items, for a list) that `fields=` may choose among; null where there is nothing to choose. */
  sparse: readonly string[] | null
  /** The write is refused unless it names the version it was made from (If-Match, 428 without). */
  needsMatch: boolean
  /** A repetition with the same Idempotency-Key changes nothing and gets the same answer. */
  idempotent: boolean
  /** The write is refused without an Idempotency-Key. The operation itself remembers it, for good. */
  needsKey: boolean
  bodyLimitBytes: number
  /** Refusals beside those that every operation may answer with. */
  errors: readonly ErrorCode[]
  examples: Record<string, Example<z.input<Params>, z.input<Query>, z.input<Body>, z.input<Answer>>>
}

export interface Example<Params, Query, Body, Answer> {
  summary: string
  params?: Params
  query?: Query
  body?: Body
  /** Its Idempotency-Key. */
  key?: string
  answer: Answer
}

export type AnyOperation = Omit<Operation, 'examples'> & {
  examples: Record<string, Example<unknown, unknown, unknown, unknown>>
}

export const tags = {
  Tenant: 'The tenant itself and its settings.',
  'API keys': 'Keys of this API. The secret is shown once.',
  Connections: 'Channels that orders come from, and ERPs that they are carried to.',
  Endpoints: 'Where channels call, and the secrets they sign with.',
  Orders: 'Orders as the channels charged them, and where each stands in the ERP.',
  Inbox: 'What came in: deliveries, and the events in them.',
  'Dead letters': 'What waits for a person, why, and its replay.',
  Mappings: 'What words of a channel stand for in an ERP.',
  SKUs: 'Articles, as far as orders have named them.',
  Messages: 'What customers wrote and what is sent to them, and what they want to hear.',
  'Message settings': 'Which notices customers get, when nobody is disturbed, and whether a number sends.',
  Tasks: 'What a person has to look at.',
  Privacy: 'Requests for data or erasure, with the time the law gives.',
  Health: 'How the parts fare.',
} as const
export type Tag = keyof typeof tags

const nothing = z.strictObject({})
type Nothing = typeof nothing

const usualBodyLimitBytes = 256 * 1024

type Optional = 'params' | 'query' | 'body' | 'status' | 'form' | 'description' | 'bodyLimitBytes' | 'errors'
type Flags = 'sparse' | 'needsMatch' | 'idempotent' | 'needsKey'

export function operation<
  Answer extends z.ZodType,
  Params extends z.ZodObject = Nothing,
  Query extends z.ZodObject = Nothing,
  Body extends z.ZodType = z.ZodUndefined,
>(
  spec: Omit<Operation<Params, Query, Body, Answer>, Optional | Flags> &
    Partial<Pick<Operation<Params, Query, Body, Answer>, Optional | Exclude<Flags, 'sparse'>>>,
): Operation<Params, Query, Body, Answer> {
  const { answer } = spec
  return {
    description: '',
    params: nothing as unknown as Params,
    query: nothing as unknown as Query,
    body: z.undefined() as unknown as Body,
    status: 200,
    form: 'json',
    needsMatch: false,
    idempotent: false,
    needsKey: false,
    bodyLimitBytes: usualBodyLimitBytes,
    errors: [],
    ...spec,
    sparse: spec.query && 'fields' in spec.query.shape ? choosable(answer) : null,
  }
}

/** Of a list: the keys of its items. */
function choosable(answer: z.ZodType): readonly string[] {
  if (!(answer instanceof z.ZodObject)) throw new Error('only an object has fields to choose among')
  const { items } = answer.shape as Record<string, unknown>
  const chosen = items instanceof z.ZodArray ? items.element : answer
  if (!(chosen instanceof z.ZodObject)) throw new Error('only objects have fields to choose among')
  return Object.keys(chosen.shape)
}
