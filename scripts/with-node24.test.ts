import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'

test('what is told of an installation leaves standard output to the program, which may write a backup there', () => {
  const root = mkdtempSync(join(tmpdir(), 'crossdock-with-node-'))
  try {
    mkdirSync(join(root, 'scripts'))
    mkdirSync(join(root, 'bin'))
    cpSync(join(import.meta.dirname, 'with-node24.mjs'), join(root, 'scripts/with-node24.mjs'))
    writeFileSync(join(root, 'package.json'), JSON.stringify({ dependencies: { node: process.versions.node } }))
    writeFileSync(join(root, 'package-lock.json'), '{}')
    writeFileSync(join(root, 'program.mjs'), `process.stdout.write('the backup')`)
    writeFileSync(join(root, 'bin/npm'), '#!/bin/sh\necho "added 342 packages"\n')
    chmodSync(join(root, 'bin/npm'), 0o755)

    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(root, 'scripts/with-node24.mjs'), 'program.mjs'],
      {
        env: { PATH: `${join(root, 'bin')}${delimiter}${process.env.PATH}` },
        encoding: 'utf8',
      },
    )

    expect([status, stdout]).toEqual([0, 'the backup'])
    expect(stderr).toMatch(/Installing packages[\s\S]*added 342 packages[\s\S]*Installed in/)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
