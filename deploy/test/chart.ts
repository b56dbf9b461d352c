import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { deployTools } from '../../scripts/testing/deploy-tools.ts'
import { deployFolder } from './compose-file.ts'

export const chartFolder = join(deployFolder, 'helm/crossdock')

/** What Helm makes of the chart; typed loosely, since the tests below look at it from outside. */
export interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; annotations?: Record<string, string>; labels?: Record<string, string> }
  // biome-ignore lint/suspicious/noExplicitAny: kubernetes-objects.ts compares the whole with Kubernetes' own types
  spec?: any
  data?: Record<string, string>
}

const required = { publicUrl: 'https://hub.example.com', 'secret.existing': 'crossdock-secrets' }

export function helm(command: string, values: Record<string, string> = required, more: string[] = []) {
  const sets = Object.entries(values).flatMap(([name, value]) => ['--set', `${name}=${value}`])
  const { stdout, stderr, status } = spawnSync(
    deployTools(process.env).helm ?? '',
    [...command.split(' '), chartFolder, ...more, ...sets],
    {
      encoding: 'utf8',
    },
  )
  return { stdout, stderr, status }
}

export function render(values: Record<string, string> = {}): Manifest[] {
  const { stdout, stderr, status } = helm('template crossdock', { ...required, ...values })
  if (status !== 0) throw new Error(stderr)
  return parseAllDocuments(stdout).flatMap((document) => {
    if (document.errors.length > 0) throw new Error(document.errors.join('\n'))
    const manifest = document.toJS()
    return manifest === null ? [] : [manifest as Manifest]
  })
}

export const only = (manifests: Manifest[], kind: string, name?: string): Manifest => {
  const found = manifests.filter((manifest) => manifest.kind === kind && (!name || manifest.metadata.name === name))
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} of ${kind} ${name ?? ''}`)
  return found[0]
}
