import type { CallOptions, ErpCapabilities, ErpDescription } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'
import type { OdooConfig } from './config.ts'
import { broken } from './errors.ts'
import { companyRow, currencyRow, fieldsAnswer, idRow, pricelistRow } from './schemas.ts'
import type { TransportName } from './transport/transport.ts'

export interface Surroundings {
  version: string
  transport: TransportName
  company: { id: number; name: string; currency: string }
  capabilities: ErpCapabilities
  /** By ISO code: Odoo's id and digits. Active ones only. */
  currencies: ReadonlyMap<string, { id: number; digits: number }>
  currencyCodes: ReadonlyMap<number, string>
  /** Whether moves tell which move they wait for. */
  moveOrigins: boolean
  /** Active ones of the company. */
  warehouses: readonly number[]
  /** By currency; none at all while the price list feature is off (odoo.md §2.3). */
  pricelists: ReadonlyMap<string, number>
}

/**
 * Version, way in, fields and the company's own settings. Which fields there are is asked (`fields_get`), never guessed from the
 * version: builds of one version differ.
 */
export async function discover(client: OdooClient, config: OdooConfig, call: CallOptions): Promise<Surroundings> {
  // One after another: Odoo's cloud allows no parallel calls (odoo.md §1.6).
  const { version, transport } = await client.server(call)
  const lineFields = await fieldsOf(client, 'sale.order.line', call)
  const moveFields = await fieldsOf(client, 'stock.move', call)
  const companies = await client.searchRead(
    'res.company',
    [['id', '=', config.companyId]],
    ['name', 'currency_id'],
    companyRow,
    call,
  )
  const currencies = await client.searchRead('res.currency', [], ['name', 'decimal_places'], currencyRow, call)
  const pricelists = await client.searchRead(
    'product.pricelist',
    [],
    ['currency_id', 'company_id', 'sequence'],
    pricelistRow,
    { ...call, order: 'sequence,id' },
  )
  const ours = [['company_id', '=', config.companyId]]
  const warehouses = await client.searchRead('stock.warehouse', ours, ['id'], idRow, call)
  const [company] = companies
  if (!company) throw broken(`company ${config.companyId} cannot be read`)
  for (const field of ['tax_ids', 'product_uom_qty', 'price_unit']) {
    if (!(field in lineFields)) throw broken(`sale.order.line has no field ${field}: Odoo 19 or newer is needed`)
  }
  const codes = new Map(currencies.map((currency) => [currency.id, currency.name]))
  const byCurrency = new Map<string, number>()
  for (const pricelist of pricelists) {
    const code = codes.get(pricelist.currency_id)
    const ours = pricelist.company_id === null || pricelist.company_id === config.companyId
    if (code && ours && !byCurrency.has(code)) byCurrency.set(code, pricelist.id)
  }
  return {
    version,
    transport,
    company: { id: company.id, name: company.name, currency: codes.get(company.currency_id) ?? '' },
    capabilities: {
      exactLineTaxes: 'extra_tax_data' in lineFields,
      keepsPushedPrice: 'technical_price_unit' in lineFields,
    },
    currencies: new Map(
      currencies.map((currency) => [currency.name, { id: currency.id, digits: currency.decimal_places }]),
    ),
    currencyCodes: codes,
    moveOrigins: 'move_orig_ids' in moveFields,
    warehouses: warehouses.map(({ id }) => id),
    pricelists: byCurrency,
  }
}

function fieldsOf(client: OdooClient, model: string, call: CallOptions): Promise<Record<string, unknown>> {
  return client.call({
    model,
    method: 'fields_get',
    kind: 'repeatable',
    args: { attributes: ['type'] },
    answer: fieldsAnswer,
    ...call,
  })
}

export function describe(surroundings: Surroundings): ErpDescription {
  const { version, transport, company, capabilities } = surroundings
  return {
    version,
    protocol: transport,
    company: { id: String(company.id), name: company.name, currency: company.currency },
    capabilities,
  }
}
