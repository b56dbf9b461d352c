import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Manifest } from './chart.ts'

const repository = resolve(import.meta.dirname, '../..')

/** Where the types of what the chart makes are, in packages made from the API's own descriptions. */
const typesOf = (apiVersion: string): string => {
  if (apiVersion === 'v1') return 'kubernetes-models/v1'
  if (apiVersion.startsWith('monitoring.coreos.com/')) return `@kubernetes-models/prometheus-operator/${apiVersion}`
  if (apiVersion.startsWith('external-secrets.io/')) return `@kubernetes-models/external-secrets/${apiVersion}`
  return `kubernetes-models/${apiVersion}`
}

/**
 * Asks the TypeScript compiler whether each manifest is what Kubernetes means by its kind. As a literal of that type it may
 * have no field that does not exist, which Kubernetes would drop in silence, lack none that must be, and give none a wrong type.
 * @returns what the compiler says, a line each
 */
export function againstKubernetesTypes(manifests: Manifest[]): string[] {
  // Below node_modules, so that the types are found.
  const folder = mkdtempSync(join(repository, 'node_modules/.kubernetes-types-'))
  try {
    const objects = manifests.map((manifest, index) => {
      const { apiVersion, kind } = manifest
      return `import type { I${kind} as T${index} } from '${typesOf(apiVersion)}'
// ${kind} ${manifest.metadata.name}
export const object${index}: T${index} = ${JSON.stringify(manifest, null, 1)}
`
    })
    writeFileSync(join(folder, 'manifests.ts'), objects.join('\n'))
    const compilerOptions = {
      strict: true,
      noEmit: true,
      module: 'nodenext',
      moduleResolution: 'nodenext',
      skipLibCheck: true,
      types: [],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['manifests.ts'] }))
    const tsc = join(repository, 'node_modules/@typescript/native/bin/tsc')
    const { stdout, status } = spawnSync(process.execPath, [tsc, '--project', folder, '--pretty', 'false'], {
      encoding: 'utf8',
    })
    const lines = stdout.split('\n').filter(Boolean)
    if (status !== 0 && lines.length === 0) throw new Error(`tsc ended with ${status}`)
    return lines
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
