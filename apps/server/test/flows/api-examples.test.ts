import { openApiDocument } from '@crossdock/contracts/api/document'
import { operations } from '@crossdock/contracts/api/operations'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { examplesOf, requestOf, type ShownExample } from '#test/api/document-examples.ts'
import { aWorld } from '#test/api/world.ts'

// As a stranger reads it: the document as it is served, and nothing of ours beside it.

const document = JSON.parse(JSON.stringify(openApiDocument()))
const examples = examplesOf(document)

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(document, 'openapi')

function problemsWith(schema: unknown, value: unknown): unknown {
  const inDocument = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/'))
  const check = ajv.compile(inDocument)
  return check(value) ? [] : check.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** Keys that `fields` left out are no fault. */
const isSparse = ({ query }: ShownExample): boolean => 'fields' in query

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document))

  expect({ valid, errors }).toEqual({ valid: true, errors: undefined })
  expect(document.openapi).toMatch(/^3\.1\./)
})

test('every operation has an example, a summary, and says how it refuses', () => {
  const shown = new Set(examples.map(({ operationId }) => operationId))

  expect([...shown].sort()).toEqual(Object.keys(operations).sort())
  for (const item of Object.values<Record<string, { summary: string; responses: object }>>(document.paths))
    for (const { summary, responses } of Object.values(item)) {
      expect(summary).not.toBe('')
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '401', '403', '404', '429', '500', '503']))
    }
})

test('every example of an answer is what its schema says', () => {
  for (const example of examples) {
    if (example.answer === undefined || isSparse(example)) continue
    expect({ name: example.name, problems: problemsWith(example.schema, example.answer) }).toEqual({
      name: example.name,
      problems: [],
    })
  }
})

test('every example of the document is answered as it says, by the real app', async () => {
  await using world = await aWorld()

  for (const example of examples) {
    const { path, ...options } = requestOf(example, world.real)
    const answer = await world.ask(path, options)
    const where = { name: example.name }
    if (example.status !== answer.status) expect({ ...where, said: await answer.text() }).toEqual(where)
    expect({ ...where, contentType: answer.headers.get('content-type')?.split(';')[0] }).toEqual({
      ...where,
      contentType: example.contentType,
    })
    if (example.contentType !== 'application/json') continue
    const body = await answer.json()
    if (!isSparse(example))
      expect({ ...where, problems: problemsWith(example.schema, body) }).toEqual({ ...where, problems: [] })
    expect({ ...where, shape: shapeOf(body) }).toEqual({ ...where, shape: shapeOf(example.answer) })
  }
  expect(examples.length).toBeGreaterThan(50)
})

/** An example that shows an item must be answered with one, of the same keys. */
function shapeOf(body: unknown): unknown {
  if (Array.isArray(body)) return body.length === 0 ? [] : [Object.keys(body[0] as object).sort()]
  const entries = Object.entries(body as object)
  return Object.fromEntries(
    entries
      .map(([key, value]) => [key, key === 'items' ? shapeOf(value) : null])
      .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
  )
}
