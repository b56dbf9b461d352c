import type { Refusal } from '@crossdock/connectors/ports/erp'
import { AppError } from '@crossdock/contracts/errors'
import { supersedeDead } from '#jobs/store.ts'
import { arrivedWith, noteNeeds } from '#modules/mappings/index.ts'
import {
  addToTimeline,
  addToTimelines,
  closeTasksOfKind,
  type ErpNews,
  type ErpState,
  openTask,
  setErpOutcome,
  setErpOutcomes,
} from '#modules/orders/index.ts'
import type { Tx } from '#platform/db/database.ts'
import type { Boarded, CarryDeps, Passenger, Seen, Task } from './passenger.ts'
import * as store from './store.ts'
import { takenBack } from './taken-back.ts'
import { withoutPeople } from './without-people.ts'

/** What comes of an order in the end, written down together: document, order, task, timeline. */

type Arrived = Extract<ErpState, 'held' | 'confirmed' | 'short' | 'cancelled'>

/** Through: the ERP holds it. `tasks` is what a person has to do about it all the same. */
export interface Arrival {
  passenger: Boarded
  erpState: Arrived
  message: string
  tasks?: Task[]
}

/**
 * All of a batch in one transaction, and a statement for all of them wherever there is one: an order at a time it would
 * take as long as the ERP's own part in it.
 */
export async function arriveTogether(arrivals: Arrival[], deps: CarryDeps): Promise<void> {
  if (arrivals.length === 0) return
  await deps.lane.commit(deps.tenantId, (tx) => noteArrivals(tx, arrivals, deps))
  for (const { passenger } of arrivals) deps.settle(passenger.stored.orderId, 'done')
}

export function arrive(
  passenger: Boarded,
  erpState: Arrived,
  message: string,
  deps: CarryDeps,
  tasks: Task[] = [],
): Promise<void> {
  return arriveTogether([{ passenger, erpState, message, tasks }], deps)
}

async function noteArrivals(
  tx: Tx,
  arrivals: Arrival[],
  { tenantId, connectionId, listener }: CarryDeps,
): Promise<void> {
  const orderIdOf = ({ passenger }: Arrival): string => passenger.stored.orderId
  await store.markStates(
    tx,
    tenantId,
    arrivals.map(({ passenger, erpState }) => ({
      documentId: passenger.document.documentId,
      state: erpState === 'held' ? 'loaded' : erpState,
    })),
  )
  await setErpOutcomes(
    tx,
    tenantId,
    new Map(
      arrivals.map((arrival) => [
        orderIdOf(arrival),
        { erpState: arrival.erpState, reasonCode: reasonOf(arrival), reasonFacts: null },
      ]),
    ),
  )
  // What stopped them earlier is past.
  await supersedeDead(tx, tenantId, { kind: 'order', id: arrivals.map(orderIdOf) })
  const paidBy = arrivals.map(({ passenger }) => ({
    orderId: passenger.stored.orderId,
    gateways: passenger.order.payment.gateways,
  }))
  await arrivedWith(tx, tenantId, connectionId, paidBy)
  const isShort = ({ tasks = [] }: Arrival): boolean => tasks.some((task) => task.kind === 'short')
  const inStock = arrivals.filter((arrival) => !isShort(arrival)).map(orderIdOf)
  if (inStock.length > 0) await closeTasksOfKind(tx, tenantId, inStock, 'short')
  for (const arrival of arrivals)
    for (const task of arrival.tasks ?? []) await openTask(tx, tenantId, orderIdOf(arrival), task.kind, task.message)
  await addToTimelines(tx, tenantId, arrivals.flatMap(entriesOf))
  await listener(
    tx,
    tenantId,
    arrivals.map(({ passenger, erpState }) => newsOf(passenger, erpState)),
  )
}

/** A draft's reason (what it waits for) stays; a payment that is gone is one whatever was noted before. */
function reasonOf({ passenger: { stored }, erpState, tasks = [] }: Arrival): string | null {
  if (tasks.some((task) => task.kind === 'paid-back')) return 'payment-gone'
  return erpState === 'held' && stored.erpState !== 'parked' ? stored.reasonCode : null
}

function entriesOf({ passenger, erpState, message, tasks = [] }: Arrival) {
  const { stored, document, correlationId } = passenger
  const isNews = stored.erpState !== erpState || document.state !== erpState
  return [
    ...(isNews ? [{ kind: `erp-${erpState}`, message }] : []),
    ...tasks.filter((task) => task.message !== message).map((task) => ({ kind: 'task', message: task.message })),
  ].map((entry) => ({ ...entry, orderId: stored.orderId, correlationId }))
}

function newsOf({ stored, order, correlationId }: Passenger, erpState: ErpState): ErpNews {
  return { stored, order, erpState, correlationId }
}

export function changedSentence(order: string, erpName: string): AppError {
  return new AppError('changed-after-confirmation', 'a confirmed order changed in the channel', {
    facts: { order, erpName },
  })
}

