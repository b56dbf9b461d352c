import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validate } from 'dockerfile-utils'
import { expect, test } from 'vitest'
import { nodeOfDockerfile } from '../../scripts/testing/deploy-tools.ts'
import { deployFolder } from './compose-file.ts'

const repository = join(deployFolder, '..')
const read = (file: string): string => readFileSync(join(repository, file), 'utf8')
const dockerfile = read('deploy/Dockerfile')

test('the Dockerfile has no fault that its validator knows', () => {
  const found = validate(dockerfile).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`)

  expect(found).toEqual([])
})

test('the validator finds a fault when there is one', () => {
  expect(validate('FROM debian:bookworm-slim\nCOPI a b\n')).not.toEqual([])
})

test('builds with the Node that package.json pins', () => {
  const { dependencies } = JSON.parse(read('package.json'))

  expect(nodeOfDockerfile()).toBe(dependencies.node)
})

test('the image, the chart and the compose file bear the version of package.json', () => {
  const { version } = JSON.parse(read('package.json'))

  expect(/^ARG VERSION=(\S+)$/m.exec(dockerfile)?.[1]).toBe(version)
  expect(/^appVersion: (\S+)$/m.exec(read('deploy/helm/crossdock/Chart.yaml'))?.[1]).toBe(version)
  expect(/CROSSDOCK_IMAGE:-crossdock:([\d.]+)\}/.exec(read('deploy/compose.yaml'))?.[1]).toBe(version)
})

test('copies the manifest of every workspace that the server needs, and of no other', () => {
  const needed = new Set<string>()
  const visit = (folder: string): void => {
    if (needed.has(folder)) return
    needed.add(folder)
    const { dependencies = {} } = JSON.parse(read(`${folder}/package.json`))
    for (const name of Object.keys(dependencies)) {
      if (name.startsWith('@crossdock/')) visit(`packages/${name.slice('@crossdock/'.length)}`)
    }
  }
  visit('apps/server')

  const copied = [...dockerfile.matchAll(/^COPY (\S+)\/package\.json \S+\/$/gm)].map(([, folder]) => folder)
  const sources = [...dockerfile.matchAll(/^COPY (\S+)\/src \S+\/src$/gm)].map(([, folder]) => folder)

  expect(copied.sort()).toEqual([...needed].sort())
  expect(sources.sort()).toEqual([...needed].sort())
})

test('git takes no file with secrets, and no backup, along with everything else', () => {
  const secret = ['.env', 'deploy/.env.production', 'deploy/.env.production.bak', 'hub.backup']
  const kept = ['.env.example', 'deploy/.env.production.example']

  const { stdout } = spawnSync('git', ['check-ignore', '--no-index', ...secret, ...kept], {
    cwd: repository,
    encoding: 'utf8',
  })

  expect(stdout.trim().split('\n')).toEqual(secret)
})
