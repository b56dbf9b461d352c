import type { DraftOutcome } from '@crossdock/connectors/ports/erp'
import { AppError } from '@crossdock/contracts/errors'
import { refused, vanished } from './arrivals.ts'
import { planAnew } from './freeze-rows.ts'
import type { Boarded, CarryDeps, Seen } from './passenger.ts'
import * as store from './store.ts'

/**
 * Drafts in one call, exactly once per external id; a later revision replaces the content of its draft. Rows that were
 * frozen in an earlier attempt and are refused now are made anew once: what they name may be gone meanwhile.
 */
export async function writeRows(boarded: Boarded[], deps: CarryDeps): Promise<Boarded[]> {
  const { tenantId, lane, erp } = deps
  const unwritten = boarded.filter(({ document }) => document.state === 'planned' || document.state === 'sent')
  if (unwritten.length === 0) return boarded
  await lane.commit(tenantId, (tx) =>
    store.markSent(
      tx,
      tenantId,
      unwritten.map(({ document }) => document.documentId),
    ),
  )

  const fresh = unwritten.filter(({ document }) => document.erpId === null)
  const outcomes: DraftOutcome[] =
    fresh.length === 0
      ? []
      : await erp.writeDrafts(
          fresh.map(({ document }) => document.document),
          { signal: lane.signal },
        )
  const toRewrite = unwritten.filter(({ document }) => document.erpId !== null)
  const written: Boarded[] = []
  const outdated: Boarded[] = []
  for (const [index, passenger] of fresh.entries()) {
    const outcome = outcomes[index]
    if (!outcome) throw new AppError('provider-contract-broken', 'fewer outcomes than documents')
    if (!outcome.ok) {
      if (passenger.plannedNow) await refused(passenger, outcome.refusals, false, deps)
      else outdated.push(passenger)
      continue
    }
    const loaded = { ...passenger, document: { ...passenger.document, erpId: outcome.erpId } }
    // An earlier revision, or an earlier plan, may have been sent without an answer: then the same external id answers
    // that older draft, unchanged.
    if (passenger.stored.revision > 1 || passenger.replayed || passenger.anew) toRewrite.push(loaded)
    else written.push(loaded)
  }
  for (const passenger of toRewrite) written.push(...(await rewrite(passenger, deps)))

  // What was not written stays noted as sent, so that whoever has to begin anew finds out again that it is not there.
  const ids = written.flatMap(({ document, stale }) =>
    stale ? [] : [{ documentId: document.documentId, erpId: document.erpId as string }],
  )
  await lane.commit(tenantId, (tx) => store.markLoaded(tx, tenantId, ids))
  const loaded = written.map((passenger) => ({
    ...passenger,
    document: { ...passenger.document, state: 'loaded' as const },
  }))
  const again = outdated.length === 0 ? [] : await writeRows(await planAnew(outdated, deps), deps)
  return [...boarded.filter((passenger) => !unwritten.includes(passenger)), ...loaded, ...again]
}

/**
 * `stale` when there was no draft of ours to write to; nobody when its rows could not be made anew. Of a first revision no
 * older one can stand there: a replay that was cut short after its confirmation finds itself.
 */
async function rewrite(passenger: Boarded, deps: CarryDeps): Promise<Boarded[]> {
  const { erp, lane } = deps
  const { document } = passenger
  const erpId = document.erpId as string
  const [now] = await erp.readOrders([erpId], { signal: lane.signal })
  if (now?.state !== 'draft' || now.externalId !== document.document.externalId)
    return [{ ...passenger, stale: passenger.stored.revision > 1 }]
  try {
    await erp.rewriteDraft(erpId, document.document, { signal: lane.signal })
    return [passenger]
  } catch (thrown) {
    const outdated = thrown instanceof AppError && ['rows-outdated', 'provider-refused'].includes(thrown.code)
    if (passenger.plannedNow || !outdated) throw thrown
    const anew = await planAnew([passenger], deps)
    return (await Promise.all(anew.map((one) => rewrite(one, deps)))).flat()
  }
}

/** What the ERP holds of them now. One that is gone, or whose id is another order's by now, is settled. */
export async function readBack(loaded: Boarded[], deps: CarryDeps): Promise<Seen[]> {
  const { erp, lane, tenantId } = deps
  const ids = loaded.flatMap(({ document }) => document.erpId ?? [])
  if (ids.length === 0) return []
  const states = new Map((await erp.readOrders(ids, { signal: lane.signal })).map((state) => [state.erpId, state]))
  const seen: Seen[] = []
  for (const passenger of loaded) {
    const now = states.get(passenger.document.erpId ?? '')
    if (now?.externalId === passenger.document.document.externalId) seen.push({ ...passenger, erpId: now.erpId, now })
    else await vanished(passenger, deps)
  }
  const read = seen.map(({ document, now }) => ({
    documentId: document.documentId,
    erpName: now.name,
    amounts: now.amounts,
  }))
  await lane.commit(tenantId, (tx) => store.markRead(tx, tenantId, read))
  return seen
}
