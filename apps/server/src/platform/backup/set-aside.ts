import type pg from 'pg'

/**
 * What a database holds makes room under another name, and is thrown away only when what takes its place is whole. A restore
 * that fails puts it back; one that was killed is put right by the next.
 */
const schemas = ['crossdock', 'crossdock_auth', 'bullmq'] as const
const asideOf = (schema: string): string => `${schema}_before_restore`
const allAside: readonly string[] = schemas.map(asideOf)

/** Stands at what lies aside from the moment on in which the restored rows are committed. */
const replaced = 'replaced by a restore'

/** Of our schemas, those that hold anything at all, also of somebody else's. */
export async function schemasInUse(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select n.nspname as name from pg_namespace n where n.nspname = any ($1)
       and (exists (select from pg_class where relnamespace = n.oid) or exists (select from pg_proc where pronamespace = n.oid)
         or exists (select from pg_type where typnamespace = n.oid))
     order by 1`,
    [schemas],
  )
  return rows.map(({ name }) => name)
}

export async function setAside(client: pg.Client): Promise<void> {
  await inOneStep(client, async () => {
    for (const schema of await present(client, schemas))
      await client.query(`alter schema ${schema} rename to ${asideOf(schema)}`)
  })
}

/** In the transaction that brings the new rows. */
export async function noteReplaced(client: pg.Client): Promise<void> {
  for (const aside of await present(client, allAside)) await client.query(`comment on schema ${aside} is '${replaced}'`)
}

/** Throws away what was made since `setAside`, and gives what lay aside its names again. */
export async function putBack(client: pg.Client): Promise<void> {
  await inOneStep(client, async () => {
    const aside = await present(client, allAside)
    for (const schema of schemas) {
      await client.query(`drop schema if exists ${schema} cascade`)
      if (aside.includes(asideOf(schema))) await client.query(`alter schema ${asideOf(schema)} rename to ${schema}`)
    }
    for (const schema of await present(client, schemas)) await client.query(`comment on schema ${schema} is null`)
  })
}

export async function throwAway(client: pg.Client): Promise<void> {
  await inOneStep(client, async () => {
    for (const aside of await present(client, allAside)) await client.query(`drop schema ${aside} cascade`)
  })
}

/** A restore that was killed: half of one gives way to what was there before, a whole one stays. */
export async function finishCutOff(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ over: boolean }>(
    `select coalesce(obj_description(oid, 'pg_namespace'), '') = $2 as over from pg_namespace where nspname = any ($1)`,
    [allAside, replaced],
  )
  if (rows.length === 0) return
  await (rows.some(({ over }) => over) ? throwAway(client) : putBack(client))
}

async function present(client: pg.Client, names: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select nspname as name from pg_namespace where nspname = any ($1) order by 1',
    [names],
  )
  return rows.map(({ name }) => name)
}

async function inOneStep(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query('begin')
  try {
    await work()
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
