import { AppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import { OdooClient } from './client.ts'
import type { OdooConfig } from './config.ts'
import { serviceProducts } from './products.ts'
import { idRow, productRow } from './schemas.ts'
import { neededModules } from './setup.ts'
import type { TransportName } from './transport/transport.ts'

/** What a look at an Odoo and at the rights of our user there brings to light. Everything it does is reading. */
export interface OdooCheckUp {
  version: string
  transport: TransportName
  /** Null: the company of the connection cannot be seen. */
  company: string | null
  modulesMissing: string[]
  rightsMissing: { model: string; operation: Operation }[]
  /** SKUs of the products for charges that the set-up makes. */
  productsMissing: string[]
  productsAmbiguous: string[]
  /** Whether the connection's warehouse is there; null when it names none. */
  warehouse: boolean | null
  salesJournal: boolean
  /** When the last of our user's keys ends, as Odoo tells; null: it does not, or one of them has no end. */
  keysEndAt: Date | null
  /** How far its clock is ahead of ours; null when it does not tell the time. */
  clockAheadMs: number | null
}

type Operation = 'read' | 'create' | 'write'

/** odoo.md §9: what carrying orders does there. */
const neededRights: readonly [model: string, operations: readonly Operation[]][] = [
  ['sale.order', ['read', 'create', 'write']],
  ['sale.order.line', ['read', 'create', 'write']],
  ['res.partner', ['read', 'create', 'write']],
  ['product.product', ['read']],
  ['stock.move', ['read']],
  ['stock.warehouse', ['read']],
  ['account.tax', ['read']],
]

const moduleRow = z.object({ name: z.string() })
const companyRow = z.object({ name: z.string() })
const keyRow = z.object({ expiration_date: z.union([z.string(), z.literal(false), z.null()]) })

/**
 * @throws `credentials-rejected`, `provider-unreachable`, `provider-busy`, `provider-refused` (no such database): then there is
 * nothing more to be seen
 */
export async function checkUpOdoo(
  config: OdooConfig,
  { fetch: fetcher = fetch, signal }: { fetch?: typeof fetch; signal?: AbortSignal } = {},
): Promise<OdooCheckUp> {
  const client = new OdooClient(config, fetcher)
  const call = signal ? { signal } : {}
  // One after another: Odoo's cloud allows no parallel calls (odoo.md §1.6).
  const { version, transport } = await client.server(call)
  await client.call({
    model: 'res.users',
    method: 'context_get',
    kind: 'repeatable',
    args: {},
    answer: z.any(),
    ...call,
  })
  const installed = await client.searchRead(
    'ir.module.module',
    [
      ['name', 'in', neededModules],
      ['state', '=', 'installed'],
    ],
    ['name'],
    moduleRow,
    call,
  )
  const modulesMissing = neededModules.filter((name) => !installed.some((row) => row.name === name))
  const rightsMissing: OdooCheckUp['rightsMissing'] = []
  for (const [model, operations] of neededRights)
    for (const operation of operations)
      if ((await mayDo(client, model, operation, call)) === false) rightsMissing.push({ model, operation })
  const seen = async <T>(read: Promise<T[]>): Promise<T[]> => read.catch(notForUs)
  const [company] = await seen(
    client.searchRead('res.company', [['id', '=', config.companyId]], ['name'], companyRow, call),
  )
  const skus = Object.values(serviceProducts).map(({ sku }) => sku)
  const products = await seen(
    client.searchRead('product.product', [['default_code', 'in', skus]], ['default_code', 'type'], productRow, call),
  )
  const warehouses = await seen(
    client.searchRead(
      'stock.warehouse',
      [
        ['company_id', '=', config.companyId],
        ['id', '=', config.warehouseId ?? 0],
      ],
      ['id'],
      idRow,
      call,
    ),
  )
  const journals = await seen(
    client.searchRead(
      'account.journal',
      [
        ['type', '=', 'sale'],
        ['company_id', '=', config.companyId],
      ],
      ['id'],
      idRow,
      { ...call, limit: 1 },
    ),
  )
  const keys = await seen(client.searchRead('res.users.apikeys', [], ['expiration_date'], keyRow, call))
  const timesOf = (sku: string): number => products.filter((row) => row.default_code === sku).length
  return {
    version,
    transport,
    company: company?.name ?? null,
    modulesMissing,
    rightsMissing,
    productsMissing: skus.filter((sku) => timesOf(sku) === 0),
    productsAmbiguous: skus.filter((sku) => timesOf(sku) > 1),
    warehouse: config.warehouseId === undefined ? null : warehouses.length > 0,
    salesJournal: journals.length > 0,
    keysEndAt: lastEnd(keys.map((row) => row.expiration_date)),
    clockAheadMs: await clockAhead(config.url, fetcher, signal),
  }
}

/** Null: there is no such model, which the missing module explains. */
async function mayDo(
  client: OdooClient,
  model: string,
  operation: Operation,
  call: { signal?: AbortSignal },
): Promise<boolean | null> {
  try {
    return await client.call({
      model,
      method: 'has_access',
      kind: 'repeatable',
      args: { ids: [], operation },
      answer: z.boolean(),
      ...call,
    })
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'provider-refused') return null
    throw thrown
  }
}

/** What may not be read, or is not there, is reported as missing elsewhere. */
function notForUs(thrown: unknown): never[] {
  if (thrown instanceof AppError && (thrown.code === 'rights-missing' || thrown.code === 'provider-refused')) return []
  throw thrown
}

function lastEnd(ends: (string | false | null)[]): Date | null {
  if (ends.length === 0 || ends.some((end) => !end)) return null
  return new Date(Math.max(...ends.map((end) => utc(String(end)))))
}

/** Odoo writes moments in UTC and without a zone (odoo.md §10, trap 3). */
function utc(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}

/** By the second that the header `Date` tells, so half a second is as good as nothing. */
async function clockAhead(url: string, fetcher: typeof fetch, signal: AbortSignal | undefined): Promise<number | null> {
  const askedMs = Date.now()
  const limit = AbortSignal.timeout(5_000)
  const answer = await fetcher(new URL('/web/version', url), {
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    redirect: 'manual',
  }).catch(() => null)
  await answer?.body?.cancel()
  const told = Date.parse(answer?.headers.get('date') ?? '')
  if (Number.isNaN(told)) return null
  const halfWayMs = (askedMs + Date.now()) / 2
  return told + 500 - halfWayMs
}
