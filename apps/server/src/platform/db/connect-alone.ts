import { AppError } from '@crossdock/contracts/errors'
import pg from 'pg'

/**
 * A connection of one's own, past the pools, as the owner: for what takes long, or holds something as long as it lives. That
 * none can be had is told as it is everywhere else.
 */
export async function connectAlone(config: pg.ClientConfig & { connectionString: string }): Promise<pg.Client> {
  const client = new pg.Client(config)
  // One that drops is told by the statement under way, too.
  client.on('error', () => undefined)
  await client.connect().catch((cause: Error & { code?: string }) => {
    const { host, pathname } = new URL(config.connectionString)
    throw new AppError(
      'database-unavailable',
      `The database ${pathname.slice(1)} at ${host} cannot be used: ${cause.message || cause.code}.`,
      { cause },
    )
  })
  return client
}
