import { listRequests, markSeenTo, type StoredRequest, standingOf } from '#modules/privacy/index.ts'
import { type ChannelConnection, listChannels } from '#modules/tenants/index.ts'
import type { Database } from '#platform/db/database.ts'
import { printTable, when } from '../print-table.ts'
import type { Inside } from './inside.ts'

const wishes: Record<StoredRequest['kind'], string> = {
  'hand-over': 'hand over what is stored',
  'erase-person': 'erase a customer',
  'erase-shop': 'erase the shop',
}

/** `npm run privacy [-- --done ID]`: what somebody has asked for by law, and until when it has to be done; overdue first. */
export async function privacy(
  { app, tenant: { tenantId }, vault }: Inside,
  options: { all?: boolean; done?: string },
): Promise<void> {
  if (options.done !== undefined) return seenTo(app, tenantId, options.done)
  await app.withTenant(tenantId, async (tx) => {
    const requests = await listRequests(tx, vault, tenantId, { settled: options.all === true })
    const shops = new Map((await listChannels(tx, tenantId)).map((shop) => [shop.connectionId, shop]))
    if (requests.length === 0) return console.log('No request waits.')
    printTable(
      ['due', '', 'id', 'shop', 'wish', 'about'],
      requests.map((request) => rowOf(request, shops.get(request.connectionId), new Date())),
    )
    console.log('\nWhen it has been seen to: npm run privacy -- --done ID')
  })
}

async function seenTo(app: Database, tenantId: string, id: string): Promise<void> {
  const isId = /^[0-9a-f-]{36}$/.test(id)
  const done = isId && (await app.withTenant(tenantId, (tx) => markSeenTo(tx, tenantId, id)))
  console.log(done ? 'Noted.' : 'No open request has this id.')
  if (!done) process.exitCode = 1
}

function rowOf(request: StoredRequest, shop: ChannelConnection | undefined, now: Date): string[] {
  const { dueAt, id, kind } = request
  return [
    when(dueAt).slice(0, 16),
    deadline(request, now),
    id,
    shop?.name ?? '',
    wishes[kind],
    aboutWhom(request, shop),
  ]
}

function deadline({ state, dueAt }: StoredRequest, now: Date): string {
  if (state !== 'open') return state === 'done' ? 'done' : 'set aside'
  const days = Math.floor((dueAt.getTime() - now.getTime()) / 86_400_000)
  return days < 0 ? 'OVERDUE' : `${days} days left`
}

/** Ids only: whoever sees to it finds the person by them, and a terminal keeps what it showed. */
function aboutWhom(
  { subject, kind, note, requestedAt, state }: StoredRequest,
  shop: ChannelConnection | undefined,
): string {
  const { person, orders } = subject
  const whom = person ? `customer ${person.sourceId ?? 'without an id'}` : 'everything of the shop'
  const about = orders.length > 0 ? `${whom}; orders ${orders.join(', ')}` : whom
  // The shop may have been connected again since the request came.
  const now = state === 'open' && shop ? standingOf(kind, requestedAt, shop).note : note
  return now ? `${about}. ${now}` : about
}
