import { globSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { errorCodes } from '@crossdock/contracts/errors'
import { describe, expect, test } from 'vitest'
import { settings } from '#server/platform/config.ts'
import { readPage } from './markdown.ts'

const folder = resolve(import.meta.dirname, '../../docs/guides')
const guides = globSync('*.md', { cwd: folder }).filter((file) => file !== 'README.md')
const read = (file: string): string => readFileSync(join(folder, file), 'utf8')

describe.each(guides)('docs/guides/%s', (file) => {
  test('says at its end how to see that it works, and the usual mistakes', () => {
    const headings = [...read(file).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)

    expect(headings.slice(-2)).toEqual(['How to see that it works', 'The usual mistakes'])
    expect(read(file).split('## How to see that it works')[1]).toContain('crossdock')
  })

  test('quotes the sentences of errors as they are', () => {
    const wrong = readPage(read(file)).rows.flatMap(({ cells: [code = '', sentence], line }) => {
      const name = /^`([a-z-]+)`$/.exec(code)?.[1]
      if (name === undefined || !(name in errorCodes)) return []
      const { say } = errorCodes[name as keyof typeof errorCodes]
      return sentence === say ? [] : [`${file}:${line} ${name}: ${say}`]
    })

    expect(wrong).toEqual([])
  })

  test('names no setting that the hub or its compose file does not know', () => {
    const known = new Set([
      ...Object.keys(settings),
      ...[
        ...readFileSync(join(folder, '../../deploy/.env.production.example'), 'utf8').matchAll(/^(?:# )?([A-Z_]+)=/gm),
      ].map(([, name]) => name),
      'NODE_EXTRA_CA_CERTS',
    ])
    // Names in capitals with an underscore, in code; placeholders for the reader are listed.
    const placeholders = ['WABA_ID']
    const named = [...read(file).matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g)].map(([name]) =>
      name.replace(/_FILE$/, ''),
    )

    expect(named.filter((name) => !known.has(name) && !placeholders.includes(name))).toEqual([])
  })

  test('is listed in the index', () => {
    expect(read('README.md')).toContain(`(${basename(file)})`)
  })
})
