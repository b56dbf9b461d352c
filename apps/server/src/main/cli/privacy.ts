import { listRequests, markSeenTo, type StoredRequest, standingOf } from '#modules/privacy/index.ts'
import { type ChannelConnection, listChannels } from '#modules/tenants/index.ts'
import { printTable, when } from '../print-table.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import { exit } from './exit-codes.ts'
import type { Inside } from './inside.ts'

const wishes: Record<StoredRequest['kind'], string> = {
  'hand-over': 'hand over what is stored',
  'erase-person': 'erase a customer',
  'erase-shop': 'erase the shop',
}

/** What somebody has asked for by law, and until when it has to be done; overdue first. */
export function privacyCommand({ program, inTenant }: Crossdock): void {
  program
    .command('privacy')
    .description('requests for data or erasure, with their deadlines')
    .option('--all', 'also what is done or set aside')
    .option('--done <id>', 'a request that has been seen to')
    .action(({ all, done }: { all?: boolean; done?: string }) =>
      inTenant((hub) => (done === undefined ? requestsOf(hub, all === true) : seenTo(hub, done))),
    )
}

async function requestsOf({ app, tenant: { tenantId }, vault }: Inside, settled: boolean): Promise<Answer> {
  const { requests, shops } = await app.withTenant(tenantId, async (tx) => ({
    requests: await listRequests(tx, vault, tenantId, { settled }),
    shops: new Map((await listChannels(tx, tenantId)).map((shop) => [shop.connectionId, shop])),
  }))
  return {
    json: {
      requests: requests.map((request) => ({
        id: request.id,
        connectionId: request.connectionId,
        kind: request.kind,
        state: request.state,
        requestedAt: request.requestedAt,
        dueAt: request.dueAt,
        about: aboutWhom(request, shops.get(request.connectionId)),
      })),
    },
    print() {
      if (requests.length === 0) return console.log('No request waits.')
      printTable(
        ['due', '', 'id', 'shop', 'wish', 'about'],
        requests.map((request) => rowOf(request, shops.get(request.connectionId), new Date())),
      )
      console.log('\nWhen it has been seen to: npx crossdock privacy --done ID')
    },
  }
}

async function seenTo({ app, tenant: { tenantId } }: Inside, id: string): Promise<Answer> {
  const isId = /^[0-9a-f-]{36}$/.test(id)
  const done = isId && (await app.withTenant(tenantId, (tx) => markSeenTo(tx, tenantId, id)))
  return {
    json: { done },
    exitCode: done ? exit.done : exit.notDone,
    print: () => console.log(done ? 'Noted.' : 'No open request has this id.'),
  }
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
