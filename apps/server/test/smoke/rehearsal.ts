import { join } from 'node:path'
import { freshRealOdoo, type RealOdooSource, seedCatalogue } from '@crossdock/sandbox/odoo-real'
import { demoCatalogue, send } from '@crossdock/sandbox/shopify'
import pg from 'pg'
import { openFloor } from '#main/wire.ts'
import { readConfig } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'
import { aWhatsAppNumber, type OwnNumber, switchOn } from '../harness/a-whatsapp-number.ts'
import { type CuttingProxy, startCuttingProxy } from '../harness/cutting-proxy.ts'
import { type HubProcess, hastyHub, startHubProcess } from '../harness/hub-processes.ts'
import { readOdooBooks } from '../harness/odoo-books.ts'
import { type ProvisionedShop, provisionShops } from '../harness/provision-shops.ts'
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
  /** Everybody's who could be told something. */
  phones: string[]
}

/**
 * A tenant with a shop, a WhatsApp number at the stand-in and a fresh Odoo; the hub as real processes, its Odoo behind a
 * proxy that can strike; orders sent doubled and shuffled; then Odoo is asked what it holds, and the phones what they got.
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
  await using number = await aNumberOf(shop, api.url, stage)
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
    await settled(charged.length, stage, shop.tenantId, number)
    await rehearsal.afterwards?.(cast)
    const books = await readOdooBooks(stage.odoo.postgres, odoo.database)
    const { phones } = number.box.world
    const told = new Map(
      phones.all().map(({ digits }) => [`+${digits}`, number.got(`+${digits}`).map(({ text }) => text)]),
    )
    return {
      ledger: ledgerOf(books, told, charged),
      phones: charged.map(({ phone }) => phone),
      deliveries: deliveries.length,
      refused,
      seconds: (performance.now() - startedMs) / 1000,
      calls: proxy.calls,
    }
  } finally {
    for (const process of [api, ...workers]) await process.stop()
  }
}

/** From which every notice goes out, to orders of whatever time. */
async function aNumberOf(
  { tenantId, connectionId }: ProvisionedShop,
  url: string,
  { databaseUrl, masterKey }: Stage,
): Promise<OwnNumber> {
  const floor = openFloor(readConfig({ NODE_ENV: 'test' }), { url: databaseUrl, masterKey }, createLog('silent'))
  try {
    const number = await aWhatsAppNumber({ floor, url }, tenantId)
    for (const notice of ['order-confirmation', 'order-cancelled', 'needs-something'] as const)
      await switchOn({ floor }, { tenantId, connectionId, number }, notice)
    return number
  } finally {
    await floor.close()
  }
}

/** Waits until the hub says that all its work is done, and the provider has told what became of each message. */
async function settled(orders: number, stage: Stage, tenantId: string, number: OwnNumber): Promise<void> {
  const owner = new pg.Client({ connectionString: stage.databaseUrl, options: '-c search_path=crossdock' })
  await owner.connect()
  const count = async (by: string, what: string): Promise<Record<string, number>> => {
    const { rows } = await owner.query<{ state: string; n: number }>(
      `select ${by} as state, count(*)::int as n from ${what} where tenant_id = $1 group by 1`,
      [tenantId],
    )
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
  }
  try {
    await waitFor(
      'every order to be confirmed, and every confirmation to arrive',
      async () => {
        const states = await count('erp_state', 'orders')
        const work = await count('state', 'work')
        const messages = await count('state', 'messages')
        await number.box.settled()
        if (states.confirmed === orders && !work.waiting && messages.delivered === orders) return true
        throw new Error(JSON.stringify({ orders: states, work, messages }))
      },
      120_000,
    )
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  } finally {
    await owner.end()
  }
}
