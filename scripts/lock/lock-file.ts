export type LockedPackage = {
  version?: string
  resolved?: string
  os?: string[]
  cpu?: string[]
  libc?: string[]
  dev?: boolean
  devOptional?: boolean
  optional?: boolean
  optionalDependencies?: Record<string, string>
}
export type LockFile = { packages: Record<string, LockedPackage> }
export type Gap = { neededBy: string; name: string; version: string }

/** Addresses that tie the lock file to one registry; workspaces are `resolved` to their folder, which is fine. */
export function registryAddresses({ packages }: LockFile) {
  return Object.values(packages).flatMap(({ resolved }) => (resolved?.includes('://') ? [resolved] : []))
}

/**
 * Packages for other platforms that the lock file names but does not hold. npm leaves them out when the registry it
 * asked does not serve them, and then `npm ci` refuses its own file: https://github.com/npm/cli/issues/9846
 */
export function platformGaps({ packages }: LockFile): Gap[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isInstallable(packages, path, name))
      .map(([name, range]) => ({ neededBy: path, name, version: range.replace(/^[~^]/, '') })),
  )
}

/** Node looks for a package beside whoever needs it, then in each node_modules further up. */
function isInstallable(packages: LockFile['packages'], path: string, name: string): boolean {
  if (packages[path ? `${path}/node_modules/${name}` : `node_modules/${name}`]) return true
  if (!path) return false
  const parent = path.lastIndexOf('/node_modules/')
  return isInstallable(packages, parent >= 0 ? path.slice(0, parent) : '', name)
}

/** The lock file with an entry for each gap, on which npm decides by `os`, `cpu` and `libc` whether to install it. */
export function fillGaps(lock: LockFile): LockFile {
  const packages = { ...lock.packages }
  for (const { neededBy, name, version } of platformGaps(lock)) {
    const { dev, devOptional } = packages[neededBy] ?? {}
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(dev && { dev }),
      ...(devOptional && { devOptional }),
      optional: true,
    }
  }
  const sorted = Object.entries(packages).sort(([one], [other]) => one.localeCompare(other, 'en'))
  return { ...lock, packages: Object.fromEntries(sorted) }
}

/** `@oxc-parser/binding-linux-riscv64-musl` → linux, riscv64, musl. Throws rather than guess. */
export function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const os = /-(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-/.exec(name)?.[1]
  const cpu = /-(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64)\b/.exec(name)?.[1]
  if (!os || !cpu)
    throw new Error(`cannot tell the platform of ${name} by its name; complete package-lock.json by hand`)
  const libc = /musl/.test(name) ? 'musl' : /gnu/.test(name) ? 'glibc' : undefined
  return { os: [os], cpu: [cpu], ...(os === 'linux' && libc && { libc: [libc] }) }
}
