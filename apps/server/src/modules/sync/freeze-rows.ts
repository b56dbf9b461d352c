import { mappingsOf } from '#modules/mappings/index.ts'
import { changedAfterConfirmation, refused, settleRefused } from './arrivals.ts'
import { toErpOrder } from './erp-order.ts'
import type { Boarded, CarryDeps, Passenger } from './passenger.ts'
import * as store from './store.ts'

interface ToPlan {
  passenger: Passenger
  /** The draft that an earlier revision left in the ERP. */
  held: { erpId: string; erpName: string | null } | null
  /** An earlier revision was sent and perhaps never answered. */
  mayStandThere: boolean
}

/** Every order of the batch has frozen rows after this, or is settled. */
export async function freezeRows(passengers: Passenger[], deps: CarryDeps): Promise<Boarded[]> {
  const { tenantId, connectionId, vault, lane } = deps
  const orderIds = passengers.map(({ stored }) => stored.orderId)
  const { known, elsewhere } = await lane.read(tenantId, async (tx) => ({
    known: await store.findDocuments(tx, vault, tenantId, connectionId, orderIds),
    elsewhere: await store.standingElsewhere(tx, tenantId, connectionId, orderIds),
  }))
  const newest = new Map<string, store.StoredDocument>()
  for (const document of known) if (!newest.has(document.orderId)) newest.set(document.orderId, document)

  const boarded: Boarded[] = []
  const toPlan: ToPlan[] = []
  for (const passenger of passengers) {
    const { stored } = passenger
    const before = newest.get(stored.orderId)
    const booked = before?.state === 'confirmed' || before?.state === 'short' || before?.state === 'done'
    const current = before?.revision === stored.revision
    const otherErp = before ? undefined : elsewhere.get(stored.orderId)
    // The channel got another ERP after this order was carried: making it a second time would double it.
    if (otherErp !== undefined)
      await settleRefused(passenger, [{ code: 'stands-in-another-erp', facts: { erpName: otherErp } }], deps)
    else if (before && !current && booked && stored.wanted !== 'cancelled')
      await changedAfterConfirmation(passenger, before, deps)
    else if (before && (current || booked) && (!passenger.replayed || booked))
      boarded.push({ ...passenger, document: before })
    else {
      const held =
        before?.erpId && before.state !== 'cancelled' ? { erpId: before.erpId, erpName: before.erpName } : null
      toPlan.push({ passenger, held, mayStandThere: held !== null || before?.state === 'sent' })
    }
  }
  return [...boarded, ...(await plan(toPlan, deps))]
}

/**
 * The ERP will not take these rows any more (a product or a person in them is gone): they are made from what is there
 * now. Nothing of the refused ones was written.
 */
export async function planAnew(refused: Boarded[], deps: CarryDeps): Promise<Boarded[]> {
  const planned = await plan(
    refused.map(({ document, ...passenger }) => ({
      passenger,
      held: document.erpId === null ? null : { erpId: document.erpId, erpName: document.erpName },
      mayStandThere: document.erpId !== null,
    })),
    deps,
  )
  return planned.map((passenger) => ({ ...passenger, anew: true }))
}

async function plan(planned: ToPlan[], deps: CarryDeps): Promise<Boarded[]> {
  const { tenantId, connectionId, vault, lane, erp } = deps
  if (planned.length === 0) return []
  const { mappings, at } = await lane.read(tenantId, (tx) => mappingsOf(tx, tenantId, connectionId))
  const outcomes = await erp.plan(
    planned.map(({ passenger }) => toErpOrder(passenger.stored, passenger.order)),
    { signal: lane.signal, mappings },
  )
  const toFreeze = outcomes.flatMap((outcome, index) => {
    const one = planned[index]
    if (!one || !outcome.ok) return []
    const { passenger, held } = one
    return { passenger, held, revision: passenger.stored.revision, document: outcome.document }
  })
  const documents = await lane.commit(tenantId, (tx) =>
    store.freezeDocuments(tx, vault, tenantId, connectionId, toFreeze),
  )
  const fresh = toFreeze.map(({ passenger }, index): Boarded => {
    const document = documents[index] as store.StoredDocument
    return { ...passenger, document, plannedNow: true }
  })
  for (const [index, outcome] of outcomes.entries()) {
    const one = planned[index]
    if (one && !outcome.ok) await refused(one.passenger, outcome.refusals, one.mayStandThere, deps, at)
  }
  return fresh
}