export async function changedAfterConfirmation(
  passenger: Passenger,
  before: store.StoredDocument,
  deps: CarryDeps,
): Promise<void> {
  const { stored, order } = passenger
  const erpName = before.erpName ?? 'the order in the ERP'
  const error = changedSentence(stored.name, erpName)
  const tasks: Task[] = [{ kind: error.code, message: error.say }, ...takenBack(stored, order, erpName)]
  await note(
    passenger,
    deps,
    async (tx) => {
      for (const task of tasks) await openTask(tx, deps.tenantId, stored.orderId, task.kind, task.message)
      await setErpOutcome(tx, deps.tenantId, stored.orderId, {
        erpState: before.state === 'short' ? 'short' : 'confirmed',
        reasonCode: error.code,
        reasonFacts: error.facts,
      })
    },
    tasks.map((task) => ({ kind: 'task', message: task.message })),
  )
  deps.settle(stored.orderId, 'done')
}

export async function cannotCancel(passenger: Seen, deps: CarryDeps): Promise<void> {
  const message = `The channel cancelled ${passenger.stored.name}, but ${passenger.now.name} is delivered or invoiced already. Please take it back by hand.`
  await arrive(passenger, 'confirmed', message, deps, [{ kind: 'cancelled-too-late', message }])
}

/** Somebody cancelled it in the ERP: that stands, and the staff are told. */
export async function cancelledInErp(passenger: Seen, deps: CarryDeps): Promise<void> {
  const message = `${passenger.now.name} was cancelled in the ERP while the channel still has ${passenger.stored.name} open. Cancel it there too, or set it back in the ERP.`
  await arrive(passenger, 'cancelled', message, deps, [{ kind: 'cancelled-in-erp', message }])
}

/** Deleted in the ERP by somebody: it must not return by itself. */
export async function vanished(passenger: Boarded, deps: CarryDeps): Promise<void> {
  const { stored, document } = passenger
  if (stored.wanted === 'cancelled') {
    await arrive(passenger, 'cancelled', 'The order was deleted in the ERP, and it is cancelled in the channel.', deps)
    return
  }
  if (!passenger.replayed) {
    await settleRefused(
      passenger,
      [{ code: 'erp-order-vanished', facts: { erpName: document.erpName ?? document.erpId ?? '' } }],
      deps,
    )
    return
  }
  // A person wants it back: with the record its external id went too, so the next attempt makes a new draft.
  await note(
    passenger,
    deps,
    async (tx) => {
      const anew = { revision: stored.revision, document: document.document, held: null }
      await store.freezeDocuments(tx, deps.vault, deps.tenantId, deps.connectionId, [anew])
    },
    [{ kind: 'replay', message: 'The order was deleted in the ERP; it is made again because somebody asked for it.' }],
  )
  deps.settle(
    stored.orderId,
    new AppError('provider-busy', 'deleted in the ERP, planned anew', { facts: { provider: 'The ERP' } }),
  )
}

/** The ERP cannot take it as it is. A cancelled order that never stood there needs nothing more. */
export async function refused(
  passenger: Passenger,
  refusals: Refusal[],
  mayStandThere: boolean,
  deps: CarryDeps,
  plannedAt?: Date,
): Promise<void> {
  const { stored } = passenger
  if (stored.wanted !== 'cancelled' || mayStandThere) {
    await settleRefused(passenger, refusals, deps, plannedAt)
    return
  }
  await note(
    passenger,
    deps,
    async (tx) => {
      await setErpOutcome(tx, deps.tenantId, stored.orderId, {
        erpState: 'cancelled',
        reasonCode: null,
        reasonFacts: null,
      })
      await noteNeeds(tx, deps.tenantId, deps.connectionId, stored.orderId, [], new Date())
      await supersedeDead(tx, deps.tenantId, { kind: 'order', id: stored.orderId })
      await deps.listener(tx, deps.tenantId, [newsOf(passenger, 'cancelled')])
    },
    [{ kind: 'erp-cancelled', message: 'Cancelled before the ERP could take it; nothing stands there.' }],
  )
  deps.settle(stored.orderId, 'done')
}

/**
 * Cannot be carried as it is: a dead letter with the first cause; the job's onDead parks the order and tells why. Which
 * mappings would mend it is written down before, all of them: saving one finds the orders that wait for it.
 */
export async function settleRefused(
  passenger: Passenger,
  refusals: Refusal[],
  deps: CarryDeps,
  plannedAt = new Date(),
): Promise<void> {
  const [first] = refusals
  if (!first) throw new AppError('provider-contract-broken', 'refused without a reason')
  const { detail } = first.facts
  const needs = refusals.flatMap(({ need }) => need ?? [])
  await deps.lane.commit(deps.tenantId, (tx) =>
    noteNeeds(tx, deps.tenantId, deps.connectionId, passenger.stored.orderId, needs, plannedAt),
  )
  deps.settle(
    passenger.stored.orderId,
    new AppError(first.code, `refused: ${refusals.map((refusal) => refusal.code).join(', ')}`, {
      facts: {
        ...first.facts,
        ...(detail === undefined ? {} : { detail: withoutPeople(detail, passenger.order) }),
        order: passenger.stored.name,
        ...(needs.length > 0 ? { needs: String(needs.length) } : {}),
      },
    }),
  )
}

function note(
  passenger: Passenger,
  deps: CarryDeps,
  write: (tx: Tx) => Promise<void>,
  entries: { kind: string; message: string }[],
): Promise<void> {
  return deps.lane.commit(deps.tenantId, async (tx) => {
    await write(tx)
    for (const entry of entries)
      await addToTimeline(tx, deps.tenantId, passenger.stored.orderId, passenger.correlationId, entry)
  })
}
