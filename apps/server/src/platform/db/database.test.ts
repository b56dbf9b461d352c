import { expect, inject, test } from 'vitest'
import { testDatabase } from '#test/harness/test-database.ts'
import { MasterKey } from '../crypto/master-key.ts'
import { newId } from '../ids.ts'
import { createLog } from '../log.ts'
import { openDatabase } from './database.ts'
import { urlForRole } from './roles.ts'
import { tenants } from './tables.ts'

test('an error of the database names its code and constraint, and none of the values', async () => {
  await using test = await testDatabase()
  const url = urlForRole(test.url, 'crossdock_app', new MasterKey(inject('masterKey')))
  const app = openDatabase({ url, name: 'test', maxConnections: 1, log: createLog('silent') })
  const tenantId = newId()
  const add = (): Promise<unknown> =>
    app.withTenant(tenantId, (tx) =>
      tx.orm.insert(tenants).values({ tenantId, slug: 'kaveri', name: 'Secret name', country: 'IN' }),
    )
  await add()

  const error = await add().catch((thrown: Error) => thrown)

  expect(error).toMatchObject({ sqlState: '23505', constraint: 'tenants_pkey' })
  expect(String(error)).not.toMatch(/Secret name|kaveri/)
  expect(JSON.stringify(error)).not.toMatch(/Secret name|kaveri/)
  await app.close()
})

test('whatever the driver calls it, a lost connection is an unavailable database', async () => {
  await using test = await testDatabase()
  const url = urlForRole(test.url, 'crossdock_app', new MasterKey(inject('masterKey')))
  const app = openDatabase({ url, name: 'test', maxConnections: 1, log: createLog('silent') })

  const cut = app.withTenant(newId(), (tx) => tx.query('select pg_terminate_backend(pg_backend_pid())'))
  await expect(cut).rejects.toMatchObject({ code: 'database-unavailable' })
  // Cut between two statements, the driver has no SQLSTATE to tell of: "… is not queryable".
  const usedAgain = app.withTenant(newId(), async (tx) => {
    let said: unknown
    for (const sql of ['select pg_terminate_backend(pg_backend_pid())', ...Array<string>(5).fill('select 1')])
      await tx.query(sql).catch((thrown: unknown) => {
        said = thrown
      })
    throw said
  })
  await expect(usedAgain).rejects.toMatchObject({ code: 'database-unavailable' })
  await expect(app.call('select 1 as one', [])).resolves.toEqual([{ one: 1 }])
  await app.close()
})
