import type { DeliveryState } from '@crossdock/connectors/ports/messaging'

/** How far a message of ours has come. Until `accepted` it is ours to move; from then on the provider tells, in any order. */
export type MessageState = 'received' | 'queued' | 'sending' | 'outcome-unknown' | 'refused' | DeliveryState

const rank: Record<Exclude<MessageState, 'received'>, number> = {
  queued: 0,
  refused: 0,
  sending: 1,
  'outcome-unknown': 2,
  accepted: 3,
  sent: 4,
  delivered: 5,
  read: 6,
  played: 7,
  failed: 8,
}

/**
 * Statuses come late, doubled and reordered, so the furthest state ever told holds: a maximum, the same whatever the order
 * and however often. `failed` is the last: a message that failed stays so. When it was delivered is kept beside it
 * (`delivered_at`), should a provider ever say both.
 */
export function furthest(now: MessageState, told: DeliveryState): MessageState {
  return now === 'received' || rank[now] >= rank[told] ? now : told
}

export function hasArrived(state: MessageState): boolean {
  return state === 'delivered' || state === 'read' || state === 'played'
}

/** Before this the provider has not said that it took the message. */
export function isOutside(state: MessageState): boolean {
  return state !== 'received' && rank[state] >= rank.accepted
}
