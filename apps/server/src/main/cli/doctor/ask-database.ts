import pg from 'pg'
import type { Config } from '#platform/config.ts'
import type { MasterKey } from '#platform/crypto/master-key.ts'

export interface DatabaseToCheck {
  config: Config
  /** As the owner. */
  url: string
  masterKey: MasterKey
  /** Settles when the database has answered, or has not. */
  reachable: Promise<boolean>
}

export async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'crossdock doctor',
    connectionTimeoutMillis: 5_000,
    statement_timeout: 8_000,
    options: '-c search_path=crossdock',
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

export const codeOf = (thrown: unknown): string => {
  const { code, errors } = (thrown ?? {}) as { code?: string; errors?: { code?: string }[] }
  return code ?? errors?.[0]?.code ?? ''
}

export function inWords(thrown: unknown): string {
  const words: Record<string, string> = {
    '28P01': 'it refuses the password',
    '28000': 'it refuses this log-in',
    '3D000': 'there is no database of this name',
    '53300': 'it has no connection left',
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'there is no such host',
    ETIMEDOUT: 'there is no answer',
  }
  const code = codeOf(thrown)
  return words[code] ?? (thrown instanceof Error && thrown.message ? thrown.message : code || 'it cannot be said why')
}

export function remedyOf(thrown: unknown): string {
  const code = codeOf(thrown)
  if (code === '28P01' || code === '28000') return 'Mend user and password in DATABASE_URL (percent-encoded).'
  if (code === '3D000') return 'Mend the name in DATABASE_URL, or make the database; then npx crossdock migrate.'
  if (code === '53300') return 'Raise max_connections, or put fewer hub processes on it.'
  return 'Start the database, or mend host and port in DATABASE_URL; see that no firewall stands between.'
}
