import type { ErpReservation } from '@crossdock/connectors/ports/erp'
import { AppError } from '@crossdock/contracts/errors'
import { amountsDiffer, amountsOf, sameAmounts } from './amounts.ts'
import {
  type Arrival,
  arrive,
  arriveTogether,
  cancelledInErp,
  cannotCancel,
  changedSentence,
  settleRefused,
} from './arrivals.ts'
import { confirmBehindFence } from './confirm-behind-fence.ts'
import { freezeRows } from './freeze-rows.ts'
import type { Boarded, CarryDeps, Passenger, Seen, Task } from './passenger.ts'
import { takenBack } from './taken-back.ts'
import { readBack, writeRows } from './write-rows.ts'

/**
 * The one writer of an ERP database, for the orders of one connection: drafts in one call; read back and compared,
 * confirmed behind a fence, reservations read from the moves. Every step is written down before the next begins, so a
 * successor goes on where a killed writer stopped, and nothing is done twice.
 */
export async function writeDrafts(passengers: Passenger[], deps: CarryDeps): Promise<Boarded[]> {
  return writeRows(await freezeRows(passengers, deps), deps)
}

/** The rest of the way, one at a time in a database. What is confirmed was read just before. */
export async function carryOrders(drafts: Boarded[], deps: CarryDeps): Promise<void> {
  const seen = await readBack(drafts, deps)
  const { toConfirm, toCancel, confirmed } = await sort(seen, deps)
  const calm = toConfirm.filter(({ document }) => document.unanswered === 0)
  await readReservations([...confirmed, ...(await confirm(calm, deps))], deps)
  await cancel(toCancel, deps)
  await confirmSuspects(
    toConfirm.filter(({ document }) => document.unanswered > 0),
    deps,
  )
}

/** After so many confirmations without an answer a person has to look. Each may cost the database a whole fence. */
const mostUnanswered = 3

/**
 * Orders whose confirmation was never answered go last and each alone, the oftenest unanswered at the very end: whatever
 * in one of them makes the ERP hang holds up nobody else, and in the end it is parked.
 */
async function confirmSuspects(suspects: Seen[], deps: CarryDeps): Promise<void> {
  for (const suspect of suspects.toSorted((one, other) => one.document.unanswered - other.document.unanswered)) {
    const { document, now } = suspect
    if (document.unanswered < mostUnanswered) {
      // Much may have gone by since they were all read.
      const { toConfirm, confirmed } = await sort(await readBack([suspect], deps), deps)
      await readReservations([...confirmed, ...(await confirm(toConfirm, deps))], deps)
    } else {
      const facts = { erpName: now.name, times: String(document.unanswered) }
      await settleRefused(suspect, [{ code: 'confirm-unanswered', facts }], deps)
    }
  }
}

/** Compares with what the channel charged, then decides what is to be done with each. */
async function sort(
  seen: Seen[],
  deps: CarryDeps,
): Promise<{ toConfirm: Seen[]; toCancel: Seen[]; confirmed: Seen[] }> {
  const toConfirm: Seen[] = []
  const toCancel: Seen[] = []
  const confirmed: Seen[] = []
  const held: Arrival[] = []
  for (const passenger of seen) {
    const { now, stored } = passenger
    if (stored.wanted === 'cancelled') {
      if (now.state === 'cancelled') await arrive(passenger, 'cancelled', `${now.name} is cancelled in the ERP.`, deps)
      else if (now.started) await cannotCancel(passenger, deps)
      else toCancel.push(passenger)
    } else if (now.state === 'cancelled') await cancelledInErp(passenger, deps)
    else if (now.state === 'confirmed') confirmed.push(passenger)
    else if (!sameAmounts(passenger)) await settleRefused(passenger, [amountsDiffer(passenger)], deps)
    else if (stored.wanted === 'confirmed') toConfirm.push(passenger)
    else {
      const message = `${now.name} stands as a draft in the ERP: ${amountsOf(passenger)}, to the smallest unit as charged.`
      held.push({ passenger, erpState: 'held', message })
    }
  }
  await arriveTogether(held, deps)
  return { toConfirm, toCancel, confirmed }
}

async function cancel(toCancel: Seen[], deps: CarryDeps): Promise<void> {
  if (toCancel.length === 0) return
  await deps.erp.cancel(
    toCancel.map(({ erpId }) => erpId),
    { signal: deps.lane.signal },
  )
  const arrivals = toCancel.map((passenger): Arrival => {
    const message = `${passenger.now.name} was cancelled in the ERP; its reservation is free again.`
    return { passenger, erpState: 'cancelled', message }
  })
  await arriveTogether(arrivals, deps)
}

/**
 * One confirmation for all. One that is no draft any more refuses the whole call, and nothing of it took effect: they are
 * read again, whatever somebody did by hand since they were read is taken as it is, and the rest is asked once more. Where
 * none has moved, the refusal is about one of them, and whoever carries them asks each alone.
 */
async function confirm(toConfirm: Seen[], deps: CarryDeps): Promise<Seen[]> {
  if (toConfirm.length === 0) return []
  const where = { tenantId: deps.tenantId, connectionId: deps.connectionId }
  const answer = await confirmBehindFence(
    deps.erp,
    where,
    toConfirm.map(({ erpId }) => erpId),
    deps.fence,
  )
  if (answer.outcome === 'confirmed') return toConfirm
  const seen = await readBack(toConfirm, deps)
  const drafts = seen.filter(({ now }) => now.state === 'draft')
  if (drafts.length === toConfirm.length)
    throw new AppError('provider-refused', answer.detail, { facts: { provider: 'The ERP', detail: answer.detail } })
  const { confirmed, toConfirm: left } = await sort(seen, deps)
  return [...confirmed, ...(await confirm(left, deps))]
}

/** The truth about stock is each move, never the delivery's own state. What is not reserved is a task, never silence. */
async function readReservations(confirmed: Seen[], deps: CarryDeps): Promise<void> {
  if (confirmed.length === 0) return
  const ids = confirmed.map(({ erpId }) => erpId)
  const reservations = new Map(
    (await deps.erp.readReservations(ids, { signal: deps.lane.signal })).map((one) => [one.erpId, one]),
  )
  const arrivals = confirmed.map((passenger): Arrival => {
    const { stored, order, now, erpId } = passenger
    const reservation = reservations.get(erpId)
    const tasks = [...takenBack(stored, order, now.name), ...notAsCharged(passenger)]
    if (reservation?.reserved) {
      const message = `${now.name} is confirmed in the ERP (${amountsOf(passenger)}) and its stock is reserved.`
      return { passenger, erpState: 'confirmed', message, tasks }
    }
    const message = `${now.name} is confirmed, but stock is short (${missing(reservation)}). Restock, or agree something with the customer.`
    return { passenger, erpState: 'short', message, tasks: [{ kind: 'short', message }, ...tasks] }
  })
  await arriveTogether(arrivals, deps)
}

function missing(reservation: ErpReservation | undefined): string {
  const short = (reservation?.moves ?? []).filter((move) => move.reserved < move.demanded)
  return (
    short.map((move) => `${move.sku ?? 'a product'}: ${move.reserved} of ${move.demanded}`).join(', ') ||
    'no reservation was found'
  )
}

/** It was confirmed by somebody before our newest revision reached it: what is confirmed is not what was charged. */
function notAsCharged(passenger: Seen): Task[] {
  const { stored, document, now, stale } = passenger
  if (document.state !== 'loaded' || (!stale && sameAmounts(passenger))) return []
  return [{ kind: 'changed-after-confirmation', message: changedSentence(stored.name, now.name).say }]
}
