// `npm run lock`: package-lock.json installs on every platform and from every registry. `-- --write` completes it.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fillGaps, type LockFile, platformGaps, registryAddresses } from './lock/lock-file.ts'

const file = resolve(import.meta.dirname, '../package-lock.json')
let lock: LockFile = JSON.parse(readFileSync(file, 'utf8'))

if (process.argv.includes('--write') && platformGaps(lock).length > 0) {
  lock = fillGaps(lock)
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
}

const addresses = registryAddresses(lock)
const gaps = platformGaps(lock)
for (const address of addresses) console.error(`✗ ties the lock file to one registry: ${address}`)
for (const { neededBy, name } of gaps) console.error(`✗ ${neededBy} may need ${name}, which the lock file lacks`)
if (gaps.length > 0) console.error('Complete it with: npm run lock -- --write')
if (addresses.length + gaps.length === 0) console.log('The lock file installs everywhere.')
process.exitCode = addresses.length + gaps.length > 0 ? 1 : 0
