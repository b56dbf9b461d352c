import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeMessage, encodeCall, encodeValue } from './xml-rpc-codec.ts'

const answer = (value: string): string =>
  `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n${value}\n</param>\n</params>\n</methodResponse>\n`
const decoded = (value: string): unknown => {
  const message = decodeMessage(answer(value))
  if (message.kind === 'answer') return message.value
  throw new Error(message.kind)
}

test('what Python writes is read as it was meant', () => {
  // xmlrpc.client.dumps of Python 3.11
  const written =
    '<value><struct>\n<member>\n<name>ids</name>\n<value><boolean>0</boolean></value>\n</member>\n<member>\n<name>n</name>\n<value><nil/></value></member>\n<member>\n<name>s</name>\n<value><string>a &amp; &lt;b&gt; ]]&gt; é</string></value>\n</member>\n<member>\n<name>f</name>\n<value><double>77.28999999999996</double></value>\n</member>\n<member>\n<name>i</name>\n<value><int>-5</int></value>\n</member>\n<member>\n<name>l</name>\n<value><array><data>\n<value><int>1</int></value>\n<value><array><data>\n</data></array></value>\n<value><struct>\n</struct></value>\n</data></array></value>\n</member>\n</struct></value>'

  expect(decoded(written)).toEqual({
    ids: false,
    n: null,
    s: 'a & <b> ]]> é',
    f: 77.28999999999996,
    i: -5,
    l: [1, [], {}],
  })
})

test.each([
  ['text without a type', '<value> two words </value>', ' two words '],
  ['no text at all', '<value></value>', ''],
  ['an i4', '<value><i4>7</i4></value>', 7],
  ['an i8', '<value><i8>1099511627776</i8></value>', 1_099_511_627_776],
  ['an exponent', '<value><double>1e-07</double></value>', 1e-7],
  ['a date', '<value><dateTime.iso8601>20261121T10:00:00</dateTime.iso8601></value>', '20261121T10:00:00'],
  ['a binary', '<value><base64>aGk=</base64></value>', 'aGk='],
  ['character data', '<value><string><![CDATA[<&>]]></string></value>', '<&>'],
  ['characters by number', '<value><string>&#233;&#x1F9F5;&#13;</string></value>', 'é\u{1f9f5}\r'],
  [
    'a name that means something to JavaScript',
    '<value><struct><member><name>__proto__</name><value>x</value></member></struct></value>',
    JSON.parse('{"__proto__":"x"}'),
  ],
])('reads %s', (_, value, meant) => {
  expect(decoded(value)).toEqual(meant)
})

test.each([
  [
    'a document type',
    '<!DOCTYPE x [<!ENTITY a "b">]><methodResponse><params><param><value>&a;</value></param></params></methodResponse>',
  ],
  ['an entity nobody declared', answer('<value>&lol;</value>')],
  ['something cut off', answer('<value>x</value>').slice(0, -20)],
  ['tags that do not match', answer('<value><int>1</value></int>')],
  ['a page', '<html><body>Hello</body></html>'],
  ['two values', answer('<value>1</value><value>2</value>')],
  ['a number that is none', answer('<value><int>0x10</int></value>')],
  ['a type that is none', answer('<value><set/></value>')],
  ['nothing', ''],
  ['a tower', answer('<value><array><data>'.repeat(5_000))],
])('refuses %s', (_, text) => {
  expect(() => decodeMessage(text)).toThrow()
})

test('a fault is told from an answer that looks like one', () => {
  const fault =
    '<value><struct><member><name>faultCode</name><value><int>2</int></value></member><member><name>faultString</name><value><string>No</string></value></member></struct></value>'

  expect(decodeMessage(`<methodResponse><fault>${fault}</fault></methodResponse>`)).toEqual({
    kind: 'fault',
    fault: { faultCode: 2, faultString: 'No' },
  })
  expect(decoded(fault)).toEqual({ faultCode: 2, faultString: 'No' })
})

test('numbers take the type that holds them', () => {
  const typed = [0, -0, 1, -2_147_483_648, 2_147_483_647, 2_147_483_648, 1.5, 1e21].map((value) => encodeValue(value))

  expect(typed).toEqual([
    '<value><int>0</int></value>',
    '<value><int>0</int></value>',
    '<value><int>1</int></value>',
    '<value><int>-2147483648</int></value>',
    '<value><int>2147483647</int></value>',
    '<value><i8>2147483648</i8></value>',
    '<value><double>1.5</double></value>',
    '<value><double>1e+21</double></value>',
  ])
  expect(() => encodeValue(Number.NaN)).toThrow(TypeError)
})

test('whatever JSON carries, a call carries; what XML cannot say is left out of texts', () => {
  // Any UTF-16, halves of pairs and control characters too; fast-check's own unit for that takes a second to build.
  const text = fc.array(fc.nat(0xffff), { maxLength: 12 }).map((codes) => String.fromCharCode(...codes))
  const params = fc.tuple(text, fc.dictionary(text, text, { maxKeys: 3 }), fc.jsonValue({ maxDepth: 3 }))
  fc.assert(
    fc.property(params, (given) => {
      const message = decodeMessage(encodeCall('execute_kw', given))
      expect(message).toEqual({ kind: 'call', method: 'execute_kw', params: sayable(given) })
    }),
  )
})

/** What of a value XML 1.0 has characters for (https://www.w3.org/TR/xml/#charsets). */
function sayable(value: unknown): unknown {
  if (typeof value === 'string')
    return [...value.toWellFormed()].filter((character) => isXmlCharacter(character.codePointAt(0) ?? 0)).join('')
  if (Array.isArray(value)) return value.map(sayable)
  if (typeof value === 'number') return value === 0 ? 0 : value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [sayable(name), sayable(inner)]))
}

function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 9 || code === 10 || code === 13
  return code !== 0xfffe && code !== 0xffff
}
