/**
 * Which of two versions of an order is the newer one, whatever the order they arrived in. A total order over
 * (changed at, raised at, digest), so that every permutation of an order's events ends in the same state.
 */
export interface SourceVersion {
  /** When the channel says the order last changed; Shopify has seconds only. */
  occurredAt: Date
  /** When the channel raised the event; unknown counts as earliest. */
  triggeredAt: Date | null
  /** Of the content. */
  digest: string
}

export type VersionVerdict =
  /** Apply it. */
  | 'newer'
  /** An older one: nothing changes. */
  | 'older'
  /** Equal content, raised again later: only the version moves on, or a version in between would win or lose by arrival. */
  | 'same-content-later'
  /** Same moment, other content: the digest decides so that all arrivals agree, but the channel has to be asked. */
  | 'unclear-newer'
  | 'unclear-older'

export function compareVersions(stored: SourceVersion, incoming: SourceVersion): VersionVerdict {
  const byChange = incoming.occurredAt.getTime() - stored.occurredAt.getTime()
  const byEvent = (incoming.triggeredAt?.getTime() ?? 0) - (stored.triggeredAt?.getTime() ?? 0)
  const later = byChange > 0 || (byChange === 0 && byEvent > 0)
  if (incoming.digest === stored.digest) return later ? 'same-content-later' : 'older'
  if (byChange !== 0) return later ? 'newer' : 'older'
  const told = incoming.triggeredAt !== null && stored.triggeredAt !== null
  if (told && byEvent !== 0) return later ? 'newer' : 'older'
  return later || (byEvent === 0 && incoming.digest > stored.digest) ? 'unclear-newer' : 'unclear-older'
}
