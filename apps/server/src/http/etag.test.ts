import { expect, test } from 'vitest'
import { checkMatch, etagOf, isKnown } from './etag.ts'

test('an ETag changes with the answer, and with what was left out of it', () => {
  const tags = [etagOf('{"a":1}'), etagOf('{"a":2}'), etagOf('{"a":1}', 'a'), etagOf('{"a":1}', 'b')]

  expect(new Set(tags).size).toBe(4)
  expect(etagOf('{"a":1}')).toBe(tags[0])
})

test('If-None-Match knows lists, weak tags and the star', () => {
  const etag = etagOf('x')

  for (const known of [etag, `W/${etag}`, `"no", ${etag}`, '*']) expect(isKnown(etag, known)).toBe(true)
  for (const other of [undefined, '', '"no"', etag.slice(1, -1)]) expect(isKnown(etag, other)).toBe(false)
})

test('If-Match takes the version that was read, also when only some of it was', () => {
  const now = etagOf('x')

  for (const read of [now, '*', etagOf('x', 'name'), `"older", ${now}`])
    expect(() => checkMatch(now, read)).not.toThrow()
  for (const older of ['"older"', '', etagOf('y'), etagOf('y', 'name')])
    expect(() => checkMatch(now, older)).toThrow(expect.objectContaining({ code: 'precondition-failed' }))
})
