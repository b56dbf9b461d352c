import { latestDeliveries, latestEvents, pageOfDeliveries, pageOfEvents } from '#intake/inbox-listing.ts'
import { newestLetters, pageOfDead } from '#jobs/dead-letter-pages.ts'
import { listKeys } from '#modules/api-keys/index.ts'
import { newestKeys } from '#modules/api-keys/store.ts'
import { bySku, pageOfSkus } from '#modules/catalog/store.ts'
import { byKey, pageOfMappings, pageOfNeeds } from '#modules/mappings/mapping-pages.ts'
import { newestConsents, pageOfConsents } from '#modules/messaging/consent-store.ts'
import {
  latestConversations,
  newestMessages,
  pageOfConversations,
  pageOfMessages,
} from '#modules/messaging/list-store.ts'
import { pageOfTemplates, templatesByName } from '#modules/messaging/template-store.ts'
import { type OrderFilter, orderSorts, pageOfOrders } from '#modules/orders/order-listing.ts'
import { pageOfRefunds, recordedFirst } from '#modules/orders/refund-store.ts'
import { newestTasks, pageOfTasks } from '#modules/orders/task-store.ts'
import { oldestFirst, pageOfTimeline } from '#modules/orders/timeline-store.ts'
import { dueFirst, pageOfRequests } from '#modules/privacy/store.ts'
import { newestConnections, pageOfConnections } from '#modules/tenants/connection-listing.ts'
import { latestHappenings, pageOfHappenings } from '#modules/tenants/connections-store.ts'
import { newestDays, newestEndpoints, pageOfCounts, pageOfEndpoints } from '#modules/tenants/endpoint-listing.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import type { Page, PageWanted, Position, Sort } from '#platform/db/keyset.ts'
import { newId } from '#platform/ids.ts'
import type { ManyRows } from './many-rows.ts'

/** Every list of the API with every filter and sort it has, by the very functions that serve it. */
export interface List {
  name: string
  /** Of `operations`. */
  operation: string
  read(tx: Tx, wanted: PageWanted): Promise<Page<object>>
  /** Positions to begin at: the first page, and one somewhere inside. */
  positions: (Position | null)[]
}

// Rows are not opened here: what is sealed costs the same wherever it stands.
const vault = { unseal: async () => '{"person":null,"orders":[]}' } as unknown as Vault

export function everyList(rows: ManyRows): List[] {
  const { tenantId, shop, smallShop, erp, endpoint, order } = rows
  const list = (operation: string, name: string, sort: Sort, read: List['read']): List => ({
    operation,
    name: `${operation} ${name}`,
    read,
    positions: [null, somewhere(sort)],
  })
  return [
    ...orderLists(rows, list),
    list('listOrderTimeline', '', oldestFirst, (tx, wanted) => pageOfTimeline(tx, tenantId, order.id, wanted)),
    list('listOrderRefunds', '', recordedFirst, (tx, wanted) =>
      pageOfRefunds(tx, tenantId, { connectionId: shop, orderSourceId: order.sourceId }, wanted),
    ),
    list('listOrderTasks', '', newestTasks, (tx, wanted) => pageOfTasks(tx, tenantId, { orderId: order.id }, wanted)),
    ...(['open', 'closed'] as const).map((state) =>
      list('listTasks', state, newestTasks, (tx, wanted) => pageOfTasks(tx, tenantId, { state }, wanted)),
    ),
    ...[
      {},
      { connectionId: shop },
      { connectionId: smallShop },
      { connectionId: shop, subjectId: order.sourceId },
      ...[{}, { connectionId: shop }, { connectionId: smallShop }].map((one) => ({ ...one, ...window })),
    ].map((filter) =>
      list('listEvents', named(filter), latestEvents, (tx, wanted) => pageOfEvents(tx, tenantId, filter, wanted)),
    ),
    list('listDeliveries', '', latestDeliveries, (tx, wanted) => pageOfDeliveries(tx, tenantId, wanted)),
    ...[undefined, 'rare', 'sku-unknown', 'none-such'].map((cause) =>
      list('listDeadLetters', cause ?? '', newestLetters, (tx, wanted) => pageOfDead(tx, tenantId, { cause }, wanted)),
    ),
    ...([undefined, 'open', 'done', 'set-aside'] as const).map((state) =>
      list('listPrivacyRequests', state ?? '', dueFirst, (tx, wanted) =>
        pageOfRequests(tx, vault, tenantId, { state }, wanted),
      ),
    ),
    ...([undefined, 'product', 'tax', 'gateway'] as const).map((kind) =>
      list('listMappings', kind ?? '', byKey, (tx, wanted) =>
        pageOfMappings(tx, tenantId, { erpConnectionId: erp, kind }, wanted),
      ),
    ),
    list('listMappingNeeds', '', byKey, (tx, wanted) => pageOfNeeds(tx, tenantId, erp, wanted)),
    ...[undefined, shop, smallShop].flatMap((connectionId) =>
      [undefined, 'SKU-77', 'none'].map((startsWith) =>
        list('listSkus', named({ connectionId, startsWith }), bySku, (tx, wanted) =>
          pageOfSkus(tx, tenantId, { connectionId, startsWith }, wanted),
        ),
      ),
    ),
    list('listApiKeys', '', newestKeys, (tx, wanted) => listKeys(tx, tenantId, wanted)),
    ...([undefined, 'channel', 'erp', 'messaging'] as const).map((kind) =>
      list('listConnections', kind ?? '', newestConnections, (tx, wanted) =>
        pageOfConnections(tx, tenantId, { kind }, wanted),
      ),
    ),
    list('listConnectionTimeline', '', latestHappenings, (tx, wanted) => pageOfHappenings(tx, tenantId, shop, wanted)),
    list('listEndpoints', '', newestEndpoints, (tx, wanted) => pageOfEndpoints(tx, tenantId, wanted)),
    ...messageLists(rows, list),
    list('listEndpointCounters', '', newestDays, (tx, wanted) => pageOfCounts(tx, tenantId, endpoint, wanted)),
  ]
}

