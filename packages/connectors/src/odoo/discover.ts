import type { CallOptions, ErpCapabilities, ErpDescription } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'
import type { OdooConfig } from './config.ts'
import { broken } from './errors.ts'
import { companyRow, currencyRow, fieldsAnswer, idRow, pricelistRow, versionAnswer } from './schemas.ts'

export interface Surroundings {
  version: string
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
 * Version, fields and the company's own settings. Which fields there are is asked (`fields_get`), never guessed from the
 * version: builds of one version differ.
 */
export async function discover(
  client: OdooClient,
  config: OdooConfig,
  fetcher: typeof fetch,
  call: CallOptions,
): Promise<Surroundings> {
  // One after another: Odoo's cloud allows no parallel calls (odoo.md §1.6).
  const version = await readVersion(config, fetcher, call)
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

/** `GET /web/version` needs no log-in (odoo.md §1.1). */
async function readVersion(config: OdooConfig, fetcher: typeof fetch, { signal }: CallOptions): Promise<string> {
  const timeout = AbortSignal.timeout(config.callTimeoutMs)
  const response = await fetcher(new URL('/web/version', config.url), {
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  }).catch(() => null)
  const parsed = versionAnswer.safeParse(await response?.json().catch(() => null))
  return parsed.success ? parsed.data.version : 'unknown'
}

export function describe(surroundings: Surroundings): ErpDescription {
  const { version, company, capabilities } = surroundings
  return { version, company: { id: String(company.id), name: company.name, currency: company.currency }, capabilities }
}
