import { z } from 'zod'
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi'
import { type ErrorCode, errorCodes } from '../errors.ts'
import { scopes } from '../scopes.ts'
import { type AnyOperation, tags } from './operation.ts'
import { operations } from './operations.ts'
import { type ProblemJson, problem } from './problem.ts'

export type OpenApiDocument = ReturnType<typeof createDocument>

/** The OpenAPI 3.1 document of the API, made from the operations and nothing else. Pure. */
export function openApiDocument(): OpenApiDocument {
  const paths: ZodOpenApiPathsObject = {}
  for (const one of Object.values<AnyOperation>(operations)) {
    const path = pathOf(one)
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: operationObject(one) }
  }
  const document = createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Crossdock',
      version: '1.0.0',
      description: introduction,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This hub.' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'cdk_<id>_<secret>',
          description: `Scopes:\n\n${Object.entries(scopes)
            .map(([name, does]) => `- \`${name}\`: ${does}`)
            .join('\n')}`,
        },
      },
      schemas: { Problem: problem },
    },
  } satisfies ZodOpenApiObject)
  return spreadExamples(document)
}

const pathOf = ({ path }: AnyOperation): string => `/v1/tenants/{tenant}${path}`

const introduction = `Everything a tenant has, below \`/v1/tenants/{tenant}\`, where \`{tenant}\` is its slug or its id and must be the one of the API key.

- **Errors** are problem documents (RFC 9457) with a \`code\` from one table. Codes are added and never change their meaning.
- **Lists** answer \`{"items": […], "next": "…"}\`; \`next\` goes into \`cursor\` of the next request and is null on the last page. \`fields\` leaves out the rest.
- **Versions**: answers to GET carry an \`ETag\`; \`If-None-Match\` answers 304. Where a change could be lost, \`If-Match\` is asked for.
- **Repeating**: writes that are marked take an \`Idempotency-Key\` and answer the same again for a day. Orders and messages need one, and it is remembered for good: what is repeated is not done twice, however late.
- **Limits**: \`RateLimit-Policy\` and \`RateLimit\` say what a key may do in a minute of the process that answered; 429 carries \`Retry-After\`.
- **Request ids**: \`X-Request-Id\` is taken over when it is 1 to 64 letters, digits, dots, dashes or underscores without ten digits in a row (which may be a phone), and always answered.
- **Keys may grow**: ignore keys you do not know in answers. In requests they are refused.`

const tenantParameter = z
  .string()
  .min(1)
  .max(63)
  .meta({ description: 'Slug or id of the tenant of the API key.', examples: ['demo'] })

/** Every operation may answer so. */
const always: ErrorCode[] = [
  'unauthorised',
  'forbidden',
  'not-found',
  'invalid-request',
  'rate-limited',
  'database-unavailable',
  'internal',
]

function operationObject(one: AnyOperation): ZodOpenApiOperationObject {
  const examples = Object.entries(one.examples)
  const hasBody = !(one.body instanceof z.ZodUndefined)
  return {
    operationId: one.id,
    tags: [one.tag],
    summary: one.summary,
    description: [one.description, `Needs the scope \`${one.scope}\`.`].filter(Boolean).join('\n\n'),
    security: [{ apiKey: [one.scope] }],
    requestParams: {
      path: z.object({ tenant: tenantParameter, ...one.params.shape }),
      query: one.query,
      header: headers(one),
    },
    ...(hasBody
      ? {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: one.body,
                examples: Object.fromEntries(
                  examples.map(([name, { summary, body }]) => [name, { summary, value: body }]),
                ),
              },
            },
          },
        }
      : {}),
    responses: {
      [one.status]: success(one, examples),
      ...(one.method === 'GET' && one.form === 'json'
        ? { 304: { description: 'Nothing changed since that ETag.' } }
        : {}),
      ...refusals(one),
    },
  }
}

type NamedExample = [string, AnyOperation['examples'][string]]

/**
 * Each named example is spread over the parameters it sets, so that a reader can put the request together again. Put in
 * afterwards: in the schemas they would make a second schema of the same name.
 */