/** Some days back. */
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()
const window = { from: daysAgo(9), to: daysAgo(8) }

function orderLists(
  { tenantId, shop, smallShop }: ManyRows,
  list: (operation: string, name: string, sort: Sort, read: List['read']) => List,
): List[] {
  const filters: Omit<OrderFilter, 'sort'>[] = [undefined, 'open' as const, 'cancelled' as const].flatMap((state) =>
    [undefined, 'parked' as const, 'confirmed' as const, 'short' as const].flatMap((erpState) =>
      [undefined, shop, smallShop].flatMap((connectionId) =>
        [{}, window].map((times) => ({ state, erpState, connectionId, ...times })),
      ),
    ),
  )
  return (Object.keys(orderSorts) as OrderFilter['sort'][]).flatMap((sort) =>
    [
      ...filters,
      { connectionId: shop, sourceId: 's77' },
      { text: '1042' },
      { text: 's77' },
      { text: newId() },
      { text: 'none', state: 'open' as const },
    ].map((filter) =>
      list('listOrders', named({ sort, ...filter }), orderSorts[sort], (tx, wanted) =>
        pageOfOrders(tx, tenantId, { ...filter, sort }, wanted),
      ),
    ),
  )
}

function messageLists(
  { tenantId, number, smallNumber, conversation, order }: ManyRows,
  list: (operation: string, name: string, sort: Sort, read: List['read']) => List,
): List[] {
  const times = { from: new Date(window.from), to: new Date(window.to) }
  const filters = [undefined, 'in' as const, 'out' as const].flatMap((direction) =>
    // Whatever came in is received, and nothing is asked for the rest.
    (direction === 'in' ? [undefined] : [undefined, 'failed' as const, 'delivered' as const]).flatMap((state) =>
      [
        {},
        { connectionId: number },
        { connectionId: smallNumber },
        { conversationId: conversation },
        { orderId: order.id },
      ].flatMap((whose) => [{}, times].map((when) => ({ direction, state, ...whose, ...when }))),
    ),
  )
  return [
    ...filters.map((filter) =>
      list('listMessages', named(filter), newestMessages, (tx, wanted) => pageOfMessages(tx, tenantId, filter, wanted)),
    ),
    ...[undefined, number, smallNumber].map((connectionId) =>
      list('listConversations', named({ connectionId }), latestConversations, (tx, wanted) =>
        pageOfConversations(tx, tenantId, { connectionId }, wanted),
      ),
    ),
    list('listConsents', '', newestConsents, (tx, wanted) => pageOfConsents(tx, tenantId, conversation, wanted)),
    list('listTemplates', '', templatesByName, (tx, wanted) => pageOfTemplates(tx, tenantId, 'waba', wanted)),
  ]
}

function named(filter: Record<string, unknown>): string {
  return Object.entries(filter)
    .flatMap(([key, value]) => (value === undefined ? [] : `${key}=${String(value).slice(0, 13)}`))
    .join(' ')
}

const inside: Record<string, string> = {
  // microseconds: some days back
  instant: String((Date.now() - 8.5 * 86_400_000) * 1_000),
  day: '2023-01-01',
  uuid: '80000000-0000-4000-8000-000000000000',
  text: 'SKU-5',
}

function somewhere({ name, keys }: Sort): Position {
  if (name === 'key') return ['product', 'sku:SKU-5']
  return keys.map(({ kind }) => inside[kind] ?? '')
}
