import { expect, test } from 'vitest'
import { attachAccount, attachAccountAsOperator, createEndpoint } from '#modules/tenants/index.ts'
import { newId } from '#platform/ids.ts'
import { type Item, messageProvider } from '#test/harness/a-message-provider.ts'
import {
  aNumber,
  aNumberUnattached,
  anIntake,
  aSharedEndpoint,
  aTenant,
  post,
  storedBodies,
} from '#test/harness/an-intake.ts'

// Whoever has an account attached to him gets what the provider says of it. What the database itself refuses is tried in
// test/tenants-never-meet.test.ts.

const hello: Item = { kind: 'message', id: 'm1', person: '919000000001' }

test('several numbers share what concerns their account: it stays with the first, and nobody else takes it', async () => {
  await using intake = await anIntake()
  const endpoint = await aSharedEndpoint(intake)
  const common = ['waba:1']
  const first = await aNumber(intake, endpoint, { common })
  const { tenantId } = first
  const second = await aNumber(intake, endpoint, { tenantId, common })
  const stranger = await aTenant(intake)

  await expect(aNumber(intake, endpoint, { tenantId: stranger, common })).rejects.toMatchObject({
    code: 'account-taken',
    facts: { account: 'waba:1' },
  })
  await expect(aNumber(intake, endpoint, { tenantId: stranger, account: second.account })).rejects.toMatchObject({
    code: 'account-taken',
  })
  // Also within a tenant a number is one connection's.
  await expect(
    intake.operator.withoutTenant((tx) =>
      attachAccountAsOperator(tx, tenantId, endpoint.endpointId, {
        connectionId: first.connectionId,
        own: [second.account],
      }),
    ),
  ).rejects.toMatchObject({ code: 'account-taken' })
  await post(endpoint, [
    { account: 'waba:1', items: [{ kind: 'account', id: 't1' }] },
    { account: second.account, items: [hello] },
  ])

  const { rows } = await intake.database.owner.query('select connection_id, dedupe_key from events order by dedupe_key')
  expect(rows).toEqual([
    { connection_id: first.connectionId, dedupe_key: 'account:t1' },
    { connection_id: second.connectionId, dedupe_key: 'message:m1' },
  ])
  // Rows of one tenant, though in three accounts: each part is a delivery of its own.
  expect(await storedBodies(intake)).toHaveLength(2)
})

test('a tenant attaches to its own endpoints alone, while they are not shared', async () => {
  await using intake = await anIntake()
  const [tenantId, stranger] = [await aTenant(intake), await aTenant(intake)]
  const number = await aNumberUnattached(intake, { tenantId })
  const endpointId = newId()
  const endpoint = { endpointId, tenantId: stranger, provider: messageProvider.provider, bodyLimitBytes: 1_000 }
  await intake.app.withTenant(stranger, (tx) =>
    createEndpoint(tx, intake.vault, { ...endpoint, secrets: ['not-real'], serves: [] }),
  )
  const shared = await aSharedEndpoint(intake)
  const mine = await aNumberUnattached(intake, { tenantId: shared.tenantId })
  const attach = (whose: typeof number, to: string): Promise<void> =>
    intake.app.withTenant(whose.tenantId, (tx) =>
      attachAccount(tx, whose.tenantId, to, { connectionId: whose.connectionId, own: [whose.account] }),
    )
  const asOperator = (whose: typeof number, to: string): Promise<void> =>
    intake.operator.withoutTenant((tx) =>
      attachAccountAsOperator(tx, whose.tenantId, to, { connectionId: whose.connectionId, own: [whose.account] }),
    )

  await expect(attach(number, endpointId)).rejects.toMatchObject({ code: 'not-found' })
  await expect(attach(number, shared.endpointId)).rejects.toMatchObject({ code: 'not-found' })
  await expect(attach(mine, shared.endpointId)).rejects.toMatchObject({ code: 'operator-only' })
  await expect(asOperator(number, endpointId)).rejects.toMatchObject({ code: 'bad-request' })
  await asOperator(mine, shared.endpointId)
  // Again changes nothing.
  await asOperator(mine, shared.endpointId)

  const { rows } = await intake.database.owner.query('select provider_key from endpoint_connections')
  expect(rows).toEqual([{ provider_key: mine.account }])
})
