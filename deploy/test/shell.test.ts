import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settings } from '#server/platform/config.ts'
import { deployTools } from '../../scripts/testing/deploy-tools.ts'
import { deployFolder } from './compose-file.ts'

const { shellcheck } = deployTools(process.env)
const folder = mkdtempSync(join(tmpdir(), 'crossdock-words-'))
/** What is /app in the image. */
const sources = join(deployFolder, '..')
const main = join(sources, 'apps/server/src/main')

beforeAll(() => {
  // Says what it was started with, so that the script can be tried where there is no image.
  writeFileSync(join(folder, 'node'), '#!/bin/sh\nprintf "%s\\n" "$@"\nenv | sort\n')
  chmodSync(join(folder, 'node'), 0o755)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function crossdock(words: string[], env: Record<string, string> = {}) {
  const { stdout, stderr, status } = spawnSync('sh', [join(deployFolder, 'crossdock'), ...words], {
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env.PATH}`, CROSSDOCK_APP: sources, ...env },
  })
  return { lines: stdout.split('\n'), stderr, status }
}

test.skipIf(!shellcheck)('shellcheck finds nothing in the shell scripts of the deployment', () => {
  const scripts = ['crossdock', 'postgres/10-owner.sh', '../scripts/testing/install-deploy-tools.sh']

  const { stdout, status } = spawnSync(shellcheck ?? '', scripts, { cwd: deployFolder, encoding: 'utf8' })

  expect([stdout, status]).toEqual(['', 0])
})

test.each([
  [['server'], 'server.ts'],
  [['migrate'], 'cli.ts'],
  [['doctor', '--json'], 'cli.ts'],
  [[], 'cli.ts'],
])('`crossdock %s` starts %s', (words, program) => {
  expect(crossdock(words).lines).toContain(join(main, program))
})

test.each([
  [['dismiss', '#1001', '--reason', 'booked by hand, "twice"']],
  // Who asks for help must not find the database migrated.
  [['migrate', '--help']],
  [['--json', 'migrate']],
])('the words of %j arrive as they were given', (words) => {
  const { lines } = crossdock(words)

  expect(lines.slice(2, 2 + words.length)).toEqual(words)
})

test.each([
  [{}, 'http://127.0.0.1:8000/livez'],
  [{ PORT: '81', ROLE: 'api', METRICS_PORT: '82' }, 'http://127.0.0.1:81/livez'],
  [{ PORT: '81', ROLE: 'worker', METRICS_PORT: '82' }, 'http://127.0.0.1:82/livez'],
])('with %o it asks at %s whether this container is alive', (env, url) => {
  expect(crossdock(['alive'], env).lines.join()).toContain(url)
})

test('a worker without a port to ask counts as alive', () => {
  expect(crossdock(['alive'], { ROLE: 'worker' })).toEqual({ lines: [''], stderr: '', status: 0 })
})

test('a setting in a file is read without the line end behind it, and its place is not told on', () => {
  const secret = `p@ss 'word" $(id) \`id\` \\ ü`
  const file = join(folder, 'secret')
  writeFileSync(file, `${secret}\n`)

  const { lines } = crossdock(['server'], { CROSSDOCK_MASTER_KEY_FILE: file, REDIS_URL_FILE: file })

  expect(lines).toContain(`CROSSDOCK_MASTER_KEY=${secret}`)
  expect(lines).toContain(`REDIS_URL=${secret}`)
  expect(lines.join()).not.toContain('_FILE')
})

test('every setting there is may be kept in a file', () => {
  const file = join(folder, 'value')
  writeFileSync(file, 'from a file\n')
  const names = Object.keys(settings)

  const { lines } = crossdock(['server'], Object.fromEntries(names.map((name) => [`${name}_FILE`, file])))

  expect(names.filter((name) => !lines.includes(`${name}=from a file`))).toEqual([])
})

test('what others want as the name of a file stays one, whether it is there or not', () => {
  const others = { SSL_CERT_FILE: '/etc/hostname', AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'not yet there') }

  const { lines, status } = crossdock(['server'], others)

  expect(status).toBe(0)
  expect(lines).toEqual(expect.arrayContaining(Object.entries(others).map(([name, file]) => `${name}=${file}`)))
  expect(lines.filter((line) => /^(SSL_CERT|AWS_WEB_IDENTITY_TOKEN)=/.test(line))).toEqual([])
})

test('a setting given twice, or in a file that cannot be read, is refused before anything starts', () => {
  const twice = crossdock(['server'], { DATABASE_URL: 'a', DATABASE_URL_FILE: '/etc/hostname' })
  const missing = crossdock(['server'], { DATABASE_URL_FILE: join(folder, 'none') })

  expect([twice.status, missing.status]).toEqual([64, 66])
  expect(twice.stderr).toContain('both DATABASE_URL and DATABASE_URL_FILE are set')
  expect(missing.stderr).toContain('DATABASE_URL_FILE names')
  expect([twice.lines, missing.lines]).toEqual([[''], ['']])
})

describe('the command that docs/guides/install.md defines', () => {
  const guide = readFileSync(join(sources, 'docs/guides/install.md'), 'utf8')
  const definitions = [...guide.matchAll(/^ {3}crossdock\(\) \{\n[\s\S]*?^ {3}\}$/gm)].map(([text]) => text)
  const [compose = '', kubernetes = ''] = definitions
  const composeFiles = 'compose --file deploy/compose.yaml --env-file deploy/.env.production'

  beforeAll(() => {
    for (const program of ['docker', 'kubectl']) {
      writeFileSync(join(folder, program), '#!/bin/sh\nprintf "<%s> " "$@"\ncat\n')
      chmodSync(join(folder, program), 0o755)
    }
  })

  const wordsOf = (text: string): string => text.replaceAll(/<([^>]*)> /g, '$1 ').trim()

  test.each([
    ['Compose', compose, `${composeFiles} exec -T api crossdock`],
    ['Kubernetes', kubernetes, 'exec -i deployment/crossdock-api -- crossdock'],
  ])('in a pipe hands on with %s what it is given, to a command without a terminal', (_, definition, expected) => {
    const { stdout, status } = spawnSync('sh', ['-euc', `${definition}\ncrossdock shops --token 'a shop'`], {
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env.PATH}` },
      input: 'the secret',
    })

    expect([status, stdout]).toEqual([
      0,
      `${[...expected.split(' '), 'shops', '--token', 'a shop'].map((word) => `<${word}> `).join('')}the secret`,
    ])
  })

  test.each([
    ['Compose', compose, `${composeFiles} exec api crossdock doctor`],
    ['Kubernetes', kubernetes, 'exec -i -t deployment/crossdock-api -- crossdock doctor'],
  ])('at a terminal asks there with %s', (_, definition, expected) => {
    const file = join(folder, 'at-a-terminal.sh')
    writeFileSync(file, `set -eu\n${definition}\ncrossdock doctor\n`)

    // `script` gives it a terminal; the end of its input is typed as Ctrl-D.
    const { stdout, status } = spawnSync('/usr/bin/script', ['-qec', `sh ${file}`, '/dev/null'], {
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env.PATH}`, SHELL: '/bin/sh' },
      input: '\u0004',
    })

    expect([status, wordsOf(stdout.replaceAll('^D\b\b', ''))]).toEqual([0, expected])
  })
})
