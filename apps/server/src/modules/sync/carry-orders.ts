import type { DraftOutcome, ErpOrderState, ErpPort, Refusal } from '@crossdock/connectors/ports/erp'
import { AppError } from '@crossdock/contracts/errors'
import { currencyExponent, formatAmount } from '@crossdock/contracts/money'
import type { CanonicalOrder } from '@crossdock/contracts/order'
import type { LaneContext } from '#jobs/define-job.ts'
import { supersedeDead } from '#jobs/store.ts'
import {
  addToTimeline,
  closeTask,
  type ErpState,
  openTask,
  type StoredOrder,
  setErpOutcome,
} from '#modules/orders/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { confirmBehindFence, type FenceDeps } from './confirm-behind-fence.ts'
import { toErpOrder } from './erp-order.ts'
import { lineDifferences } from './line-differences.ts'
import * as store from './store.ts'

/** One order on its way, as the batch sees it. */
export interface Passenger {
  stored: StoredOrder
  order: CanonicalOrder
  correlationId: string
  /** A person asked for it: what was frozen before may be planned anew, what was deleted may be made again. */
  replayed: boolean
}

export interface CarryDeps {
  erp: ErpPort
  /** The ERP connection all passengers share. */
  tenantId: string
  connectionId: string
  vault: Vault
  lane: LaneContext
  fence: FenceDeps
  /** Called once for each passenger that is through, or cannot be. Not called = still on its way when something was thrown. */
  settle(orderId: string, outcome: AppError | 'done'): void
}

interface Boarded extends Passenger {
  document: store.StoredDocument
}

/**
 * The one writer of an ERP database, for the orders of one connection: drafts in one call, read back and compared,
 * confirmed behind a fence, reservations read from the moves. Every step is written down before the next begins, so a
 * successor goes on where a killed writer stopped; nothing is done twice and no poison order holds up another.
 */
export async function carryOrders(passengers: Passenger[], deps: CarryDeps): Promise<void> {
  const boarded = await planAndFreeze(passengers, deps)
  const loaded = await writeDrafts(boarded, deps)
  const states = await readBack(loaded, deps)
  const { toConfirm, toCancel, confirmed } = await sort(states, deps)
  if (toCancel.length > 0) await cancel(toCancel, deps)
  const nowConfirmed = toConfirm.length > 0 ? await confirm(toConfirm, deps) : []
  await readReservations([...confirmed, ...nowConfirmed], deps)
}

/** Every order of the batch has frozen rows after this, or is settled. */
async function planAndFreeze(passengers: Passenger[], deps: CarryDeps): Promise<Boarded[]> {
  const { tenantId, connectionId, vault, lane, erp } = deps
  const known = await lane.read(tenantId, (tx) =>
    store.findDocuments(
      tx,
      vault,
      tenantId,
      connectionId,
      passengers.map(({ stored }) => stored.orderId),
    ),
  )
  const newest = new Map<string, store.StoredDocument>()
  for (const document of known) if (!newest.has(document.orderId)) newest.set(document.orderId, document)

  const boarded: Boarded[] = []
  const toPlan: { passenger: Passenger; held: { erpId: string; erpName: string | null } | null }[] = []
  for (const passenger of passengers) {
    const before = newest.get(passenger.stored.orderId)
    const booked = before?.state === 'confirmed' || before?.state === 'short' || before?.state === 'done'
    const current = before?.revision === passenger.stored.revision
    if (before && !current && booked && passenger.stored.wanted !== 'cancelled')
      await changedAfterConfirmation(passenger, before, deps)
    else if (before && (current || booked) && (!passenger.replayed || booked))
      boarded.push({ ...passenger, document: before })
    else
      toPlan.push({
        passenger,
        held: before?.erpId && before.state !== 'cancelled' ? { erpId: before.erpId, erpName: before.erpName } : null,
      })
  }
  if (toPlan.length === 0) return boarded

  const outcomes = await erp.plan(
    toPlan.map(({ passenger }) => toErpOrder(passenger.stored, passenger.order)),
    { signal: lane.signal },
  )
  await lane.commit(tenantId, async (tx) => {
    for (const [index, outcome] of outcomes.entries()) {
      const plan = toPlan[index]
      if (!plan || !outcome.ok) continue
      const { passenger, held } = plan
      const document = await store.freezeDocument(
        tx,
        vault,
        tenantId,
        connectionId,
        passenger.stored.revision,
        outcome.document,
        held,
      )
      boarded.push({ ...passenger, document })
    }
  })
  for (const [index, outcome] of outcomes.entries()) {
    const plan = toPlan[index]
    if (plan && !outcome.ok) await refused(plan.passenger, outcome.refusals, plan.held !== null, deps)
  }
  return boarded
}

