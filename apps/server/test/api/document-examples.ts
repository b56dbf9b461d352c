import type { OpenApiDocument } from '@crossdock/contracts/api/document'

/** The examples of an OpenAPI document, put together again as a reader of it would: nothing else is known about the API here. */
export interface ShownExample {
  /** "listOrders: latest" */
  name: string
  operationId: string
  method: string
  /** As the document has it, with parameters in braces. */
  path: string
  parameters: Record<string, unknown>
  query: Record<string, unknown>
  headers: Record<string, string>
  body: unknown
  status: number
  /** By content type. */
  contentType: string
  schema: unknown
  answer: unknown
}

interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  examples?: Record<string, { value: unknown }>
  schema?: { examples?: unknown[] }
}

interface Media {
  schema?: unknown
  examples?: Record<string, { value: unknown }>
}

interface Shown {
  operationId: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { content?: Record<string, Media> }>
}

export function examplesOf(document: OpenApiDocument): ShownExample[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).flatMap(([method, operation]) => ofOperation(path, method, operation as Shown)),
  )
}

function ofOperation(
  path: string,
  method: string,
  { operationId, parameters = [], requestBody, responses }: Shown,
): ShownExample[] {
  const [status = '', success] = Object.entries(responses).find(([code]) => Number(code) < 300) ?? []
  const [contentType = '', media] = Object.entries(success?.content ?? {})[0] ?? []
  const bodies = requestBody?.content['application/json']?.examples ?? {}
  const values = (where: Parameter['in'], name: string): Record<string, unknown> =>
    Object.fromEntries(
      parameters.flatMap((one) => {
        // What every example says the same stands with the parameter itself.
        const value = one.examples?.[name]?.value ?? (one.required ? one.schema?.examples?.[0] : undefined)
        return one.in === where && value !== undefined ? [[one.name, value] as const] : []
      }),
    )
  const names = media?.examples ? Object.keys(media.examples) : namesOf(parameters)
  return names.map((name) => ({
    name: `${operationId}: ${name}`,
    operationId,
    method: method.toUpperCase(),
    path,
    parameters: values('path', name),
    query: values('query', name),
    headers: values('header', name) as Record<string, string>,
    body: bodies[name]?.value,
    status: Number(status),
    contentType,
    schema: media?.schema,
    answer: media?.examples?.[name]?.value,
  }))
}

/** Of an answer in bytes, only its parameters tell. */
function namesOf(parameters: readonly Parameter[]): string[] {
  return [...new Set(parameters.flatMap(({ examples }) => Object.keys(examples ?? {})))]
}

export interface ExampleRequest {
  /** Below the tenant, with its query. */
  path: string
  method: string
  headers: Record<string, string>
  body?: unknown
}

/** An example as a request, with what it says put in place: `real` knows what each of its words is where it is asked. */
export function requestOf(example: ShownExample, real: ReadonlyMap<string, string>): ExampleRequest {
  const { method, headers, body, parameters } = example
  const known = (value: unknown): string => real.get(String(value)) ?? String(value)
  const path = example.path
    .replace('/v1/tenants/{tenant}', '')
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(known(parameters[name])))
  const query = new URLSearchParams(
    Object.entries(example.query).map(([name, value]): [string, string] => [name, known(value)]),
  )
  return {
    path: query.size > 0 ? `${path}?${query}` : path,
    method,
    headers,
    ...(body === undefined ? {} : { body: inPlace(body, real) }),
  }
}

function inPlace(value: unknown, real: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return real.get(value) ?? value
  if (Array.isArray(value)) return value.map((one) => inPlace(one, real))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inPlace(one, real)]))
}
