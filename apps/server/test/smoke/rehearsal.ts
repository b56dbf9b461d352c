import { join } from 'node:path'
import { freshRealOdoo, type RealOdoo, type RealOdooSource, seedCatalogue } from '@crossdock/sandbox/odoo-real'
import { demoCatalogue, send } from '@crossdock/sandbox/shopify'
import pg from 'pg'
import { type CuttingProxy, startCuttingProxy } from '../harness/cutting-proxy.ts'
import { type HubProcess, hastyHub, startHubProcess } from '../harness/hub-processes.ts'
import { readOdooBooks } from '../harness/odoo-books.ts'
import { provisionShops } from '../harness/provision-shops.ts'
import { waitFor } from '../harness/wait-for.ts'
import { doubledAndShuffled } from './doubled-and-shuffled.ts'
import { type Ledger, ledgerOf } from './ledger.ts'

export interface Stage {
  odoo: RealOdooSource
  databaseUrl: string
  masterKey: string
  folder: string
}

export interface Cast {
  proxy: CuttingProxy
  /** Starts one more worker, as a supervisor would. */
  startWorker(): Promise<HubProcess>
  workers: HubProcess[]
}

export interface Rehearsal {
  name: string
  orders: number
  seed: number
  /** Sets the trap before the first order is sent. */
  prepare?(cast: Cast): void
  /** What must have happened besides the ledger, or the rehearsal proved nothing. */
  afterwards?(cast: Cast): Promise<void>
}

export interface Outcome {
  ledger: Ledger
  deliveries: number
  refused: number
  seconds: number
  calls: ReadonlyMap<string, number>
}

/**
 * A tenant with a shop and a fresh Odoo; the hub as real processes, its Odoo behind a proxy that can strike; orders sent
 * doubled and shuffled; then Odoo is asked what it holds.
 */
export async function rehearse(rehearsal: Rehearsal, stage: Stage): Promise<Outcome> {
  await using odoo = await freshRealOdoo(stage.odoo)
  await seedCatalogue(
    odoo.admin,
    demoCatalogue.map((item) => ({ sku: item.sku, name: item.title, listPrice: 1, stock: item.stock })),
  )
  await using proxy = await startCuttingProxy(odoo.url)
  const [shop] = await provisionShops([odoo.database.replaceAll('_', '-')], { odoo, erpUrl: proxy.url }, stage)
  if (!shop) throw new Error('no shop')

  const env = {
    ...hastyHub,
    DATABASE_URL: stage.databaseUrl,
    CROSSDOCK_MASTER_KEY: stage.masterKey,
  }
  const log = join(stage.folder, `${rehearsal.name.replace(/\W+/g, '-')}.log`)
  const workers: HubProcess[] = []
  const cast: Cast = {
    proxy,
    workers,
    async startWorker() {
      const worker = await startHubProcess({ ...env, ROLE: 'worker' }, log)
      workers.push(worker)
      return worker
    },
  }
  const api = await startHubProcess({ ...env, ROLE: 'api' }, log)
  try {
    await cast.startWorker()
    rehearsal.prepare?.(cast)
    const startedMs = performance.now()
    const { deliveries, charged } = doubledAndShuffled(rehearsal.orders, rehearsal.seed, shop.domain)
    let refused = 0
    for (const delivery of deliveries) {
      const { status } = await send(delivery, { url: `${api.url}${shop.path}`, secret: shop.secret })
      if (status !== 200) refused++
    }
    const ledger = await settled(odoo, charged, stage, shop.tenantId)
    await rehearsal.afterwards?.(cast)
    return {
      ledger,
      deliveries: deliveries.length,
      refused,
      seconds: (performance.now() - startedMs) / 1000,
      calls: proxy.calls,
    }
  } finally {
    for (const process of [api, ...workers]) await process.stop()
  }
}

/** Waits until the hub says that all its work is done, then asks Odoo. */
async function settled(
  odoo: RealOdoo,
  charged: { name: string; sourceId: string; total: string }[],
  stage: Stage,
  tenantId: string,
): Promise<Ledger> {
  const owner = new pg.Client({ connectionString: stage.databaseUrl, options: '-c search_path=crossdock' })
  await owner.connect()
  try {
    await waitFor(
      'every order to be confirmed',
      async () => {
        const { rows } = await owner.query<{ erp_state: string; n: number }>(
          'select erp_state, count(*)::int as n from orders where tenant_id = $1 group by 1',
          [tenantId],
        )
        const waiting = (
          await owner.query<{ n: number }>(
            `select count(*)::int as n from work where tenant_id = $1 and state = 'waiting'`,
            [tenantId],
          )
        ).rows[0]?.n
        const confirmed = rows.find((row) => row.erp_state === 'confirmed')?.n ?? 0
        if (confirmed === charged.length && waiting === 0) return true
        throw new Error(`${JSON.stringify(rows)}, ${waiting} rows of work waiting`)
      },
      120_000,
    )
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  } finally {
    await owner.end()
  }
  return ledgerOf(await readOdooBooks(stage.odoo.postgres, odoo.database), charged)
}
