import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { deployTools } from '../../scripts/testing/deploy-tools.ts'

/** What an image says of how it is run. */
export interface ImageConfig {
  User: string
  Env: string[]
  Entrypoint: string[]
  Cmd: string[]
  WorkingDir: string
  StopSignal: string
  Labels: Record<string, string>
  ExposedPorts: Record<string, unknown>
  Healthcheck?: { Test: string[] }
}

export interface BuiltImage {
  config: ImageConfig
  /** Its files, as root sees them. */
  rootfs: string
  remove(): void
}

const repository = resolve(import.meta.dirname, '../..')

/** Builds deploy/Dockerfile as it stands, layer by layer, on the stand-ins for its base images. */
export function buildImage(): BuiltImage {
  const tag = `localhost/crossdock:try-${process.pid}`
  const npmrc = join(homedir(), '.npmrc')
  buildah(
    'build',
    ...[
      '--isolation',
      'chroot',
      '--pull-never',
      '--layers',
      '--force-rm',
      '--format',
      'docker',
      '--file',
      'deploy/Dockerfile',
    ],
    ...(existsSync(npmrc) ? ['--secret', `id=npmrc,src=${npmrc}`] : []),
    ...['--tag', tag, '.'],
  )
  const config: ImageConfig = JSON.parse(buildah('inspect', '--type', 'image', tag)).Docker.config
  const container = buildah('from', '--pull-never', tag).trim()
  return {
    config,
    rootfs: buildah('mount', container).trim(),
    remove() {
      buildah('umount', container)
      buildah('rm', container)
      buildah('rmi', tag)
    },
  }
}

function buildah(...args: string[]): string {
  const store = deployTools(process.env).imageStore ?? ''
  const driver = readFileSync(join(store, 'driver'), 'utf8').trim()
  const own = ['--root', join(store, 'store'), '--runroot', join(store, 'run'), '--storage-driver', driver]
  const [command = '', ...rest] = args
  const policy = command === 'build' || command === 'from' ? ['--signature-policy', join(store, 'policy.json')] : []
  return execFileSync('buildah', [...own, command, ...policy, ...rest], {
    cwd: repository,
    encoding: 'utf8',
    env: { ...process.env, CONTAINERS_REGISTRIES_CONF: join(store, 'registries.conf') },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  })
}

/**
 * What a container engine does, without one: processes, mounts and names of their own, the image's files read-only (also
 * /tmp), its user with no capability and none to be gained. The network is this machine's, so that the hub finds its
 * database here.
 */
const contain = `
set -eu
root=$1 user=$2 folder=$3 mounted=$4
shift 4
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
[ -z "$mounted" ] || mount --bind "$mounted" "$root/mnt"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=0755,size=1m tmpfs "$root/dev"
for device in null zero random urandom; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
exec chroot "$root" /usr/bin/setpriv --reuid "\${user%:*}" --regid "\${user#*:}" --clear-groups --no-new-privs \\
  --bounding-set=-all --inh-caps=-all -- /bin/sh -c 'cd "$1"; shift; exec "$@"' sh "$folder" "$@"`

export interface Container {
  output(): string
  /** Its exit code, or null when it was killed. */
  ended: Promise<number | null>
  /** Sends the image's stop signal to its process 1. */
  stop(): void
  kill(): void
}

/** As `docker run --user … --volume FOLDER:/mnt`. */
export interface RunOptions {
  user?: string
  mounted?: string
}

/** Runs the image as its own configuration says, or its entry point with other words. */
export function runImage(
  { rootfs, config }: BuiltImage,
  env: Record<string, string>,
  words = config.Cmd,
  options: RunOptions = {},
): Container {
  return start(rootfs, config, env, [...config.Entrypoint, ...words], options)
}

/** Any program in it, past the entry point: `docker exec`. */
export function runInside({ rootfs, config }: BuiltImage, env: Record<string, string>, command: string[]): Container {
  return start(rootfs, config, env, command)
}

function start(
  rootfs: string,
  config: ImageConfig,
  env: Record<string, string>,
  command: string[],
  { user = config.User, mounted = '' }: RunOptions = {},
): Container {
  const namespaces = ['--mount', '--pid', '--fork', '--ipc', '--uts', '--kill-child=SIGKILL']
  const own = Object.fromEntries(config.Env.map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]))
  const child = spawn(
    '/usr/bin/unshare',
    [...namespaces, '/bin/sh', '-c', contain, 'sh', rootfs, user, config.WorkingDir, mounted, ...command],
    { env: { ...own, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const endWithUs = (): void => void child.kill('SIGKILL')
  process.on('exit', endWithUs)
  const ended = new Promise<number | null>((done) =>
    child.once('close', (code) => {
      process.removeListener('exit', endWithUs)
      done(code)
    }),
  )
  return {
    output: () => said.join(''),
    ended,
    stop: () => process.kill(processOne(child), config.StopSignal),
    kill: endWithUs,
  }
}

/** The one child of unshare, which is process 1 inside. */
function processOne({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim())
}
