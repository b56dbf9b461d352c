import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import pg from 'pg'

/** What a figure was seen on, in one line for `docs/benchmarks.md`: a figure without its machine says nothing. */
export async function describeMachine(databaseUrl: string): Promise<string> {
  const model = cpus()[0]?.model.trim() || 'processor of unknown make'
  const gibibytes = Math.round(totalmem() / 2 ** 30)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version') as version`)
    return `${availableParallelism()} cores (${model}), ${gibibytes} GiB, ${platform()}, Node ${process.versions.node}, PostgreSQL ${rows[0]?.version}`
  } finally {
    await client.end()
  }
}

function platform(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8').match(/^PRETTY_NAME="(.+)"$/m)?.[1] ?? process.platform
  } catch {
    return process.platform
  }
}

/** Load of the machine over the last minute: how calm it was. */
export function load(): string {
  try {
    return readFileSync('/proc/loadavg', 'utf8').split(' ')[0] ?? '?'
  } catch {
    return '?'
  }
}
