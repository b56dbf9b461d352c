import { type CanonicalOrder, namesPeople, type People } from '@crossdock/contracts/order'
import type { PushPolicy } from '#modules/tenants/index.ts'
import { isNewer, isUnclear, type Newest, type SourceVersion, winnerOf, withVersion } from './source-version.ts'
import { type Wanted, wantedInErp } from './wanted-in-erp.ts'

/**
 * What is known of an order, and what follows from it. Pure. Learning is the same in whatever order and however often the
 * news come, so that every permutation of an order's events ends in one state.
 */
export interface Story {
  /** Null as long as no whole version has come. */
  newest: Newest | null
  /** Of the version that holds, for the people who were named last. */
  order: CanonicalOrder | null
  /** The version that named them; null when none did. */
  peopleOf: SourceVersion | null
  /** The newest edit that was told. */
  editedAt: Date | null
  /** The merchant deleted it in the channel, which is final: Shopify never gives an id out again. */
  deletedAt: Date | null
}

export type News =
  | { kind: 'version'; version: SourceVersion; order: CanonicalOrder }
  /** `added` and `removed` count lines. */
  | { kind: 'edited'; at: Date; added: number; removed: number }
  | { kind: 'deleted'; at: Date }

export const nothingKnown: Story = { newest: null, order: null, peopleOf: null, editedAt: null, deletedAt: null }

export function learn(story: Story, news: News): Story {
  if (news.kind === 'edited') return { ...story, editedAt: later(story.editedAt, news.at) }
  // Told again, it was deleted when that was told first.
  if (news.kind === 'deleted') return { ...story, deletedAt: earlier(story.deletedAt, news.at) }

  const { version } = news
  const newest = withVersion(story.newest, version)
  const winner = winnerOf(newest)
  const holds = winner.digest === version.digest && winner.occurredAt.getTime() === version.occurredAt.getTime()
  const order = holds || story.order === null ? news.order : story.order
  const namesThem = namesPeople(news.order) && (story.peopleOf === null || isNewer(version, story.peopleOf))
  if (namesThem) return { ...story, newest, order: { ...order, ...peopleIn(news.order) }, peopleOf: version }
  // A version that names nobody withholds them (an app without approval): no news about the people.
  if (story.peopleOf !== null && story.order !== null)
    return { ...story, newest, order: { ...order, ...peopleIn(story.order) } }
  return { ...story, newest, order }
}

function peopleIn({ customer, billingAddress, shippingAddress }: CanonicalOrder): People {
  return { customer, billingAddress, shippingAddress }
}

/** Nothing was learnt. */
export function isSameStory(one: Story, other: Story): boolean {
  const known = ({ newest, peopleOf, editedAt, deletedAt }: Story) =>
    JSON.stringify([newest, peopleOf, editedAt, deletedAt])
  return known(one) === known(other)
}

export interface Decision {
  wanted: Wanted
  /** What is stored may not be the newest: the channel has to be asked, or to send the order again. */
  needsRefetch: boolean
}

/** Null as long as there is nothing to decide about. */
export function decide(story: Story, channel: { cutOverAt: Date; policy: PushPolicy }): Decision | null {
  if (story.order === null || story.newest === null) return null
  return {
    wanted: wantedInErp(story.order, channel, { deleted: story.deletedAt !== null }),
    needsRefetch: isUnclear(story.newest) || isBehindEdit(winnerOf(story.newest), story.editedAt),
  }
}

/** An edit that was told after everything we have of the order. */
function isBehindEdit({ occurredAt, triggeredAt }: SourceVersion, editedAt: Date | null): boolean {
  return editedAt !== null && Math.max(occurredAt.getTime(), triggeredAt?.getTime() ?? 0) <= editedAt.getTime()
}

const later = (one: Date | null, other: Date): Date => (one !== null && one > other ? one : other)
const earlier = (one: Date | null, other: Date): Date => (one !== null && one < other ? one : other)
