import { expect, test } from 'vitest'
import { OpenedBodies } from './opened-bodies.ts'

const mb = 1024 * 1024

test('a large body is found again, and by its tenant alone', () => {
  const opened = new OpenedBodies()
  const body = Buffer.alloc(mb)

  opened.keep('t1', 'd1', body)

  expect(opened.of('t1').get('d1')).toBe(body)
  expect(opened.of('t2').size).toBe(0)
})

test('of many bodies only the last are kept, and none that is small or too large', () => {
  const opened = new OpenedBodies()

  for (const n of [1, 2, 3, 4, 5]) opened.keep('t1', `d${n}`, Buffer.alloc(3 * mb))
  opened.keep('t1', 'small', Buffer.alloc(1_000))
  opened.keep('t1', 'huge', Buffer.alloc(9 * mb))

  expect([...opened.of('t1').keys()]).toEqual(['d4', 'd5'])
})
