// The programs that the deployment is tried with: on the path, or where install-deploy-tools.sh has put them.
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

type Environment = Record<string, string | undefined>

export interface DeployTools {
  caddy: string | undefined
  helm: string | undefined
  /** Docker's compose plugin; it also runs by itself, and reading a file needs no engine. */
  compose: string | undefined
  psql: string | undefined
  pgbouncer: string | undefined
  shellcheck: string | undefined
  redis: string | undefined
  /** Where buildah keeps its images, with stand-ins for those the Dockerfile begins with. */
  imageStore: string | undefined
}

const repository = resolve(import.meta.dirname, '../..')

export function deployTools(env: Environment): DeployTools {
  const ours = env.CROSSDOCK_DEPLOY_TOOLS ?? '/var/cache/crossdock-deploy'
  const folders = [join(ours, 'bin'), ...(env.PATH ?? '').split(delimiter).filter(Boolean)]
  const program = (...names: string[]): string | undefined =>
    folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable)
  return {
    caddy: program('caddy'),
    helm: program('helm'),
    compose: program('docker-compose'),
    psql: program('psql'),
    pgbouncer: program('pgbouncer'),
    shellcheck: program('shellcheck'),
    redis: program('valkey-server', 'redis-server'),
    imageStore: program('buildah') && process.getuid?.() === 0 && hasBaseImages(ours) ? ours : undefined,
  }
}

/** The version that deploy/Dockerfile builds with. */
export function nodeOfDockerfile(): string {
  const dockerfile = readFileSync(join(repository, 'deploy/Dockerfile'), 'utf8')
  return /^ARG NODE_VERSION=(\S+)$/m.exec(dockerfile)?.[1] ?? ''
}

function hasBaseImages(folder: string): boolean {
  const note = join(folder, 'base-images')
  return existsSync(note) && readFileSync(note, 'utf8').trim() === nodeOfDockerfile()
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
