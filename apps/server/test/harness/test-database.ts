import pg from 'pg'
import { inject } from 'vitest'
import { newId } from '#platform/ids.ts'

export interface TestDatabase extends AsyncDisposable {
  /** As the owner. */
  url: string
  /** A look at everything, past row-level security. */
  owner: pg.Pool
  /** One statement from outside of it, as the owner of the cluster. */
  outside(sql: string): Promise<void>
}

/** A fresh, migrated database of its own, made from the template in a fraction of a second. */
export function testDatabase(): Promise<TestDatabase> {
  return make(`template ${new URL(inject('clusterUrl')).pathname.slice(1)}`)
}

/** One with nothing in it at all. */
export function emptyDatabase(): Promise<TestDatabase> {
  return make('')
}

async function make(how: string): Promise<TestDatabase> {
  const template = new URL(inject('clusterUrl'))
  const name = `t_${newId().replaceAll('-', '')}`
  const admin = new URL(template)
  admin.pathname = '/postgres'
  await once(admin.toString(), `create database ${name} ${how}`)
  // Rights on a database are not copied with it.
  await once(admin.toString(), `revoke temporary on database ${name} from public`)
  const url = new URL(template)
  url.pathname = `/${name}`
  const owner = new pg.Pool({ connectionString: url.toString(), max: 4, options: '-c search_path=crossdock' })
  owner.on('error', () => undefined)
  return {
    url: url.toString(),
    owner,
    outside: (sql) => once(admin.toString(), sql),
    async [Symbol.asyncDispose]() {
      await owner.end()
      await once(admin.toString(), `drop database if exists ${name} with (force)`)
    },
  }
}

async function once(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
