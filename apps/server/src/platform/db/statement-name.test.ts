import { expect, test } from 'vitest'
import { statementName } from './statement-name.ts'

test.for([
  ['select take_lane($1, $2, $3) as token', 'take_lane'],
  ['select * from due_work($1, $2, $3)', 'due_work'],
  [
    'select d.place, r.* from unnest($1::uuid[]) with ordinality as d(a), lateral record_delivery(d.a) r',
    'record_delivery',
  ],
  ['insert into "connections" ("id", "name") values ($1, $2)', 'insert connections'],
  ['insert into "crossdock"."timeline" ("tenant_id") values ($1)', 'insert timeline'],
  ['select "id" from "crossdock"."tenants" where "slug" = $1', 'select tenants'],
  ["update work set state = 'done' where tenant_id = $1 and id = any($2)", 'update work'],
  ['with chosen as (select id from work) update work w set state = $1 from chosen', 'update work'],
  ['delete from mapping_needs where tenant_id = $1', 'delete mapping_needs'],
  ['select count(*) from orders where tenant_id = $1', 'select orders'],
  ['commit', 'commit'],
])('%s is called %s', ([text, name]) => {
  expect(statementName(text as string)).toBe(name)
})

test('a value that somebody spliced into a text does not become part of its name', () => {
  const name = statementName(`select id from orders where phone = '+919000000009' and name = 'from asha'`)

  expect(name).toBe('select orders')
})
