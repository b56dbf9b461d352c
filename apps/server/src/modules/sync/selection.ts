import type { Selection } from '@crossdock/contracts/api/dead-letters'
import type { ReplayFilter } from '#jobs/store.ts'

export function filterOf(select: Selection): ReplayFilter {
  if ('id' in select) return { workId: select.id }
  if ('orderId' in select) return { orderId: select.orderId }
  return 'cause' in select ? { cause: select.cause } : {}
}
