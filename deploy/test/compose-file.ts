import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployTools } from '../../scripts/testing/deploy-tools.ts'

export interface Service {
  image: string
  command?: string[]
  environment?: Record<string, string>
  networks?: Record<string, unknown>
  ports?: { published: string; target: number; host_ip?: string }[]
  volumes?: { type: string; source: string; target: string; read_only?: boolean }[]
  healthcheck?: { test?: string[]; disable?: boolean }
  depends_on?: Record<string, { condition: string; required: boolean }>
  deploy?: { replicas?: number; resources?: { limits?: { memory?: string; cpus?: number } } }
  logging?: { options?: Record<string, string> }
  restart?: string
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
  stop_grace_period?: string
  user?: string
}

export interface ComposeFile {
  services: Record<string, Service>
  networks: Record<string, { internal?: boolean }>
  volumes: Record<string, unknown>
}

export const deployFolder = join(import.meta.dirname, '..')
export const secretsForTests = {
  CROSSDOCK_DOMAIN: 'hub.example.com',
  CROSSDOCK_MASTER_KEY: `k1:${Buffer.alloc(32, 9).toString('base64')}`,
  POSTGRES_PASSWORD: 'superuser-in-a-test',
  DATABASE_PASSWORD: 'owner-in-a-test',
  REDIS_PASSWORD: 'valkey-in-a-test',
}

/** .env.production.example with its blanks filled in. */
export function filledExample(values: Record<string, string>): string {
  const example = readFileSync(join(deployFolder, '.env.production.example'), 'utf8')
  return example.replace(/^([A-Z_]+)=$/gm, (line, name: string) => (values[name] ? `${name}=${values[name]}` : line))
}

/** What Docker's own `docker compose config` makes of a file: interpolated, merged, validated. */
export function readComposeFile(file: string, envFile: string, options: string[] = []): ComposeFile {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-compose-'))
  const env = join(folder, 'env')
  writeFileSync(env, envFile)
  try {
    const args = ['--env-file', env, '--file', join(deployFolder, file), ...options, 'config', '--format', 'json']
    // Nothing of this machine's environment may fill a blank.
    const text = execFileSync(deployTools(process.env).compose ?? '', args, {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return JSON.parse(text)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
