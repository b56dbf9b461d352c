import type { preflight } from '@crossdock/contracts/api/connections'
import type { z } from 'zod'
import type { NumberReadiness } from '#modules/messaging/index.ts'
import type { ListedConnection } from './connection-listing.ts'

/** What is missing before a connection can go live, from what is known here. Pure. */
type Check = z.input<typeof preflight>['checks'][number]

/** A key that ends sooner wants somebody's attention. */
const soonDays = 14

export function erpChecks(erp: Pick<ListedConnection, 'name' | 'status' | 'key_expires_at'>, now: Date): Check[] {
  const { name, status, key_expires_at } = erp
  return [
    check('active', status === 'active', true, `${name} is ${status}.`, 'Replace its credentials.'),
    ...keyChecks(key_expires_at, now),
  ]
}

function keyChecks(keyExpiresAt: string | null, now: Date): Check[] {
  const daysLeft =
    keyExpiresAt === null ? null : Math.floor((new Date(keyExpiresAt).getTime() - now.getTime()) / 86_400_000)
  return [
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
function heardChecks({
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

export interface NumberFacts extends Pick<ChannelFacts, 'isHeard' | 'publicUrl' | 'now'> {
  channel: Pick<ListedConnection, 'name' | 'status' | 'key_expires_at'>
  /** The provider has asked whether the address is ours, and was told. */
  isVerified: boolean
  /** Something has come in for it. */
  hasHeard: boolean
  readiness: NumberReadiness
}

export function numberChecks({ isVerified, hasHeard, readiness, now, ...heard }: NumberFacts): Check[] {
  const { stopped, templatesReadAt, templates } = readiness
  const unfit = templates.filter(({ problem }) => problem !== null)
  const [first] = unfit
  return [
    ...heardChecks(heard),
    ...keyChecks(heard.channel.key_expires_at, now),
    check(
      'verified',
      isVerified || hasHeard,
      true,
      isVerified || hasHeard
        ? 'The provider has verified the address.'
        : 'The provider has not verified the address yet.',
      'Enter the address of its endpoint and the verify token at the provider; …/verify-token makes another one.',
    ),
    check(
      'heard',
      hasHeard,
      false,
      hasHeard ? 'Something has come in for it.' : 'Nothing has come in for it yet.',
      'Subscribe the webhook fields at the provider, and write to the number from a phone.',
    ),
    check(
      'sends',
      stopped === null,
      true,
      stopped ?? 'Nothing is known that stands against sending.',
      'Settle it at the provider, then let the number send again.',
    ),
    check(
      'templates',
      unfit.length === 0,
      true,
      first
        ? `${unfit.length} of ${templates.length} templates of its notices cannot be sent: ${first.name} (${first.language}), ${first.problem}.`
        : templates.length === 0
          ? 'No notice goes out from it.'
          : `All ${templates.length} templates of its notices can be sent.`,
      templatesReadAt === null
        ? 'Have the templates read: …/templates/read.'
        : 'Have them approved at the provider, then have them read: …/templates/read.',
    ),
  ]
}

export function channelChecks({ channel, erp, isHeard, publicUrl, now }: ChannelFacts): Check[] {
  const { can_be_asked } = channel
  return [
    ...heardChecks({ channel, isHeard, publicUrl }),
    ...carriedChecks({ channel, erp, now }),
    check(
      'can-be-asked',
      can_be_asked,
      false,
      can_be_asked ? 'It can be asked for orders.' : 'It cannot be asked for an order that is unclear.',
      'Give it a token.',
    ),
  ]
}

/** Of a channel whose orders are handed in: nobody has to reach us, and there is nobody to ask. */
export function deskChecks({ channel, erp, now }: Pick<ChannelFacts, 'channel' | 'erp' | 'now'>): Check[] {
  const { name, status } = channel
  return [
    check('active', status === 'active', true, `${name} is ${status}.`, 'Connect it again.'),
    ...carriedChecks({ channel, erp, now }),
  ]
}

function carriedChecks({ channel, erp, now }: Pick<ChannelFacts, 'channel' | 'erp' | 'now'>): Check[] {
  const { cut_over_at } = channel
  return [
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
  ]
}

function check(id: string, ok: boolean, blocking: boolean, say: string, remedy: string): Check {
  return { id, ok, blocking, say, remedy: ok ? null : remedy }
}
