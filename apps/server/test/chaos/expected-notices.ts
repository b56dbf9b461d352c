import type { OrderBody } from '@crossdock/sandbox/shopify'
import type { ToldNotice } from '../harness/told-on-whatsapp.ts'
import type { End } from './expected-ends.ts'
import type { Version } from './stories.ts'

/** A notice that a buyer gets, once. */
export interface DueNotice {
  notice: ToldNotice['notice']
  /** What a confirmation may say was charged; of others nothing. */
  amounts: readonly string[]
}

/**
 * The oracle for messages: what the buyer of an order must have been told, computed from what the channel told of it and
 * from how it ended, and from nothing else. Each list is one story that may have happened, every notice of it exactly once.
 * There are several where it depends on what came first: who is asked for something that arrives meanwhile may have been
 * asked or not; and who is not told yet that an order is confirmed when it is cancelled hears of neither.
 */
export function expectedNotices(versions: readonly Version[], end: End): DueNotice[][] {
  const told = versions.filter((version) => version.readable).map((version) => version.body)
  const ask: DueNotice = { notice: 'needs-something', amounts: [] }
  const stories = mainStories(
    told,
    end,
    versions.some(({ whenCalm }) => whenCalm === true),
  )
  if (!told.some(asksToBeVerified)) return stories
  // It stands as a draft at the end, so that somebody must have been asked; else it may have passed.
  if (end.hub === 'held') return stories.map((story) => [ask, ...story])
  return stories.flatMap((story) => [story, [ask, ...story]])
}

function mainStories(told: readonly OrderBody[], end: End, changedWhenCalm: boolean): DueNotice[][] {
  const confirmation = (amounts: string[]): DueNotice => ({ notice: 'order-confirmation', amounts })
  const totals = told.map((body) => body.total_price)
  switch (end.hub) {
    case 'confirmed': {
      // Confirmed before it changed: the buyer may read of what was confirmed, or already of what it changed to.
      const changed = end.tasks.includes('changed-after-confirmation')
      return [[confirmation(changed ? totals : [end.odoo?.total ?? ''])]]
    }
    case 'cancelled': {
      const couldBeConfirmed = end.odoo !== null && told.some((body) => body.financial_status === 'paid')
      if (!couldBeConfirmed) return [[]]
      const heardOfBoth = [confirmation(totals), { notice: 'order-cancelled', amounts: [] } as const]
      return changedWhenCalm ? [heardOfBoth] : [[], heardOfBoth]
    }
    // Not confirmed, not for us, or short: nobody can promise it.
    case 'held':
    case 'short':
    case 'parked':
    case 'recorded':
    case 'unknown':
      return [[]]
  }
}

/** Cash on delivery, and not paid: the buyer is asked whether they mean it. */
function asksToBeVerified({ financial_status, payment_gateway_names, cancelled_at }: OrderBody): boolean {
  const onDelivery = payment_gateway_names.some((name) => name.includes('Cash on Delivery'))
  return onDelivery && financial_status === 'pending' && cancelled_at === null
}
