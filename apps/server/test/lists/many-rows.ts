import type pg from 'pg'
import { newId } from '#platform/ids.ts'
import { takesUnsealedRows } from '#test/harness/unsealed-rows.ts'

/** A tenant with many rows in everything that is listed, beside another one. */
export interface ManyRows {
  tenantId: string
  /** Nearly all orders and events are its. */
  shop: string
  /** Has few. */
  smallShop: string
  erp: string
  endpoint: string
  order: { id: string; sourceId: string }
  /** Nearly all messages and conversations are its. */
  number: string
  smallNumber: string
  /** Half of all messages are in it. */
  conversation: string
}

/** Looks like what is sealed with a key of the tenant, and nobody opens it. */
const sealed = 'v1.e1.n.c'

/** `orders` rows of orders, of other things as many; the neighbour has another number of them. */
export async function manyRows(owner: pg.Pool, orders: number, neighbours = orders): Promise<ManyRows> {
  await takesUnsealedRows(owner)
  const mine = await oneTenant(owner, 'mine', orders)
  await oneTenant(owner, 'theirs', neighbours)
  await owner.query('analyze')
  return mine
}

async function oneTenant(owner: pg.Pool, slug: string, orders: number): Promise<ManyRows> {
  const [tenantId, shop, smallShop, erp, endpoint, order, number, smallNumber, conversation] = Array.from(
    { length: 9 },
    newId,
  ) as [string, string, string, string, string, string, string, string, string]
  const run = (sql: string, ...values: unknown[]) => owner.query(sql, [tenantId, ...values])
  await run('insert into tenants (tenant_id, slug, name, country) values ($1, $2, $2, $3)', slug, 'IN')
  await run(`insert into data_keys (tenant_id, id, purpose, wrapped) values ($1, 'e1', 'encrypt', 'w')`)
  await owner.query('insert into erp_databases (id) values ($1)', [erp])
  await run(
    `insert into connections (tenant_id, id, provider, name, provider_key, cut_over_at, erp_database_id, erp_connection_id)
     values ($1, $4, 'odoo', 'O', 'o', now(), $4, null), ($1, $2, 'shopify', 'S', 's', now(), null, $4),
       ($1, $3, 'shopify', 'T', 't', now(), null, $4)`,
    shop,
    smallShop,
    erp,
  )
  // A thousandth is of the small shop, a five-hundredth parked, a fiftieth cancelled.
  await run(
    `insert into orders (tenant_id, id, connection_id, source_id, name, state, payment_status, erp_state, wanted, currency, total, tax,
       presentment_currency, presentment_total, test, placed_at, updated_at, source_occurred_at, source_digest, content_digest, document, correlation_id)
     select $1, case when i = 7 then $4::uuid else gen_random_uuid() end, case when i % 1000 = 3 then $3::uuid else $2::uuid end, 's' || i, '#' || i,
       case when i % 50 = 1 then 'cancelled' else 'open' end, 'paid', case when i % 500 = 2 then 'parked' else 'confirmed' end, 'confirmed',
       'INR', 100, 5, 'INR', 100, false, now() - make_interval(mins => i), now() - make_interval(secs => i * 7 % 1000003), now(), 'd', 'c',
       '${sealed}', gen_random_uuid() from generate_series(1, $5::int) i`,
    shop,
    smallShop,
    order,
    orders,
  )
  await run(
    `insert into events (tenant_id, id, connection_id, dedupe_key, topic, subject_kind, subject_id, digest, correlation_id, delivery_id, received_at)
     select $1, gen_random_uuid(), case when i % 1000 = 3 then $3::uuid else $2::uuid end, 'w' || i, 'orders/create', 'order', 's' || i % 60000, 'd',
       gen_random_uuid(), gen_random_uuid(), now() - make_interval(secs => i) from generate_series(1, $4::int) i`,
    shop,
    smallShop,
    orders,
  )
  await run(
    `insert into deliveries (tenant_id, id, endpoint_id, received_at, headers, body, body_bytes)
     select $1, gen_random_uuid(), $2, now() - make_interval(secs => i % 2000000), '{}', '${sealed}', 1 from generate_series(1, $3::int) i`,
    endpoint,
    orders,
  )
  await run(
    `insert into work (tenant_id, id, lane, kind, version, payload, state, correlation_id, finished_at, cause_code, cause_facts, subject_kind, subject_id)
     select $1, gen_random_uuid(), 'order:' || i, 'orders.import', 1, '{}', case when i % 20 = 0 then 'dead' else 'done' end, gen_random_uuid(),
       now() - make_interval(secs => i), case when i % 10000 = 0 then 'rare' else 'sku-unknown' end, '{}', 'event', i::text
     from generate_series(1, $2::int) i`,
    orders,
  )
  // Half of all stories are one order's.
  await run(
    `insert into timeline (tenant_id, id, order_id, correlation_id, kind, message)
     select $1, gen_random_uuid(), o.id, gen_random_uuid(), 'k', 'm'
     from (select id, row_number() over () as n from orders where tenant_id = $1) o
     union all select $1, gen_random_uuid(), $2, gen_random_uuid(), 'k', 'm' from generate_series(1, $3::int) i`,
    order,
    orders,
  )
  await run(
    `insert into tasks (tenant_id, id, order_id, kind, message, state, created_at)
     select $1, gen_random_uuid(), o.id, 'k', 'm', case when o.n % 100 = 0 then 'open' else 'closed' end, now() - make_interval(secs => o.n::int)
     from (select id, row_number() over () as n from orders where tenant_id = $1) o`,
  )
  await run(
    `insert into order_refunds (tenant_id, connection_id, source_id, order_source_id, lines, source_at, source_digest, correlation_id)
     select $1, $2, i::text, 's' || i / 2, '[]', now(), 'd', gen_random_uuid() from generate_series(1, $3::int) i`,
    shop,
    orders,
  )
  await run(
    `insert into privacy_requests (tenant_id, id, connection_id, kind, request_key, subject, state, requested_at, due_at, correlation_id)
     select $1, gen_random_uuid(), $2, 'erase-person', i::text, '${sealed}', case when i % 500 = 0 then 'open' else 'done' end, now(),
       now() + make_interval(mins => i), gen_random_uuid() from generate_series(1, $3::int) i`,
    shop,
    orders,
  )
  await run(
    `insert into connection_timeline (tenant_id, id, connection_id, correlation_id, kind, message)
     select $1, gen_random_uuid(), case when i % 2 = 0 then $2::uuid else $3::uuid end, gen_random_uuid(), 'k', 'm' from generate_series(1, $4::int) i`,
    shop,
    smallShop,
    orders,
  )
  await run(
    `insert into endpoint_counters (tenant_id, endpoint_id, day, outcome, n)
     select $1, case when i % 100 = 0 then $2::uuid else gen_random_uuid() end, date '2020-01-01' + i % 2000, 'o' || i, 1 from generate_series(1, $3::int) i`,
    endpoint,
    orders,
  )
  await run(
    `insert into mappings (tenant_id, erp_connection_id, kind, source_key, target_id, target_label)
     select $1, $2, case when i % 100 = 0 then 'tax' else 'product' end, 'sku:SKU-' || i, '1', 'l' from generate_series(1, $3::int) i`,
    erp,
    orders,
  )
  // Half of all that waits waits for one word.
  await run(
    `insert into mapping_needs (tenant_id, erp_connection_id, kind, source_key, order_id, label)
     select $1, $2, 'product', case when o.n % 2 = 0 then 'sku:POPULAR' else 'sku:SKU-' || o.n % 5000 end, o.id, 'label'
     from (select id, row_number() over () as n from orders where tenant_id = $1) o`,
    erp,
  )
  await run(
    `insert into seen_skus (tenant_id, connection_id, sku, title) select $1, case when i % 1000 = 3 then $3::uuid else $2::uuid end, 'SKU-' || i, 't'
     from generate_series(1, $4::int) i`,
    shop,
    smallShop,
    orders,
  )
  await run(
    `insert into api_keys (tenant_id, id, name, scopes, secret_hash) select $1, gen_random_uuid(), 'k', '{}', repeat('0', 64) from generate_series(1, 2000) i`,
  )
  await run(
    `insert into endpoints (tenant_id, id, provider, secrets, body_limit_bytes) select $1, case when i = 1 then $2::uuid else gen_random_uuid() end, 'shopify', '${sealed}', 1000
     from generate_series(1, 2000) i`,
    endpoint,
  )
  await run(
    `insert into endpoint_connections (tenant_id, endpoint_id, provider_key, connection_id, endpoint_tenant_id)
     select $1, e.id, 'a' || i, $2, $1 from endpoints e, generate_series(1, 3) i where e.tenant_id = $1`,
    shop,
  )
  const filled = { tenantId, shop, smallShop, erp, endpoint, order: { id: order, sourceId: 's7' } }
  const chats = { number, smallNumber, conversation }
  await messagesOf(run, { ...filled, ...chats }, orders)
  return { ...filled, ...chats }
}