/** Drafts in one call, exactly once per external id; a later revision replaces the content of its draft. */
async function writeDrafts(boarded: Boarded[], deps: CarryDeps): Promise<Boarded[]> {
  const { tenantId, lane, erp } = deps
  const unwritten = boarded.filter(({ document }) => document.state === 'planned' || document.state === 'sent')
  const through = boarded.filter((passenger) => !unwritten.includes(passenger))
  const fresh = unwritten.filter(({ document }) => document.erpId === null)
  const rewrites = unwritten.filter(({ document }) => document.erpId !== null)
  await lane.commit(tenantId, (tx) =>
    store.markSent(
      tx,
      tenantId,
      unwritten.map(({ document }) => document.documentId),
    ),
  )

  const outcomes: DraftOutcome[] =
    fresh.length === 0
      ? []
      : await erp.writeDrafts(
          fresh.map(({ document }) => document.document),
          { signal: lane.signal },
        )
  for (const passenger of rewrites) outcomes.push(await rewrite(passenger, deps))

  const written: Boarded[] = []
  for (const [index, passenger] of [...fresh, ...rewrites].entries()) {
    const outcome = outcomes[index]
    if (!outcome) throw new AppError('provider-contract-broken', 'fewer outcomes than documents')
    if (!outcome.ok) {
      await refused(passenger, outcome.refusals, false, deps)
      continue
    }
    const loaded = { ...passenger, document: { ...passenger.document, state: 'loaded' as const, erpId: outcome.erpId } }
    // An earlier revision, or an earlier plan, may have been sent without an answer: then the same external id answers
    // that older draft, unchanged.
    if (passenger.document.erpId === null && (passenger.stored.revision > 1 || passenger.replayed))
      await rewrite(loaded, deps)
    written.push(loaded)
  }
  await lane.commit(tenantId, async (tx) => {
    for (const { document } of written)
      await store.markLoaded(tx, tenantId, document.documentId, document.erpId as string)
  })
  return [...through, ...written]
}

async function rewrite({ stored, document }: Boarded, { erp, lane }: CarryDeps): Promise<DraftOutcome> {
  const erpId = document.erpId as string
  const [now] = await erp.readOrders([erpId], { signal: lane.signal })
  // Deleted or no longer a draft: the next step reads the same and says so.
  if (now?.state === 'draft') await erp.rewriteDraft(erpId, document.document, { signal: lane.signal })
  return { orderId: stored.orderId, ok: true, erpId }
}

interface Read extends Boarded {
  erpId: string
  now: ErpOrderState
}

/** What the ERP holds of them now. One that is gone is settled: it must not return by itself. */
async function readBack(loaded: Boarded[], deps: CarryDeps): Promise<Read[]> {
  const { erp, lane, tenantId } = deps
  const ids = loaded.flatMap(({ document }) => document.erpId ?? [])
  if (ids.length === 0) return []
  const states = new Map((await erp.readOrders(ids, { signal: lane.signal })).map((state) => [state.erpId, state]))
  const read: Read[] = []
  for (const passenger of loaded) {
    const now = states.get(passenger.document.erpId ?? '')
    if (!now) {
      await vanished(passenger, deps)
      continue
    }
    read.push({ ...passenger, erpId: now.erpId, now })
  }
  await lane.commit(tenantId, async (tx) => {
    for (const { document, now } of read) await store.markRead(tx, tenantId, document.documentId, now.name, now.amounts)
  })
  return read
}

