import type { PrivacyRequest } from '@crossdock/connectors/ports/commerce'

/** What the law and the channel give: 30 days from the request (shopify.md §4.3). */
const daysToAnswer = 30

/** A request cannot have been made after it was heard, whatever it says of itself: the header that tells is not signed. */
export function requestedAt(triggeredAt: Date | null, receivedAt: Date): Date {
  return triggeredAt !== null && triggeredAt < receivedAt ? triggeredAt : receivedAt
}

export function dueAt(requested: Date): Date {
  return new Date(requested.getTime() + daysToAnswer * 86_400_000)
}

/** What a connection has to do with a request to erase its shop. */
export interface ShopAccess {
  status: 'active' | 'paused' | 'disconnected'
  installedAt: Date
}

/** The channel asks for a shop to be erased this long after the app was uninstalled (shopify.md §4.3). */
const shopRedactAfterMs = 48 * 3_600_000

export interface Standing {
  state: 'open' | 'set-aside'
  note: string | null
}

/**
 * Whether something is to be done about a request. A shop that was connected again is alive: the request speaks of the
 * uninstall before, and a live shop is never erased because of it.
 */
export function standingOf(kind: PrivacyRequest['kind'], requested: Date, shop: ShopAccess): Standing {
  if (kind !== 'erase-shop' || shop.status === 'disconnected') return { state: 'open', note: null }
  if (shop.installedAt.getTime() > requested.getTime() - shopRedactAfterMs) {
    const note = `The shop was connected again (${shop.installedAt.toISOString()}): it is live, and nothing of it is erased.`
    return { state: 'set-aside', note }
  }
  const note = 'The shop still counts as connected here: no uninstall was heard. Find out before anything is erased.'
  return { state: 'open', note }
}