/** Made at that second back from now, as ids are made. */
const idBack = (i: string): string =>
  `(overlay(lpad(to_hex((extract(epoch from now()) * 1000)::bigint - ${i} * 1000), 12, '0') placing '-' from 9 for 0) || '-7000-8000-' || lpad(to_hex(${i}), 12, '0'))::uuid`
const conversationOf = (i: string): string => `('00000000-0000-4000-8000-' || lpad(to_hex(${i}), 12, '0'))::uuid`

/** A thousandth is of the small number, half came in, and of what went out a twenty-fifth failed. */
async function messagesOf(
  run: (sql: string, ...values: unknown[]) => Promise<unknown>,
  { order, number, smallNumber, conversation }: ManyRows,
  messages: number,
): Promise<void> {
  await run(
    `insert into connections (tenant_id, id, provider, name, provider_key, cut_over_at, messaging)
     values ($1, $2, 'whatsapp-cloud', 'N', 'n', now(), true), ($1, $3, 'whatsapp-cloud', 'M', 'm', now(), true)`,
    number,
    smallNumber,
  )
  await run(
    `insert into conversations (tenant_id, id, connection_id, last_message_id)
     select $1::uuid, ${conversationOf('i')}, case when i % 1000 = 3 then $3::uuid else $2::uuid end, ${idBack('i')} from generate_series(1, $5::int) i
     union all select $1::uuid, $4::uuid, $2::uuid, ${idBack('0')}`,
    number,
    smallNumber,
    conversation,
    messages,
  )
  await run(
    `insert into conversation_keys (tenant_id, id, conversation_id, connection_id, kind, key, since)
     select $1::uuid, gen_random_uuid(), ${conversationOf('i')}, $2::uuid, 'phone', 'k' || i, now() from generate_series(1, $4::int) i
     union all select $1::uuid, gen_random_uuid(), $3::uuid, $2::uuid, kind, 'mine', now() from unnest(array['phone', 'user']) kind`,
    number,
    conversation,
    messages,
  )
  await run(
    `insert into messages (tenant_id, id, connection_id, conversation_id, direction, state, type, text, content, occurred_at, idempotency_key, order_id,
       correlation_id)
     select $1, ${idBack('i')}, case when i % 1000 = 3 then $3::uuid else $2::uuid end, case when i % 4 < 2 then $4::uuid else ${conversationOf('i')} end,
       case when i % 2 = 0 then 'in' else 'out' end, case when i % 2 = 0 then 'received' when i % 50 = 1 then 'failed' else 'delivered' end,
       'text', '${sealed}', '${sealed}', now(), case when i % 2 = 1 then 'k' || i end, case when i % 100 < 2 then $5::uuid end, gen_random_uuid()
     from generate_series(1, $6::int) i`,
    number,
    smallNumber,
    conversation,
    order.id,
    messages,
  )
  await run(
    `insert into consents (tenant_id, id, kind, key, scope, choice, source, at)
     select $1, gen_random_uuid(), kind, case when i % 1000 = 0 then 'mine' else 'k' || i end, 'all', 'stop', 'word', now() - make_interval(secs => i)
     from generate_series(1, $2::int) i, unnest(array['phone', 'user']) kind`,
    messages,
  )
  await run(
    `insert into message_templates (tenant_id, account, name, language)
     select $1, case when i % 2 = 0 then 'waba' else 'other' end, 't' || i, 'en' from generate_series(1, $2::int) i`,
    messages,
  )
}
