import { expect, test } from 'vitest'
import { eventsByHour, spokeSince } from '#intake/event-hours.ts'
import { deadByCause, findDead, makeDue } from '#jobs/store.ts'
import { heardHours, openAlerts, sameHoursBefore } from '#modules/alerts/store.ts'
import { mappedMeanwhile, waitingFor } from '#modules/mappings/store.ts'
import { wantsOf } from '#modules/messaging/consent-store.ts'
import { keyRows, keysOfConversation, keysOfPerson } from '#modules/messaging/conversation-store.ts'
import { pageOfConversations, pageOfMessages } from '#modules/messaging/list-store.ts'
import { takeEarlyStatuses, waitsBehind } from '#modules/messaging/outbox-store.ts'
import { findByKey, findByProviderKey, findWithAgain } from '#modules/messaging/store.ts'
import { openTasksOf, stuckOrders } from '#modules/orders/index.ts'
import { countUnanswered } from '#modules/sync/store.ts'
import type { Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { type TestDatabase, testDatabase } from '#test/harness/test-database.ts'
import { takesUnsealedRows } from '#test/harness/unsealed-rows.ts'

// Indexes are proved by what the planner does with many rows, not by their being there.

const tenants = [newId(), newId()]
const connection = newId()
const other = newId()
const endpoint = newId()

/** Looks like what is sealed with a key of the tenant, and nobody opens it. */
const sealed = 'v1.e1.n.c'

/** Rows as a year of a busy installation leaves them: nearly all of them done. */
async function fill(database: TestDatabase): Promise<void> {
  await takesUnsealedRows(database.owner)
  for (const [index, tenantId] of tenants.entries()) {
    await database.owner.query('insert into tenants (tenant_id, slug, name, country) values ($1, $2, $3, $4)', [
      tenantId,
      `t${index}`,
      'T',
      'IN',
    ])
    await database.owner.query(
      `insert into data_keys (tenant_id, id, purpose, wrapped) values ($1, 'e1', 'encrypt', 'w')`,
      [tenantId],
    )
    await database.owner.query(
      `insert into connections (tenant_id, id, provider, name, provider_key, cut_over_at)
       values ($1, $2, 'shopify', 'S', 's.myshopify.com', now()), ($1, $3, 'shopify', 'T', 't.myshopify.com', now())`,
      [tenantId, connection, other],
    )
    await database.owner.query(
      `insert into orders (tenant_id, id, connection_id, source_id, name, state, payment_status, erp_state, wanted, currency, total, tax,
         presentment_currency, presentment_total, test, placed_at, source_occurred_at, source_digest, content_digest, document, correlation_id)
       select $1, gen_random_uuid(), $2, i::text, '#' || i, 'open', 'paid', case when i % 500 = 0 then 'parked' else 'confirmed' end, 'confirmed',
         'INR', 100, 5, 'INR', 100, false, now() - make_interval(mins => i), now(), 'd', 'c', '${sealed}', gen_random_uuid()
       from generate_series(1, 60000) i`,
      [tenantId, connection],
    )
    await database.owner.query(
      `insert into work (tenant_id, id, lane, kind, version, payload, state, correlation_id, next_at, finished_at, cause_code, subject_kind, subject_id)
       select $1, gen_random_uuid(), 'order:' || (i % 30000), 'orders.import', 1, '{}',
         case when i % 1000 = 0 then 'waiting' when i % 999 = 0 then 'dead' else 'done' end,
         gen_random_uuid(), now() - make_interval(secs => i), now() - make_interval(secs => i), 'x', 'order', (i % 60000)::text
       from generate_series(1, 150000) i`,
      [tenantId],
    )
    await database.owner.query(
      `insert into events (tenant_id, id, connection_id, dedupe_key, topic, subject_kind, subject_id, digest, correlation_id, delivery_id, received_at)
       select $1, gen_random_uuid(), $2, 'w' || i, 'orders/create', 'order', (i % 60000)::text, 'd', gen_random_uuid(), gen_random_uuid(), now() - make_interval(secs => i)
       from generate_series(1, 100000) i`,
      [tenantId, connection],
    )
    await database.owner.query(
      `insert into timeline (tenant_id, id, order_id, correlation_id, kind, message)
       select tenant_id, gen_random_uuid(), id, gen_random_uuid(), 'received', 'm' from orders where tenant_id = $1`,
      [tenantId],
    )
    await database.owner.query(
      `insert into order_refunds (tenant_id, connection_id, source_id, order_source_id, lines, source_at, source_digest, correlation_id)
       select $1, $2, i::text, (i / 2)::text, '[]', now(), 'd', gen_random_uuid() from generate_series(1, 8000) i`,
      [tenantId, connection],
    )
    await database.owner.query(
      `insert into order_notices (tenant_id, connection_id, source_id, edited_at)
       select $1, $2, i::text, now() from generate_series(1, 8000) i`,
      [tenantId, connection],
    )
    await database.owner.query(
      `insert into privacy_requests (tenant_id, id, connection_id, kind, request_key, subject, state, requested_at, due_at, correlation_id)
       select $1, gen_random_uuid(), $2, 'erase-person', i::text, '${sealed}', case when i % 500 = 0 then 'open' else 'done' end, now(),
         now() + make_interval(mins => i), gen_random_uuid() from generate_series(1, 8000) i`,
      [tenantId, connection],
    )
    await database.owner.query(
      `insert into connection_timeline (tenant_id, id, connection_id, correlation_id, kind, message)
       select $1, gen_random_uuid(), case when i % 1000 = 0 then $2::uuid else $3::uuid end, gen_random_uuid(), 'k', 'm'
       from generate_series(1, 5000) i`,
      [tenantId, connection, other],
    )
    await database.owner.query(
      `insert into erp_documents (tenant_id, id, connection_id, order_id, revision, external_id, document, expected)
       select tenant_id, gen_random_uuid(), connection_id, id, 1, 'x', '${sealed}', '{}' from orders where tenant_id = $1`,
      [tenantId],
    )
    await database.owner.query(
      `insert into conversations (tenant_id, id, connection_id, last_message_id)
       select $1, gen_random_uuid(), case when i % 100 = 0 then $3::uuid else $2::uuid end, gen_random_uuid() from generate_series(1, 20000) i`,
      [tenantId, connection, other],
    )
    await database.owner.query(
      `insert into conversation_keys (tenant_id, id, conversation_id, connection_id, kind, key, since)
       select tenant_id, gen_random_uuid(), id, connection_id, 'phone', 'h1.' || id, now() from conversations where tenant_id = $1`,
      [tenantId],
    )
    // Without figures about the two it would go through one of them for each row of the other.
    await database.owner.query('analyze conversations, orders')
    await database.owner.query(
      `insert into messages (tenant_id, id, connection_id, conversation_id, direction, provider_key, state, type, text, content, occurred_at,
         idempotency_key, order_id, correlation_id)
       select $1, gen_random_uuid(), c.connection_id, c.id, case when i % 2 = 0 then 'in' else 'out' end, 'p' || c.id || i,
         case when i % 2 = 0 then 'received' when c.n % 400 = 0 then 'queued' else 'delivered' end, 'text', '${sealed}', '${sealed}', now(),
         case when i % 2 = 1 then 'k' || c.id || i end, case when i % 2 = 1 then o.id end, gen_random_uuid()
       from (select *, row_number() over () as n from conversations where tenant_id = $1) c
       join (select id, row_number() over () as n from orders where tenant_id = $1) o on o.n = c.n
       cross join generate_series(1, 4) i`,
      [tenantId],
    )
    await database.owner.query(
      `insert into consents (tenant_id, id, kind, key, scope, choice, source, at)
       select $1, gen_random_uuid(), 'phone', 'h1.' || i, 'all', 'stop', 'word', now() from generate_series(1, 8000) i`,
      [tenantId],
    )
    await database.owner.query(
      `insert into early_statuses (tenant_id, connection_id, provider_key, state, at)
       select $1, $2, 'e' || i, 'sent', now() from generate_series(1, 8000) i`,
      [tenantId, connection],
    )
    await database.owner.query(
      `insert into mapping_needs (tenant_id, erp_connection_id, kind, source_key, order_id, label)
       select tenant_id, connection_id, 'product', 'sku:' || (row_number() over () % 500), id, 'label' from orders where tenant_id = $1`,
      [tenantId],
    )
    await database.owner.query(
      `insert into alerts (tenant_id, id, kind, dedupe_key, state, size, facts, opened_at, closed_at)
       select $1, gen_random_uuid(), 'orders-parked', 'k' || i, case when i % 1000 = 0 then 'told' else 'closed' end, 1, '{}', now(), now()
       from generate_series(1, 10000) i`,
      [tenantId],
    )
    await database.owner.query(
      `insert into channel_hours (tenant_id, connection_id, hour, events)
       select $1, c, date_trunc('hour', now()) - make_interval(hours => i), 7
       from generate_series(1, 1344) i, unnest(array[$2::uuid, $3::uuid]) c`,
      [tenantId, connection, other],
    )
    await database.owner.query(
      `insert into tasks (tenant_id, id, order_id, kind, message, state)
       select tenant_id, gen_random_uuid(), id, 'short', 'm', case when row_number() over () % 500 = 0 then 'open' else 'closed' end
       from orders where tenant_id = $1`,
      [tenantId],
    )
  }
  // Many tenants' numbers on a few endpoints that are shared.
  await database.owner.query(
    `insert into endpoints (tenant_id, id, provider, secrets, body_limit_bytes, shared)
     select $1, case when i = 1 then $2::uuid else gen_random_uuid() end, 'shopify', '${sealed}', 1000, true from generate_series(1, 20000) i`,
    [tenants[0], endpoint],
  )
  await database.owner.query(
    `insert into endpoint_connections (tenant_id, endpoint_id, provider_key, connection_id, endpoint_tenant_id, endpoint_shared)
     select case when i % 2 = 0 then $1::uuid else $2::uuid end, $3, 'number-' || i, $4, $1, true from generate_series(1, 40000) i`,
    [...tenants, endpoint, connection],
  )
  // What killed workers leave until it is tidied.
  await database.owner.query(
    `insert into lanes (lane, token, holder, leased_until) select 'order:' || i, i, 'gone', now() - interval '1 hour' from generate_series(1, 20000) i`,
  )
  await database.owner.query('analyze')
}

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  Plans?: PlanNode[]
}

