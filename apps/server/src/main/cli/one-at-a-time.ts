import { connectAlone } from '#platform/db/connect-alone.ts'
import { NotDone } from './exit-codes.ts'

/** Held by a connection of its own, so that it ends with the process, however that ends. */
const lockKey = 7_269_002

/** What must not run twice at the same time on one database. */
export async function oneAtATime<T>(databaseUrl: string, what: string, work: () => Promise<T>): Promise<T> {
  const client = await connectAlone({ connectionString: databaseUrl, application_name: 'crossdock cli lock' })
  try {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [lockKey])
    if (!rows[0]?.mine) throw new NotDone(`${what[0]?.toUpperCase()}${what.slice(1)}, or a restore, runs already.`)
    return await work()
  } finally {
    await client.end()
  }
}
