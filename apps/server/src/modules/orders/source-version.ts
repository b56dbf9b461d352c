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
  /** What the channel answered when it was asked, at `triggeredAt`: nothing raised before that is left unclear by it. */
  answer?: true
}

/** A version that shares its moment with others. */
export interface Rival {
  digest: string
  triggeredAt: Date | null
  answer?: true
}

/**
 * The newest moment an order changed at, and every version of that moment: usually one. All of them are kept, since which
 * one holds, and whether that is certain, must not depend on which came last.
 */
export interface Newest {
  occurredAt: Date
  /** One a digest, never empty. */
  rivals: Rival[]
}

export function withVersion(known: Newest | null, version: SourceVersion): Newest {
  const { occurredAt, digest, triggeredAt, answer } = version
  const byTime = known === null ? 1 : occurredAt.getTime() - known.occurredAt.getTime()
  if (known !== null && byTime < 0) return known
  const before = known !== null && byTime === 0 ? known.rivals : []
  const same = before.find((rival) => rival.digest === digest)
  const latest = same && raisedAt(same) > raisedAt(version) ? same.triggeredAt : triggeredAt
  const isAnswer = answer || same?.answer ? ({ answer: true } as const) : {}
  const rivals = [...before.filter((rival) => rival !== same), { digest, triggeredAt: latest, ...isAnswer }]
  return { occurredAt, rivals: rivals.sort((one, other) => (one.digest < other.digest ? -1 : 1)) }
}

/** The version that holds: raised last; where that does not tell, the digest decides, so that all arrivals agree. */
export function winnerOf({ occurredAt, rivals }: Newest): SourceVersion {
  const [first, ...others] = rivals
  if (!first) throw new Error('a moment without versions')
  return { occurredAt, ...others.reduce((best, rival) => (isLater(rival, best) ? rival : best), first) }
}

/** True when time does not tell which version holds: the channel has to be asked. What it answered then settles it. */
export function isUnclear(newest: Newest): boolean {
  const winner = winnerOf(newest)
  if (winner.answer) return false
  return newest.rivals.some(
    (rival) =>
      rival.digest !== winner.digest &&
      (rival.triggeredAt === null || winner.triggeredAt === null || raisedAt(rival) === raisedAt(winner)),
  )
}

/**
 * When an answer was given, on the channel's clock as far as we know it: ours may be behind, but whatever was told before
 * the question went out was raised before the answer.
 */
export function answeredAt(askedAt: Date, told: (Date | null)[]): Date {
  return new Date(Math.max(askedAt.getTime(), ...told.map((at) => (at === null ? 0 : at.getTime() + 1))))
}

/** Of two versions of any moments. */
export function isNewer(version: SourceVersion, than: SourceVersion): boolean {
  const byTime = version.occurredAt.getTime() - than.occurredAt.getTime()
  return byTime === 0 ? isLater(version, than) : byTime > 0
}

function isLater(one: Rival, other: Rival): boolean {
  const byEvent = raisedAt(one) - raisedAt(other)
  return byEvent === 0 ? one.digest > other.digest : byEvent > 0
}

/** Unknown counts as earliest; a number that can be subtracted from itself. */
function raisedAt({ triggeredAt }: Rival): number {
  return triggeredAt?.getTime() ?? Number.MIN_SAFE_INTEGER
}