/** Has one row at most, whatever the size of everything else. */
const ofOneRow = 'work_paused'

function scanned(node: PlanNode): string[] {
  const table = node['Node Type'] === 'Seq Scan' ? node['Relation Name'] : undefined
  const own = table === undefined || table === ofOneRow ? [] : [table]
  return [...own, ...(node.Plans ?? []).flatMap(scanned)]
}

const [tenantId] = tenants
const orderIds = Array.from({ length: 50 }, newId)
const looks: Record<string, [string, unknown[]]> = {
  'the latest orders': [
    'select * from orders where tenant_id = $1 order by placed_at desc, id desc limit 20',
    [tenantId],
  ],
  'parked orders': [
    `select * from orders where tenant_id = $1 and erp_state = 'parked' order by placed_at desc limit 20`,
    [tenantId],
  ],
  'an order by the channel’s id': [
    'select * from orders where tenant_id = $1 and connection_id = $2 and source_id = $3',
    [tenantId, connection, '77'],
  ],
  'an order by its label': ['select * from orders where tenant_id = $1 and name = $2', [tenantId, '#77']],
  'an order’s timeline': [
    'select * from timeline where tenant_id = $1 and order_id = (select id from orders where tenant_id = $1 and name = $2 limit 1) order by at, id',
    [tenantId, '#77'],
  ],
  'dead letters, newest first': [
    `select * from work where tenant_id = $1 and state = 'dead' order by finished_at desc limit 200`,
    [tenantId],
  ],
  'dead letters of a cause': [
    `select * from work where tenant_id = $1 and state = 'dead' and cause_code = $2 order by finished_at desc limit 200`,
    [tenantId, 'x'],
  ],
  'dead letters of an order': [
    `select * from work where tenant_id = $1 and subject_kind = 'order' and subject_id = $2 and state = 'dead'`,
    [tenantId, '77'],
  ],
  'due work of a lane': [
    `select * from work where lane = $1 and state = 'waiting' and next_at <= clock_timestamp() order by seq limit 50`,
    ['order:1000'],
  ],
  'an order’s documents in its ERP': [
    'select * from erp_documents where tenant_id = $1 and connection_id = $2 and order_id = any($3) order by order_id, revision desc',
    [tenantId, connection, orderIds],
  ],
  'an order’s documents in any other ERP': [
    `select distinct on (order_id) order_id from erp_documents
     where tenant_id = $1 and connection_id <> $2 and order_id = any($3) and (erp_id is not null or state = 'sent') order by order_id, revision desc`,
    [tenantId, newId(), orderIds],
  ],
  'done work to forget': [
    `select id from work where state = 'done' and finished_at < now() - interval '40 days' limit 10000`,
    [],
  ],
  'events of an order': [
    'select * from events where tenant_id = $1 and connection_id = $2 and subject_id = $3 order by received_at',
    [tenantId, connection, '77'],
  ],
  'the latest events': [
    'select * from events where tenant_id = $1 order by received_at desc, id desc limit 50',
    [tenantId],
  ],
  'an order’s refunds': [
    'select * from order_refunds where tenant_id = $1 and connection_id = $2 and order_source_id = $3 order by refunded_at, source_id',
    [tenantId, connection, '77'],
  ],
  'a refund told again': [
    'select * from order_refunds where tenant_id = $1 and connection_id = $2 and source_id = $3',
    [tenantId, connection, '77'],
  ],
  'what was told of an order': [
    'select * from order_notices where tenant_id = $1 and connection_id = $2 and source_id = $3',
    [tenantId, connection, '77'],
  ],
  'privacy requests that wait': [
    `select * from privacy_requests where tenant_id = $1 and (false or state = 'open') order by state <> 'open', due_at, id limit 500`,
    [tenantId],
  ],
  'what happened to a connection': [
    'select * from connection_timeline where tenant_id = $1 and connection_id = $2 order by at, id',
    [tenantId, connection],
  ],
  'a repeated delivery': [
    'select * from events where tenant_id = $1 and connection_id = $2 and dedupe_key = $3',
    [tenantId, connection, 'w9'],
  ],
}

