import type { preflight } from '@crossdock/contracts/api/connections'
import type { z } from 'zod'
import type { ListedConnection } from './connection-listing.ts'

/** What is missing before a connection can go live, from what is known here. Pure. */
type Check = z.input<typeof preflight>['checks'][number]

/** An ERP's key that ends sooner wants somebody's attention. */
const soonDays = 14

export function erpChecks(erp: Pick<ListedConnection, 'name' | 'status' | 'key_expires_at'>, now: Date): Check[] {
  const { name, status, key_expires_at } = erp
  const daysLeft =
    key_expires_at === null ? null : Math.floor((new Date(key_expires_at).getTime() - now.getTime()) / 86_400_000)
  return [
    check('active', status === 'active', true, `${name} is ${status}.`, 'Replace its credentials.'),
    check(
      'key-alive',
      daysLeft === null || daysLeft >= 0,
      true,
      daysLeft === null
        ? 'Its key has no known end.'
        : daysLeft < 0
          ? 'Its key has ended.'
          : `Its key lives for ${daysLeft} days.`,
      'Replace its credentials.',
    ),
    check(
      'key-lasting',
      daysLeft === null || daysLeft >= soonDays,
      false,
      daysLeft === null || daysLeft >= soonDays
        ? 'Its key does not end soon.'
        : `Its key ends within ${soonDays} days.`,
      'Replace its credentials before it ends.',
    ),
  ]
}

export interface ChannelFacts {
  channel: Pick<ListedConnection, 'name' | 'status' | 'can_be_asked' | 'cut_over_at'>
  erp: Pick<ListedConnection, 'name' | 'status' | 'key_expires_at'> | null
  /** An active endpoint with a secret. */
  isHeard: boolean
  publicUrl: string | null
  now: Date
}

/** Of whatever calls us: it is connected, and can be heard. */
export function heardChecks({
  channel: { name, status },
  isHeard,
  publicUrl,
}: Pick<ChannelFacts, 'isHeard' | 'publicUrl'> & { channel: Pick<ListedConnection, 'name' | 'status'> }): Check[] {
  return [
    check('active', status === 'active', true, `${name} is ${status}.`, 'Connect it again.'),
    check(
      'endpoint',
      isHeard,
      true,
      isHeard ? 'An endpoint with a secret hears it.' : 'No endpoint with a secret hears it.',
      'Make an endpoint for it, with the secret that it signs with.',
    ),
    check(
      'public-address',
      publicUrl !== null,
      true,
      publicUrl === null ? 'Nobody outside knows how to reach this hub.' : `Channels reach this hub at ${publicUrl}.`,
      'Set PUBLIC_URL to the address that channels can reach.',
    ),
  ]
}

export function channelChecks({ channel, erp, isHeard, publicUrl, now }: ChannelFacts): Check[] {
  const { can_be_asked, cut_over_at } = channel
  return [
    ...heardChecks({ channel, isHeard, publicUrl }),
    check(
      'erp',
      erp !== null,
      true,
      erp === null ? 'No ERP carries its orders; they are recorded and wait.' : `Its orders go to ${erp.name}.`,
      'Connect an ERP, and name it in erpConnectionId.',
    ),
    ...(erp === null ? [] : erpChecks(erp, now).map((one) => ({ ...one, id: `erp-${one.id}` }))),
    check(
      'cut-over',
      cut_over_at <= now,
      false,
      cut_over_at <= now
        ? `Orders placed since ${cut_over_at.toISOString()} are carried.`
        : `Orders are carried only from ${cut_over_at.toISOString()} on.`,
      'Set cutOverAt to the moment from which this hub carries orders.',
    ),
    check(
      'can-be-asked',
      can_be_asked,
      false,
      can_be_asked ? 'It can be asked for orders.' : 'It cannot be asked for an order that is unclear.',
      'Give it a token.',
    ),
  ]
}

function check(id: string, ok: boolean, blocking: boolean, say: string, remedy: string): Check {
  return { id, ok, blocking, say, remedy: ok ? null : remedy }
}
