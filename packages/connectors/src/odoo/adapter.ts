import { AppError, type ErrorCode } from '@crossdock/contracts/errors'
import type { CallOptions, ErpDocument, ErpOrder, ErpPort, PlanOptions } from '../ports/erp.ts'
import { choices } from './choices.ts'
import { OdooClient, type TransportMemory } from './client.ts'
import type { OdooConfig } from './config.ts'
import { describe, discover, type Surroundings } from './discover.ts'
import { findOrders } from './find-orders.ts'
import { mappedTo } from './mapped.ts'
import { cancel, confirm } from './order-actions.ts'
import { Places } from './places.ts'
import { bookedLines, planOrder } from './plan.ts'
import { findProducts, skuFor } from './products.ts'
import { readOrders } from './read-orders.ts'
import { readReservations } from './read-reservations.ts'
import { rewriteDraft } from './rewrite-draft.ts'
import type { TaxRow } from './schemas.ts'
import { readTaxes } from './taxes.ts'
import { writeDrafts } from './write-drafts.ts'

/** What a look at taxes, price lists and warehouses that were read a while ago may refuse wrongly. */
const mayHaveChanged: ReadonlySet<ErrorCode> = new Set([
  'tax-unmapped',
  'currency-not-in-erp',
  'mapping-broken',
  'location-unmapped',
])

export interface OdooDeps {
  fetch?: typeof fetch
  /** So that the server is asked for its APIs once, not by every port that is made. */
  transport?: TransportMemory
}

/**
 * How long fields, currencies and price lists are believed; taxes are read for every plan that misses one. Rows that turn
 * out wrong end it for all.
 */
const believedMs = 300_000

/** An Odoo with the fields of 19 and newer, one company of one database. */
export function odooErp(config: OdooConfig, deps: OdooDeps = {}): ErpPort {
  const client = new OdooClient(config, deps.fetch ?? fetch, deps.transport)
  let places = new Places(client)
  let surroundings: { value: Promise<Surroundings>; until: number } | undefined
  let taxes: TaxRow[] | undefined

  function around(call: CallOptions): Promise<Surroundings> {
    if (!surroundings || surroundings.until < performance.now()) {
      const value = discover(client, config, call)
      surroundings = { value, until: performance.now() + believedMs }
      value.catch(() => {
        surroundings = undefined
      })
    }
    return surroundings.value
  }

  /** The first pass may work with taxes that are a while old; an order it cannot carry gets a second, fresh look. */
  async function plan(orders: ErpOrder[], call: PlanOptions = {}): ReturnType<ErpPort['plan']> {
    const skus = new Set(orders.flatMap(({ order }) => bookedLines(order.lines).flatMap((line) => skuFor(line) ?? [])))
    // One after another: Odoo's cloud allows no parallel calls (odoo.md §1.6).
    const known = await around(call)
    const products = await findProducts(client, config.companyId, [...skus], call)
    const mapped = await mappedTo(client, config.companyId, call.mappings ?? [], orders, call)
    const stale = taxes !== undefined
    taxes ??= await readTaxes(client, config.companyId, call)
    const once = async (all: TaxRow[], surroundings: Surroundings): ReturnType<ErpPort['plan']> => {
      const outcomes = []
      for (const order of orders)
        outcomes.push(await planOrder(order, { config, surroundings, taxes: all, products, mapped, places }, call))
      return outcomes
    }
    const outcomes = await once(taxes, known)
    const mended = outcomes.some(
      (outcome) => !outcome.ok && outcome.refusals.some(({ code }) => mayHaveChanged.has(code)),
    )
    if (!mended || !stale) return outcomes
    surroundings = undefined
    taxes = await readTaxes(client, config.companyId, call)
    return once(taxes, await around(call))
  }

  /** What was looked up is believed for a while; a row that Odoo does not know any more proves it wrong. */
  function disbelieve(): void {
    surroundings = undefined
    taxes = undefined
    places = new Places(client)
  }

  return {
    provider: 'odoo',
    describe: async (call = {}) => describe(await discover(client, config, call)),
    plan,
    async writeDrafts(documents: ErpDocument[], call = {}) {
      const outcomes = await writeDrafts(client, documents, call)
      if (outcomes.some((outcome) => !outcome.ok && outcome.refusals.some(({ code }) => code === 'rows-outdated')))
        disbelieve()
      return outcomes
    },
    rewriteDraft: (erpId, document, call = {}) =>
      rewriteDraft(client, Number(erpId), document, call).catch((thrown: unknown) => {
        if (thrown instanceof AppError && thrown.code === 'rows-outdated') disbelieve()
        throw thrown
      }),
    readOrders: async (erpIds, call = {}) => readOrders(client, await around(call), erpIds, call),
    confirm: (erpIds, call = {}) => confirm(client, erpIds, call),
    readReservations: async (erpIds, call = {}) => readReservations(client, await around(call), erpIds, call),
    cancel: (erpIds, call = {}) => cancel(client, erpIds, call),
    findOrders: async (documents, call = {}) => findOrders(client, await around(call), documents, call),
    choices: (kind, wanted, call = {}) => choices(client, config.companyId, kind, wanted, call),
  }
}