/** What stands in a function, with values in the place of its parameters. */
async function inside(database: TestDatabase, name: string, values: Record<string, string>): Promise<string> {
  const { rows } = await database.owner.query<{ source: string }>(
    `select case when prosrc = '' then pg_get_function_sqlbody(oid) else prosrc end as source from pg_proc where proname = $1`,
    [name],
  )
  const source = rows[0]?.source ?? ''
  const body = source.replace(/^BEGIN ATOMIC|END$/g, '').replace(/;\s*$/, '')
  return body.replace(/(?:\b[a-z_]+\.)?\b(p_[a-z_]+)\b/g, (whole, parameter) => values[parameter] ?? whole)
}

/** So many deliveries of as many accounts at once. */
function deliveries(count: number): Record<string, string> {
  const all = (value: (n: number) => string, type: string): string =>
    `array[${Array.from({ length: count }, (_, n) => value(n)).join(', ')}]::${type}[]`
  const event = (n: number): string => JSON.stringify([{ id: newId(), providerKey: `number-${n}`, dedupeKey: `w${n}` }])
  return {
    p_endpoints: all(() => `'${endpoint}'`, 'uuid'),
    p_tenants: all((n) => `'${tenants[n % 2]}'`, 'uuid'),
    p_deliveries: all(() => `'${newId()}'`, 'uuid'),
    p_received_at: all(() => 'now()', 'timestamptz'),
    p_headers: all(() => `'{}'`, 'jsonb'),
    p_bodies: all(() => `'${sealed}'`, 'text'),
    p_body_bytes: all(() => '1', 'int'),
    p_events: all((n) => `'${event(n)}'`, 'jsonb'),
  }
}

