import { AppError } from '@crossdock/contracts/errors'
import { withoutPeople } from '../lib/without-people.ts'
import type { CallOptions, DraftOutcome, ErpDocument, Refusal } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'
import { broken } from './errors.ts'
import { type FrozenRows, frozenRows } from './plan.ts'
import { type LoadAnswer, loadAnswer } from './schemas.ts'

/**
 * Both keys are needed, or a repetition updates the order and appends its lines again (odoo.md §5.2).
 * `tracking_disable` saves 10–13 % (odoo-perf.md §2).
 */
const exactlyOnce = { mode: 'update', noupdate: true, tz: 'UTC', tracking_disable: true }

interface Sending {
  document: ErpDocument
  rows: FrozenRows
}

/** People first, orders second; each in one call for all documents of a shape. Repeating it answers the same ids. */
export async function writeDrafts(
  client: OdooClient,
  documents: ErpDocument[],
  call: CallOptions,
): Promise<DraftOutcome[]> {
  const outcomes = new Map<string, DraftOutcome>()
  const sendings = documents.map((document) => ({ document, rows: frozenRows.parse(document.payload) }))
  const known = await each(sendings, (some) => loadPartners(client, some, call), outcomes)
  for (const shape of new Set(known.map(({ document }) => document.shape))) {
    const alike = known.filter(({ document }) => document.shape === shape)
    await each(alike, (some) => loadOrders(client, some, call), outcomes)
  }
  return documents.map(
    (document) =>
      outcomes.get(document.externalId) ?? {
        orderId: document.orderId,
        ok: false,
        refusals: [{ code: 'provider-contract-broken', facts: {} }],
      },
  )
}

/** What one call said: an id for each sending, or the message about one of them. */
type Loaded = { ok: true; ids: (string | null)[] } | { ok: false; refusal: Refusal }

/**
 * One call for all; when Odoo refuses the batch because of a row, nothing of it was written, so it is halved until the
 * bad one stands alone. @returns those that got through
 */
async function each(
  sendings: Sending[],
  load: (some: Sending[]) => Promise<Loaded>,
  outcomes: Map<string, DraftOutcome>,
): Promise<Sending[]> {
  if (sendings.length === 0) return []
  const answer = await load(sendings)
  if (answer.ok) {
    for (const [index, { document }] of sendings.entries()) {
      const erpId = answer.ids[index]
      if (erpId) outcomes.set(document.externalId, { orderId: document.orderId, ok: true, erpId })
    }
    return sendings
  }
  const [only] = sendings
  if (sendings.length === 1 && only) {
    // A conflict with another call, in words we do not know, looks like a bad row; a bad row is refused again.
    const again = await load(sendings)
    if (again.ok) return each(sendings, () => Promise.resolve(again), outcomes)
    const { orderId, externalId } = only.document
    outcomes.set(externalId, { orderId, ok: false, refusals: [again.refusal] })
    return []
  }
  const middle = Math.ceil(sendings.length / 2)
  return [
    ...(await each(sendings.slice(0, middle), load, outcomes)),
    ...(await each(sendings.slice(middle), load, outcomes)),
  ]
}

async function loadPartners(client: OdooClient, sendings: Sending[], call: CallOptions): Promise<Loaded> {
  const [first] = sendings
  if (!first) return { ok: true, ids: [] }
  // The same person may have several orders in a batch: a record at most once in a call. All parents stand before all
  // children: `load` writes out what it has gathered whenever a row names one of it, so mixed they go one by one.
  const parent = first.rows.partnerFields.indexOf('parent_id/id')
  const rows = [
    ...new Map(sendings.flatMap((sending) => sending.rows.partnerRows).map((row) => [row[0], row])).values(),
  ]
  const ordered = [...rows.filter((row) => row[parent] === ''), ...rows.filter((row) => row[parent] !== '')]
  const answer = await load(client, 'res.partner', first.rows.partnerFields, ordered, call)
  return answer.ids === false ? { ok: false, refusal: refusal(answer) } : { ok: true, ids: [] }
}

async function loadOrders(client: OdooClient, sendings: Sending[], call: CallOptions): Promise<Loaded> {
  const [first] = sendings
  if (!first) return { ok: true, ids: [] }
  const answer = await load(
    client,
    'sale.order',
    first.rows.orderFields,
    sendings.flatMap((sending) => sending.rows.orderRows),
    call,
  )
  if (answer.ids === false) return { ok: false, refusal: refusal(answer) }
  if (answer.ids.length !== sendings.length)
    throw broken(`sale.order.load answered ${answer.ids.length} ids for ${sendings.length} orders`)
  return { ok: true, ids: answer.ids.map(String) }
}

/**
 * The database ids of one document's people, by external id.
 *
 * @throws `provider-refused`, `rows-outdated` when Odoo will not take one of them
 */
export async function loadPartnerIds(
  client: OdooClient,
  { partnerFields, partnerRows }: FrozenRows,
  call: CallOptions,
): Promise<Map<string, number>> {
  const answer = await load(client, 'res.partner', partnerFields, partnerRows, call)
  if (answer.ids === false) {
    const { code, facts } = refusal(answer)
    throw new AppError(code, facts.detail ?? '', { facts })
  }
  const ids = answer.ids
  return new Map(partnerRows.map((row, index) => [row[0] ?? '', ids[index] ?? 0]))
}

/** Repeatable: the external id makes it the same record. */
function load(
  client: OdooClient,
  model: string,
  fields: string[],
  data: (string | number)[][],
  call: CallOptions,
): Promise<LoadAnswer> {
  return client.call({
    model,
    method: 'load',
    kind: 'repeatable',
    args: { fields, data },
    context: exactlyOnce,
    answer: loadAnswer,
    ...call,
  })
}

/**
 * What is not about a row is a conflict with another call, swallowed into the messages with HTTP 200: the identical call
 * helps. The text may be localised, so it is never matched on alone (odoo.md §5.2). Odoo's own texts are English, since
 * every call names that language.
 */
function refusal(answer: LoadAnswer): Refusal {
  const errors = answer.messages.filter((message) => message.type !== 'warning')
  const ofRow = errors.find((message) => message.rows !== undefined || message.record !== undefined || message.field)
  const conflict = errors.some((message) =>
    /could not serialize|deadlock detected|concurrent update/i.test(message.message),
  )
  // A person that somebody deleted between the two calls; the next attempt makes it again.
  const personGone = errors.some((message) => /^No matching record found for external id/.test(message.message))
  if (!ofRow || conflict || personGone)
    throw new AppError('provider-busy', `load was rolled back: ${withoutPeople(errors[0]?.message ?? '')}`, {
      facts: { provider: 'Odoo' },
    })
  const facts = { provider: 'Odoo', detail: withoutPeople(ofRow.message) }
  // Rows name products, taxes and places by number; one that is gone makes these rows useless, not the order.
  const outdated = /^No matching record found for database id/.test(ofRow.message)
  return { code: outdated ? 'rows-outdated' : 'provider-refused', facts }
}