/** Compares with what the channel charged, then decides what is to be done with each. */
async function sort(
  read: Read[],
  deps: CarryDeps,
): Promise<{ toConfirm: Read[]; toCancel: Read[]; confirmed: Read[] }> {
  const toConfirm: Read[] = []
  const toCancel: Read[] = []
  const confirmed: Read[] = []
  for (const passenger of read) {
    const { now, stored } = passenger
    if (stored.wanted === 'cancelled') {
      if (now.state === 'cancelled') await arrive(passenger, 'cancelled', `${now.name} is cancelled in the ERP.`, deps)
      else if (now.started) await cannotCancel(passenger, deps)
      else toCancel.push(passenger)
    } else if (now.state === 'cancelled') await cancelledInErp(passenger, deps)
    else if (now.state === 'confirmed') confirmed.push(passenger)
    else if (!sameAmounts(passenger)) settleRefused(passenger, [amountsDiffer(passenger)], deps)
    else if (stored.wanted === 'confirmed') toConfirm.push(passenger)
    else
      await arrive(
        passenger,
        'held',
        `${now.name} stands as a draft in the ERP: ${amountsOf(passenger)}, to the smallest unit as charged.`,
        deps,
      )
  }
  return { toConfirm, toCancel, confirmed }
}

async function cancel(toCancel: Read[], deps: CarryDeps): Promise<void> {
  await deps.erp.cancel(
    toCancel.map(({ erpId }) => erpId),
    { signal: deps.lane.signal },
  )
  for (const passenger of toCancel)
    await arrive(
      passenger,
      'cancelled',
      `${passenger.now.name} was cancelled in the ERP; its reservation is free again.`,
      deps,
    )
}

/** One confirmation for all; when it is refused nothing of it took effect, so each is asked alone and the bad one parked. */
async function confirm(toConfirm: Read[], deps: CarryDeps): Promise<Read[]> {
  const { erp, fence, lane } = deps
  const where = { tenantId: deps.tenantId, connectionId: deps.connectionId }
  const together = await confirmBehindFence(
    erp,
    where,
    toConfirm.map(({ erpId }) => erpId),
    fence,
  )
  if (together.outcome === 'confirmed') return toConfirm
  const through: Read[] = []
  const states = new Map(
    (
      await erp.readOrders(
        toConfirm.map(({ erpId }) => erpId),
        { signal: lane.signal },
      )
    ).map((state) => [state.erpId, state]),
  )
  for (const passenger of toConfirm) {
    const now = states.get(passenger.erpId)
    if (!now) await vanished(passenger, deps)
    else if (now.state === 'confirmed') through.push(passenger)
    else if (now.state === 'cancelled') await cancelledInErp({ ...passenger, now }, deps)
    else {
      const alone = toConfirm.length === 1 ? together : await confirmBehindFence(erp, where, [passenger.erpId], fence)
      if (alone.outcome === 'confirmed') through.push(passenger)
      else
        settleRefused(
          passenger,
          [{ code: 'provider-refused', facts: { provider: 'The ERP', detail: alone.detail } }],
          deps,
        )
    }
  }
  return through
}

/** The truth about stock is each move, never the delivery's own state. What is not reserved is a task, never silence. */
async function readReservations(confirmed: Read[], deps: CarryDeps): Promise<void> {
  if (confirmed.length === 0) return
  const reservations = new Map(
    (
      await deps.erp.readReservations(
        confirmed.map(({ erpId }) => erpId),
        { signal: deps.lane.signal },
      )
    ).map((one) => [one.erpId, one]),
  )
  for (const passenger of confirmed) {
    const reservation = reservations.get(passenger.erpId)
    const missing = (reservation?.moves ?? []).filter((move) => move.reserved < move.demanded)
    if (reservation?.reserved) {
      await arrive(
        passenger,
        'confirmed',
        `${passenger.now.name} is confirmed in the ERP (${amountsOf(passenger)}) and its stock is reserved.`,
        deps,
      )
    } else {
      const list = missing.map((move) => `${move.sku ?? 'a product'}: ${move.reserved} of ${move.demanded}`).join(', ')
      const message = `${passenger.now.name} is confirmed, but stock is short (${list || 'no reservation was found'}). Restock, or agree something with the customer.`
      await arrive(passenger, 'short', message, deps, { kind: 'short', message })
    }
  }
}

