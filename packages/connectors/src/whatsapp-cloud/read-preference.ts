import type { ChannelItem } from '../ports/messaging.ts'
import { personOf, phoneOf } from './person.ts'
import { userPreference } from './schemas.ts'
import { mustBeTime } from './time.ts'
import { unreadable } from './unreadable.ts'

/**
 * A person's own switch. When in doubt it is quiet: a stop of whatever kind counts as one of marketing, while only what
 * is surely about marketing lifts it.
 */
export function readPreference(content: unknown, contacts: unknown[], raised: string | null): ChannelItem {
  const read = userPreference.parse(content)
  const named = { phone: phoneOf(read.wa_id), userId: read.user_id, parentUserId: read.parent_user_id }
  const person = personOf(named, contacts)
  if (person === null) throw unreadable('a preference does not say whose it is')
  const at = mustBeTime(read.timestamp ?? raised, 'the timestamp of a preference')
  const value = read.value?.toLowerCase() ?? ''
  const marketing = read.category === null || /^marketing/i.test(read.category)
  if (value === 'stop') return { kind: 'preference', preference: { person, scope: 'marketing', value: 'stop', at } }
  if (!['resume', 'signup'].includes(value)) throw unreadable('a preference is neither stop nor resume')
  if (marketing) return { kind: 'preference', preference: { person, scope: 'marketing', value: 'resume', at } }
  const message = 'A customer wants to hear from us again, in a category that Crossdock does not know.'
  return {
    kind: 'account',
    notice: { topic: 'user_preferences', severity: 'info', message, at, until: null, ban: null },
  }
}