/** What a store function asks, word for word. */
async function asked(work: (tx: Tx) => Promise<unknown>): Promise<[string, unknown[]]> {
  const statements: [string, unknown[]][] = []
  const query = async (text: string, values: unknown[] = []): Promise<never[]> => {
    statements.push([text, values])
    return []
  }
  await work({ query } as unknown as Tx)
  return statements.at(-1) as [string, unknown[]]
}

test('no look-up reads a whole table, with hundreds of thousands of rows there', { timeout: 240_000 }, async () => {
  await using database = await testDatabase()
  await fill(database)

  const ago = (hours: number): Date => new Date(Date.now() - hours * 3_600_000)
  // Statements that stand in functions are taken from there.
  const within = async (name: string, values: Record<string, string>): Promise<[string, unknown[]]> => [
    await inside(database, name, values),
    [],
  ]
  for (const [name, [sql, values]] of Object.entries({
    ...looks,
    'dead letters by cause': await asked((tx) => deadByCause(tx, tenantId as string)),
    'dead letters of some orders': await asked((tx) => findDead(tx, tenantId as string, { orderIds }, 200)),
    'dead letters of one order and its events': await asked((tx) =>
      findDead(tx, tenantId as string, { orderId: newId() }, 200),
    ),
    'who waits for a word': await asked((tx) => waitingFor(tx, tenantId as string, connection, 'product', 'sku:7')),
    'what an order waits for': await asked((tx) => mappedMeanwhile(tx, tenantId as string, newId())),
    'the latest messages': await asked((tx) => pageOfMessages(tx, tenantId as string, {}, { limit: 50, after: null })),
    'the page after': await asked((tx) => pageOfMessages(tx, tenantId as string, {}, { limit: 50, after: [newId()] })),
    'messages of an order': await asked((tx) =>
      pageOfMessages(tx, tenantId as string, { orderId: newId() }, { limit: 50, after: null }),
    ),
    'messages of a conversation': await asked((tx) =>
      pageOfMessages(
        tx,
        tenantId as string,
        { conversationId: newId(), direction: 'in' },
        { limit: 50, after: [newId()] },
      ),
    ),
    'messages of a number': await asked((tx) =>
      pageOfMessages(tx, tenantId as string, { connectionId: other }, { limit: 50, after: null }),
    ),
    'messages that wait': await asked((tx) =>
      pageOfMessages(tx, tenantId as string, { state: 'queued' }, { limit: 50, after: null }),
    ),
    'the latest conversations': await asked((tx) =>
      pageOfConversations(tx, tenantId as string, {}, { limit: 50, after: null }),
    ),
    'conversations of a number': await asked((tx) =>
      pageOfConversations(tx, tenantId as string, { connectionId: other }, { limit: 50, after: [newId()] }),
    ),
    'whose a key is': await asked((tx) =>
      keyRows(tx, tenantId as string, connection, [{ kind: 'phone', key: 'h1.7' }]),
    ),
    'the keys of a conversation': await asked((tx) => keysOfConversation(tx, tenantId as string, newId())),
    'the keys of a person': await asked((tx) => keysOfPerson(tx, tenantId as string, newId())),
    'what somebody wants': await asked((tx) => wantsOf(tx, tenantId as string, [{ kind: 'phone', key: 'h1.7' }])),
    'a message by its cause': await asked((tx) => findByKey(tx, tenantId as string, 'k7')),
    'a message and what was sent in its place': await asked((tx) => findWithAgain(tx, tenantId as string, 'k7')),
    'a message by the provider’s id': await asked((tx) => findByProviderKey(tx, tenantId as string, connection, 'p7')),
    'an earlier message of an order': await asked((tx) => waitsBehind(tx, tenantId as string, newId(), newId())),
    'statuses that came early': await asked((tx) => takeEarlyStatuses(tx, tenantId as string, connection, 'e7')),
    'work that waits for a message': await asked((tx) =>
      makeDue(tx, tenantId as string, { kind: 'message', id: newId() }),
    ),
    'an unanswered confirmation': await asked((tx) => countUnanswered(tx, tenantId as string, connection, ['7', '8'])),
    'what waits and is dead, by kind': await within('work_backlog', { p_most: '100000' }),
    'orders that wait too long': await asked((tx) => stuckOrders(tx, tenantId as string, ago(1))),
    'orders with an open task': await asked((tx) => openTasksOf(tx, tenantId as string, 'short')),
    'open alerts': await asked((tx) => openAlerts(tx, tenantId as string)),
    'events of the last hours': await asked((tx) => eventsByHour(tx, tenantId as string, ago(3), ago(1))),
    'whether a channel spoke': await asked((tx) => spokeSince(tx, tenantId as string, connection, ago(1))),
    'when channels spoke': await asked((tx) => heardHours(tx, tenantId as string, [connection, other])),
    'the same hours of the weeks before': await asked((tx) =>
      sameHoursBefore(tx, tenantId as string, connection, { from: ago(5), until: ago(2) }),
    ),
    'forgotten lanes': await within('forgotten_lanes', { p_limit: '500' }),
    'an endpoint by its address': await within('find_endpoint', { p_endpoint: `'${endpoint}'` }),
    'whose accounts these are': await within('find_accounts', {
      p_endpoint: `'${endpoint}'`,
      p_keys: `array['number-7', 'number-8']`,
    }),
    'recording one delivery': await within('record_deliveries', deliveries(1)),
    'recording a group of deliveries': await within('record_deliveries', deliveries(60)),
    'the accounts of a connection': [
      'select * from endpoint_connections where tenant_id = $1 and connection_id = $2',
      [tenantId, newId()],
    ] as [string, unknown[]],
  })) {
    const { rows } = await database.owner.query(`explain (format json) ${sql}`, values)
    const plan = rows[0]['QUERY PLAN'][0].Plan
    expect({ name, scanned: scanned(plan) }).toEqual({ name, scanned: [] })
    // An index entered by the tenant alone reads everything the tenant has.
    if (name.includes('documents'))
      expect({ name, plan: JSON.stringify(plan) }).toEqual({
        name,
        plan: expect.stringMatching(/"Index Cond":"[^"]*order_id/),
      })
  }
})
