import fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeFileName } from './file-name.ts'

test.each([
  ['invoice.pdf', 'invoice.pdf'],
  ['चालान १.pdf', 'चालान १.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\a\\bill.pdf', 'bill.pdf'],
  ['.htaccess', 'htaccess'],
  ['a<b>:"|?*.txt', 'a_b______.txt'],
  ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
  ['a\u0000b\nc.txt', 'abc.txt'],
  ['NUL.txt', '_NUL.txt'],
  ['con', '_con'],
  ['console.log', 'console.log'],
  ['  two   words . ', 'two words'],
])('%j is saved as %j', (sent, kept) => {
  expect(safeFileName(sent)).toBe(kept)
})

test.each([null, '', '/', '..', ' . ', '\u202E'])('nothing is left of %j', (sent) => {
  expect(safeFileName(sent)).toBeNull()
})

test('a name too long keeps its ending', () => {
  const name = safeFileName(`${'🙏'.repeat(300)}.pdf`)

  expect([...(name ?? '')]).toHaveLength(120)
  expect(name).toMatch(/\.pdf$/)
})

test('whatever was sent, no path and nothing hidden is left', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (sent) => {
      expect(safeFileName(sent) ?? 'x').toMatch(/^[^./\\\p{Cc}\p{Cf}<>:"|?*][^/\\\p{Cc}\p{Cf}<>:"|?*]*$/u)
    }),
  )
})
