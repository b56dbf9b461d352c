// Runs a program of ours under the pinned Node, whatever Node started npm: `node scripts/with-node24.mjs FILE [args…]`.
// Plain JavaScript without dependencies, since it is the one file that must work before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const [file, ...args] = process.argv.slice(2)
if (!file) {
  console.error('usage: node scripts/with-node24.mjs FILE [args…]')
  process.exit(2)
}

if (!installed()) install()
const child = spawn(node24(), ['--disable-warning=ExperimentalWarning', resolve(root, file), ...args], {
  cwd: root,
  stdio: 'inherit',
})
// npm and the terminal send signals to the whole group; stay until the program has cleaned up after itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))

/** True while node_modules is at least as new as the lock file. */
function installed() {
  const done = join(root, 'node_modules/.package-lock.json')
  const lock = join(root, 'package-lock.json')
  return existsSync(done) && existsSync(node24()) && statSync(done).mtimeMs >= statSync(lock).mtimeMs - 1000
}

function install() {
  const started = Date.now()
  // On standard error, as npm's own lines: standard output belongs to the program, and may be a backup.
  console.error('Installing packages (only when something changed) …')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const run = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 'inherit'],
    shell: process.platform === 'win32',
  })
  if (run.status !== 0) {
    console.error('\nInstalling failed. Is the npm registry reachable? `npm ci` shows the whole story.')
    process.exit(run.status ?? 1)
  }
  console.error(`Installed in ${((Date.now() - started) / 1000).toFixed(0)} s.`)
}

/** The binary inside the npm package `node`, whose version package.json pins. */
function node24() {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const binary = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
  // Already inside the pinned one: no need for a second process image, nor for the package to be there.
  return process.version === `v${dependencies.node}` ? process.execPath : binary
}