function spreadExamples(document: OpenApiDocument): OpenApiDocument {
  for (const one of Object.values<AnyOperation>(operations)) {
    const object = document.paths?.[pathOf(one)]?.[one.method.toLowerCase() as 'get']
    for (const parameter of object?.parameters ?? []) {
      if ('$ref' in parameter) continue
      const values = Object.entries(one.examples).flatMap(([name, { params, query, key, ...example }]) => {
        const parts: Record<string, unknown> = { path: params, query, header: { 'Idempotency-Key': key } }
        const value = (parts[parameter.in] as Record<string, unknown> | undefined)?.[parameter.name]
        return value === undefined ? [] : [[name, { summary: example.summary, value }] as const]
      })
      if (values.length > 0) parameter.examples = Object.fromEntries(values)
    }
  }
  return document
}

function headers(one: AnyOperation): z.ZodObject {
  return z.object({
    ...(one.needsMatch
      ? {
          'If-Match': z
            .string()
            .meta({ description: 'The ETag that was read, or * for whatever is there.', examples: ['*'] }),
        }
      : {}),
    ...(one.method === 'GET' && one.form === 'json'
      ? { 'If-None-Match': z.string().optional().meta({ description: 'An ETag; 304 when nothing changed.' }) }
      : {}),
    ...(one.idempotent ? { 'Idempotency-Key': idempotencyKey.optional() } : {}),
    ...(one.needsKey ? { 'Idempotency-Key': lastingKey } : {}),
  })
}

export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/)
  .meta({ description: 'Chosen by the caller, new for each request. A repetition gets the first answer, for a day.' })

const lastingKey = idempotencyKey.meta({
  description: 'Chosen by the caller, new for each thing that is handed in. It is remembered for good.',
})

function success(one: AnyOperation, examples: NamedExample[]): ZodOpenApiResponseObject {
  const mayMatch = one.method === 'GET' && one.form === 'json'
  return {
    description: { 200: 'Done.', 201: 'Made.', 202: 'Recorded; what follows from it is being done.' }[one.status],
    headers: z.object({
      'X-Request-Id': z.string(),
      'RateLimit-Policy': z.string(),
      RateLimit: z.string(),
      ...(mayMatch ? { ETag: z.string() } : {}),
      ...(one.location ? { Location: z.string() } : {}),
    }),
    content:
      one.form === 'bytes'
        ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
        : {
            'application/json': {
              schema: one.answer,
              examples: Object.fromEntries(
                examples.map(([name, { summary, answer }]) => [name, { summary, value: answer }]),
              ),
            },
          },
  }
}

/** By status, each with the codes that come with it. Operations that refuse alike share one response of the document. */
function refusals(one: AnyOperation): Record<string, ZodOpenApiResponseObject> {
  const hasBody = !(one.body instanceof z.ZodUndefined)
  const codes = new Set<ErrorCode>([
    ...always,
    ...(hasBody ? (['bad-request', 'body-too-large'] as const) : []),
    ...(one.needsMatch ? (['precondition-failed', 'precondition-required'] as const) : []),
    ...(one.idempotent ? (['idempotency-key-in-use', 'idempotency-key-reused'] as const) : []),
    ...(one.needsKey ? (['idempotency-key-reused'] as const) : []),
    ...one.errors,
  ])
  const byStatus = Map.groupBy(codes, (code) => errorCodes[code].status)
  return Object.fromEntries([...byStatus].map(([status, of]) => [String(status), refusal(of)]))
}

const shared = new Map<string, ZodOpenApiResponseObject>()

function refusal(codes: readonly ErrorCode[]): ZodOpenApiResponseObject {
  const id = codes
    .map((code) => code.replaceAll(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase()))
    .sort()
    .join('Or')
  const known = shared.get(id)
  if (known) return known
  const made: ZodOpenApiResponseObject = {
    id,
    description: codes.map((code) => `\`${code}\`: ${errorCodes[code].say}`).join('\n\n'),
    content: {
      'application/problem+json': {
        schema: problem,
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleProblem(code) }])),
      },
    },
  }
  shared.set(id, made)
  return made
}

function exampleProblem(code: ErrorCode): ProblemJson {
  const { status, retry, say } = errorCodes[code]
  return {
    type: `/v1/docs#error-${code}`,
    code,
    status,
    title: say.replace('{scope}', 'orders:read').replace('{provider}', 'Odoo').replace('{detail}', 'it exists already'),
    retry,
    requestId: 'my-request-1',
    ...(code === 'invalid-request'
      ? { errors: [{ in: 'query', pointer: '/limit', message: 'must be at least 1' }] }
      : {}),
  }
}
