import { expect, test } from 'vitest'
import { fillGaps, platformGaps, platformOf, registryAddresses } from './lock-file.ts'

test('finds a package of another platform that the lock file lacks', () => {
  const packages = {
    'node_modules/tool': {
      dev: true,
      optionalDependencies: { 'tool-linux-x64': '1.2.3', 'tool-darwin-arm64': '1.2.3' },
    },
    'node_modules/tool-linux-x64': { version: '1.2.3' },
  }

  expect(platformGaps({ packages })).toEqual([
    { neededBy: 'node_modules/tool', name: 'tool-darwin-arm64', version: '1.2.3' },
  ])
})

test('finds nothing lacking in a lock file that it has completed', () => {
  const packages = { 'node_modules/tool': { dev: true, optionalDependencies: { 'tool-darwin-arm64': '1.2.3' } } }
  const filled = fillGaps({ packages })

  expect(platformGaps(filled)).toEqual([])
  expect(filled.packages['node_modules/tool-darwin-arm64']).toEqual({
    version: '1.2.3',
    os: ['darwin'],
    cpu: ['arm64'],
    dev: true,
    optional: true,
  })
})

test('reads the platform from a package name', () => {
  expect(platformOf('@oxc-parser/binding-linux-riscv64-musl')).toEqual({
    os: ['linux'],
    cpu: ['riscv64'],
    libc: ['musl'],
  })
  expect(platformOf('@oxc-parser/binding-linux-arm-gnueabihf')).toEqual({
    os: ['linux'],
    cpu: ['arm'],
    libc: ['glibc'],
  })
  expect(() => platformOf('fsevents')).toThrow(/by hand/)
})

test('a workspace folder is no registry address', () => {
  const packages = {
    'node_modules/@crossdock/server': { resolved: 'apps/server' },
    a: { resolved: 'https://a.example/a.tgz' },
  }

  expect(registryAddresses({ packages })).toEqual(['https://a.example/a.tgz'])
})