/** Through: what the ERP holds is what is wanted. Document, order and timeline are written together. */
async function arrive(
  passenger: Boarded,
  erpState: Extract<ErpState, 'held' | 'confirmed' | 'short' | 'cancelled'>,
  message: string,
  deps: CarryDeps,
  task?: { kind: string; message: string },
): Promise<void> {
  const { stored, document } = passenger
  await note(
    passenger,
    deps,
    async (tx) => {
      await store.markState(tx, deps.tenantId, document.documentId, erpState === 'held' ? 'loaded' : erpState)
      await setErpOutcome(tx, deps.tenantId, stored.orderId, {
        erpState,
        // A draft's reason (what it waits for) stays; anything else is past.
        reasonCode: erpState === 'held' && stored.erpState !== 'parked' ? stored.reasonCode : null,
        reasonFacts: null,
      })
      // What stopped it earlier is past.
      await supersedeDead(tx, deps.tenantId, { kind: 'order', id: stored.orderId })
      if (task) await openTask(tx, deps.tenantId, stored.orderId, task.kind, task.message)
      else await closeTask(tx, deps.tenantId, stored.orderId, 'short')
    },
    stored.erpState === erpState && document.state === erpState ? null : { kind: `erp-${erpState}`, message },
  )
  deps.settle(stored.orderId, 'done')
}

async function changedAfterConfirmation(
  passenger: Passenger,
  before: store.StoredDocument,
  deps: CarryDeps,
): Promise<void> {
  const error = new AppError('changed-after-confirmation', 'a confirmed order changed in the channel', {
    facts: { order: passenger.stored.name, erpName: before.erpName ?? 'the order in the ERP' },
  })
  await note(
    passenger,
    deps,
    async (tx) => {
      await openTask(tx, deps.tenantId, passenger.stored.orderId, 'changed-after-confirmation', error.say)
      await setErpOutcome(tx, deps.tenantId, passenger.stored.orderId, {
        erpState: before.state === 'short' ? 'short' : 'confirmed',
        reasonCode: error.code,
        reasonFacts: error.facts,
      })
    },
    { kind: 'task', message: error.say },
  )
  deps.settle(passenger.stored.orderId, 'done')
}

async function cannotCancel(passenger: Read, deps: CarryDeps): Promise<void> {
  const message = `The channel cancelled ${passenger.stored.name}, but ${passenger.now.name} is delivered or invoiced already. Please take it back by hand.`
  await note(
    passenger,
    deps,
    async (tx) => {
      await openTask(tx, deps.tenantId, passenger.stored.orderId, 'cancelled-too-late', message)
      await setErpOutcome(tx, deps.tenantId, passenger.stored.orderId, {
        erpState: 'confirmed',
        reasonCode: null,
        reasonFacts: null,
      })
    },
    { kind: 'task', message },
  )
  deps.settle(passenger.stored.orderId, 'done')
}

/** Somebody cancelled it in the ERP: that stands, and the staff are told. */
async function cancelledInErp(passenger: Read, deps: CarryDeps): Promise<void> {
  const message = `${passenger.now.name} was cancelled in the ERP while the channel still has ${passenger.stored.name} open. Cancel it there too, or set it back in the ERP.`
  await arrive(passenger, 'cancelled', message, deps, { kind: 'cancelled-in-erp', message })
}

