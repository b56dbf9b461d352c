import type { NoticeKind } from '@crossdock/contracts/notice-choices'

/** So that no order is told twice of the same, whatever is repeated. */
export function noticeKey(orderId: string, notice: NoticeKind): string {
  return `order:${orderId}:${notice}`
}
