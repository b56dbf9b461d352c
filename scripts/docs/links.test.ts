import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readPage } from './markdown.ts'

const repository = resolve(import.meta.dirname, '../..')

/** Every page of the repository, committed or about to be. */
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: repository,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(repository, file)))

test('there are pages to look at', () => {
  expect(pages).toContain('README.md')
  expect(pages.length).toBeGreaterThan(20)
})

test.each(pages)('every link of %s leads to a file or a heading that is there', (file) => {
  const broken = readPage(read(file)).links.flatMap(({ target, line }) => {
    const why = whyBroken(file, target)
    return why ? [`${file}:${line} ${target}: ${why}`] : []
  })

  expect(broken).toEqual([])
})

function whyBroken(from: string, target: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return null // outside: nobody is asked here
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? from : join(dirname(from), decodeURIComponent(path))
  const full = join(repository, file)
  if (path.startsWith('/')) return 'begins at the root, which a checkout does not have'
  if (!existsSync(full)) return 'there is no such file'
  if (anchor === undefined) return null
  if (statSync(full).isDirectory() || !file.endsWith('.md')) return null // a line of a source
  return readPage(read(file)).anchors.has(decodeURIComponent(anchor)) ? null : 'there is no such heading'
}

function read(file: string): string {
  return readFileSync(join(repository, file), 'utf8')
}
