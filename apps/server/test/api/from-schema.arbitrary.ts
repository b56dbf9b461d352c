import fc from 'fast-check'

/** Values made from the schemas of an OpenAPI document: mostly such as they ask for, now and then something rude in a place. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  pattern?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
}

export interface Making {
  schemas: Record<string, Schema>
  /** Ids and words that exist where the values go. */
  known: readonly string[]
  /** By name of a key: instead of what its schema says. */
  instead: Record<string, fc.Arbitrary<unknown>>
}

/** What breaks programs: NUL and half characters, text that is code elsewhere, numbers at the edge, and plain nonsense. */
export const rude: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    '🪔'.repeat(60),
    "'; drop table orders; --",
    '%00',
    '%',
    '../../etc/passwd',
    '{"$gt":""}',
    '__proto__',
    'constructor',
    'null',
    'NaN',
    '-1',
    '1e309',
    '9223372036854775808',
    '99999999999999999999999',
    '0000-00-00T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:60Z',
    '275760-09-13T00:00:00.001Z',
    '٣',
    'x'.repeat(3_000),
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
  fc.constant({ __proto__: null, constructor: { prototype: {} } }),
  fc.array(fc.string(), { maxLength: 3 }),
)

export function fromSchema(schema: Schema, making: Making): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: fitting(schema, making) }, { weight: 1, arbitrary: rude })
}

function fitting(schema: Schema, making: Making): fc.Arbitrary<unknown> {
  if (schema.$ref) return fitting(making.schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {}, making)
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const options = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (options) return fc.oneof(...options.map((one) => fitting(one, making)))
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  switch (type) {
    case 'object':
      return anObject(schema, making)
    case 'array':
      return fc.array(fromSchema(schema.items ?? {}, making), { maxLength: 3 })
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer({ min: schema.minimum ?? -5, max: schema.maximum ?? 1_000 }), fc.maxSafeInteger())
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return aText(schema, making)
    default:
      return rude
  }
}

function anObject({ properties = {}, required = [] }: Schema, making: Making): fc.Arbitrary<unknown> {
  const keys = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, making.instead[name] ?? fromSchema(schema, making)]),
  )
  const whole = fc.record(keys, { requiredKeys: required })
  // Sometimes a key too many, or one that is needed left out.
  return fc.oneof(
    { weight: 8, arbitrary: whole },
    { weight: 1, arbitrary: fc.record(keys, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.tuple(whole, rude).map(([object, extra]) => ({ ...object, extra })) },
  )
}

function aText({ format, pattern }: Schema, { known }: Making): fc.Arbitrary<unknown> {
  if (format === 'uuid') return fc.oneof(fc.uuid(), fc.constantFrom(...known))
  if (format === 'date-time')
    return fc
      .date({ noInvalidDate: true, min: new Date('1960-01-01'), max: new Date('3100-01-01') })
      .map((date) => date.toISOString())
  if (format === 'uri') return fc.constantFrom('http://127.0.0.1:1', 'ftp://127.0.0.1', 'http://', 'not an address')
  if (pattern) return fc.oneof(fc.stringMatching(new RegExp(pattern)), fc.constantFrom(...known))
  return fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom(...known))
}