async function vanished(passenger: Boarded, deps: CarryDeps): Promise<void> {
  const { stored, document } = passenger
  if (stored.wanted === 'cancelled') {
    await arrive(passenger, 'cancelled', 'The order was deleted in the ERP, and it is cancelled in the channel.', deps)
    return
  }
  if (passenger.replayed) {
    // A person wants it back: with the record its external id went too, so the next attempt makes a new draft.
    await note(
      passenger,
      deps,
      (tx) =>
        store
          .freezeDocument(tx, deps.vault, deps.tenantId, deps.connectionId, stored.revision, document.document, null)
          .then(() => undefined),
      {
        kind: 'replay',
        message: 'The order was deleted in the ERP; it is made again because somebody asked for it.',
      },
    )
    deps.settle(
      stored.orderId,
      new AppError('provider-busy', 'deleted in the ERP, planned anew', { facts: { provider: 'The ERP' } }),
    )
    return
  }
  settleRefused(
    passenger,
    [{ code: 'erp-order-vanished', facts: { order: stored.name, erpName: document.erpName ?? document.erpId ?? '' } }],
    deps,
  )
}

/** The ERP cannot take it as it is. A cancelled order that never stood there needs nothing more. */
async function refused(passenger: Passenger, refusals: Refusal[], held: boolean, deps: CarryDeps): Promise<void> {
  const { stored } = passenger
  if (stored.wanted !== 'cancelled' || held) return settleRefused(passenger, refusals, deps)
  await note(
    passenger,
    deps,
    async (tx) => {
      await setErpOutcome(tx, deps.tenantId, stored.orderId, {
        erpState: 'cancelled',
        reasonCode: null,
        reasonFacts: null,
      })
      await supersedeDead(tx, deps.tenantId, { kind: 'order', id: stored.orderId })
    },
    { kind: 'erp-cancelled', message: 'Cancelled before the ERP could take it; nothing stands there.' },
  )
  deps.settle(stored.orderId, 'done')
}

/** Cannot be carried as it is: a dead letter with the first cause; the job's onDead parks the order and tells why. */
function settleRefused(passenger: Passenger, refusals: Refusal[], deps: CarryDeps): void {
  const [first, ...others] = refusals
  if (!first) throw new AppError('provider-contract-broken', 'refused without a reason')
  const facts = { ...first.facts, order: passenger.stored.name }
  const more = others.length > 0 ? { more: String(others.length) } : {}
  deps.settle(
    passenger.stored.orderId,
    new AppError(first.code, `refused: ${refusals.map((refusal) => refusal.code).join(', ')}`, {
      facts: { ...facts, ...more },
    }),
  )
}

function note(
  passenger: Passenger,
  deps: CarryDeps,
  write: (tx: Tx) => Promise<void>,
  entry: { kind: string; message: string } | null,
): Promise<void> {
  return deps.lane.commit(deps.tenantId, async (tx) => {
    await write(tx)
    if (entry) await addToTimeline(tx, deps.tenantId, passenger.stored.orderId, passenger.correlationId, entry)
  })
}

function sameAmounts({ document, now }: Read): boolean {
  const { expected } = document.document
  const { amounts } = now
  return (
    lineDifferences(document.document.lines, now.lines).length === 0 &&
    expected.currency === amounts.currency &&
    expected.untaxed === amounts.untaxed &&
    expected.tax === amounts.tax &&
    expected.total === amounts.total
  )
}

function amountsDiffer({ document, now }: Read): Refusal {
  const print = (amounts: { currency: string; untaxed: string; tax: string; total: string }): string => {
    const digits = currencyExponent(amounts.currency) ?? 2
    return `${formatAmount(BigInt(amounts.total), digits)} ${amounts.currency} (tax ${formatAmount(BigInt(amounts.tax), digits)})`
  }
  const differing = lineDifferences(document.document.lines, now.lines)
  const hint =
    differing.length > 0
      ? `Lines that differ: ${differing.join('; ')}.`
      : 'Check the taxes and the price list of its lines.'
  return {
    code: 'amounts-differ',
    facts: { expected: print(document.document.expected), got: print(now.amounts), erpName: now.name, hint },
  }
}

function amountsOf({ now }: Read): string {
  return `${formatAmount(BigInt(now.amounts.total), currencyExponent(now.amounts.currency) ?? 2)} ${now.amounts.currency}`
}
