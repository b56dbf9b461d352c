import { currencyExponent, formatAmount } from '@crossdock/contracts/money'
import { type CanonicalOrder, namesPeople, type OrderLine } from '@crossdock/contracts/order'
import { scrubText } from '@crossdock/contracts/scrub-text'
import type { Decision, News, Story } from './order-story.ts'
import { isUnclear, winnerOf } from './source-version.ts'
import type { StoredOrder, TimelineEntry } from './store.ts'
import { holdReasons, recordReasons, type Wanted } from './wanted-in-erp.ts'

export interface ToTell {
  channelName: string
  topic: string
  stored: StoredOrder | null
  before: Story
  after: Story
  news: News
  decision: Decision
  contentChanged: boolean
  customerCame: boolean
}

/** What staff read of one piece of news, in sentences without personal data. Empty when it changed nothing. */
export function whatToTell(told: ToTell): TimelineEntry[] {
  const { stored, before, after, decision } = told
  const { order } = after
  if (order === null) return []
  const wishChanged = stored === null || stored.wanted !== decision.wanted.wanted
  return [
    ...(stored === null ? [received(told, order)] : []),
    ...edited(told),
    ...deleted(told),
    ...(stored !== null && (isAnswer(told.news) || hasMoved(before, after)) ? [changed(told, stored, order)] : []),
    ...withheld(told),
    ...(after.newest && isUnclear(after.newest) && !(before.newest && isUnclear(before.newest)) ? [unclear] : []),
    ...(wishChanged ? [decided(decision.wanted)] : []),
  ]
}

function received({ channelName, topic }: ToTell, order: CanonicalOrder): TimelineEntry {
  return {
    kind: 'received',
    message: `${order.name} received from ${channelName} (${topic}): ${amount(order)}, ${order.payment.status}.`,
  }
}

/** Another version holds now, or an older one told whom the order is for. */
function hasMoved(before: Story, after: Story): boolean {
  const [one, other] = [before.newest, after.newest].map((newest) => newest && winnerOf(newest))
  return one?.digest !== other?.digest || before.peopleOf?.digest !== after.peopleOf?.digest
}

const unclear: TimelineEntry = {
  kind: 'unclear',
  message: 'Two versions of this order carry the same moment; the channel has to be asked which one holds.',
}

function edited({ before, after, stored, news, decision }: ToTell): TimelineEntry[] {
  const isNews = after.editedAt !== null && (stored === null || after.editedAt.getTime() !== before.editedAt?.getTime())
  if (!isNews) return []
  const lines = news.kind === 'edited' && news.added + news.removed > 0 ? countsOf(news) : ''
  const next = decision.needsRefetch
    ? 'What is stored is from before: the channel has to send the order again, or to be asked.'
    : 'What is stored is from after that.'
  return [{ kind: 'edited', message: `The merchant edited this order in the channel${lines}. ${next}` }]
}

function countsOf({ added, removed }: { added: number; removed: number }): string {
  return ` (lines added: ${added}, removed: ${removed})`
}

function deleted({ before, after, stored }: ToTell): TimelineEntry[] {
  const isNews = after.deletedAt !== null && (stored === null || before.deletedAt === null)
  if (!isNews) return []
  return [{ kind: 'deleted', message: 'The merchant deleted this order in the channel. It is kept here.' }]
}

function withheld({ news, after, before }: ToTell): TimelineEntry[] {
  if (news.kind !== 'version' || namesPeople(news.order) || after.peopleOf === null || !hasMoved(before, after))
    return []
  const message =
    'The channel withholds the personal data of this version (our access to it is not approved): whom the order is for stays as it was told before.'
  return [{ kind: 'withheld', message }]
}

function decided(wanted: Wanted): TimelineEntry {
  if (wanted.wanted === 'none') return { kind: 'recorded', message: recordReasons[wanted.reason] }
  if (wanted.wanted === 'draft')
    return { kind: 'to-carry', message: `To be a draft in the ERP. ${holdReasons[wanted.reason]}` }
  return {
    kind: 'to-carry',
    message: wanted.wanted === 'confirmed' ? 'To be confirmed in the ERP.' : 'To be cancelled in the ERP.',
  }
}

const isAnswer = (news: News): boolean => news.kind === 'version' && news.version.answer === true

function changed(
  { channelName, topic, news, contentChanged, customerCame, before }: ToTell,
  stored: StoredOrder,
  order: CanonicalOrder,
): TimelineEntry {
  const changes = [
    ...(contentChanged ? [`its content (now ${amount(order)}${lineChanges(before.order, order)})`] : []),
    ...(customerCame ? ['who it is for'] : []),
    ...(stored.paymentStatus === order.payment.status
      ? []
      : [`payment ${stored.paymentStatus} → ${order.payment.status}`]),
    ...(stored.state === 'open' && order.cancelledAt !== null
      ? [`cancelled by ${order.cancelReason ?? 'the channel'}`]
      : []),
    ...(order.refunds.length > 0 ? [`${order.refunds.length} refund(s) so far`] : []),
  ]
  if (isAnswer(news)) {
    const what = changes.length > 0 ? `what changed is ${changes.join(', ')}` : 'nothing changed that the ERP holds'
    return { kind: 'asked', message: `${channelName} was asked for the order as it is now: ${what}.` }
  }
  const what = changes.length > 0 ? changes.join(', ') : 'nothing the ERP holds'
  return { kind: 'changed', message: `The channel changed the order (${topic}): ${what}.` }
}

/** "; added 2 × POT-BLU-VAS; removed 1 × BAG-JUT-NAT". */
function lineChanges(before: CanonicalOrder | null, after: CanonicalOrder): string {
  if (before === null) return ''
  const piecesOf = (lines: OrderLine[]): Map<string, number> =>
    new Map(lines.map((line) => [line.sourceId, line.quantity]))
  const [had, has] = [piecesOf(before.lines), piecesOf(after.lines)]
  const lines = new Map([...before.lines, ...after.lines].map((line) => [line.sourceId, line]))
  const changes = [...lines.values()].flatMap((line) => {
    const more = (has.get(line.sourceId) ?? 0) - (had.get(line.sourceId) ?? 0)
    if (more === 0) return []
    return [`${more > 0 ? 'added' : 'removed'} ${Math.abs(more)} × ${line.sku ?? scrubText(line.title)}`]
  })
  return changes.map((change) => `; ${change}`).join('')
}

function amount(order: CanonicalOrder): string {
  return `${formatAmount(order.totals.total, currencyExponent(order.currency) ?? 2)} ${order.currency}`
}
