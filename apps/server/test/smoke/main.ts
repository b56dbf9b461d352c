import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realOdooFrom } from '@crossdock/sandbox/odoo-real'
import pg from 'pg'
import { freePort } from '#main/free-port.ts'
import { printTable } from '#main/print-table.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { migrate } from '#platform/db/migrate.ts'
import { startEmbedded } from '#platform/embedded/index.ts'
import { logsAtRest, tablesAtRest } from '../harness/at-rest.ts'
import { PhoneScan, readablePhones, scanInWords } from '../harness/plain-phones.ts'
import { problemsOf } from './ledger.ts'
import { rehearse } from './rehearsal.ts'
import { rehearsals } from './rehearsals.ts'

/**
 * `npm run smoke [NAME]`: 20 signed orders, doubled and shuffled, into a real Odoo, and 20 confirmations to the buyers'
 * phones; then the same with a worker killed at three places and one frozen past its lease. Odoo itself is asked what it
 * holds, the phones what they got, and no phone may be readable in what the hub keeps.
 */
async function main(only: string | undefined): Promise<number> {
  const odoo = realOdooFrom(process.env)
  if (!odoo) {
    console.error(
      'The smoke run needs a real Odoo. On Debian, as root:\n  bash scripts/odoo/real-odoo.sh run -- npm run smoke',
    )
    return 1
  }
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-smoke-'))
  const masterKey = `smoke:${Buffer.alloc(32, 3).toString('base64')}`
  const database = await startEmbedded({ dataDir: folder, port: () => freePort(0), password: 'smoke', throwAway: true })
  let failed = 0
  try {
    await migrate(database.url, new MasterKey(masterKey))
    const phones: string[] = []
    const chosen = rehearsals.filter(({ name }) => only === undefined || name.includes(only))
    for (const rehearsal of chosen) {
      const outcome = await rehearse(rehearsal, { odoo, databaseUrl: database.url, masterKey, folder })
      const { ledger } = outcome
      phones.push(...outcome.phones)
      const problems = problemsOf(ledger)
      if (outcome.refused > 0) problems.push(`${outcome.refused} webhooks were not answered 200`)
      if (rehearsal === chosen[0]) {
        printTable(
          ['order', 'charged', 'in Odoo', 'state', 'total', 'demand', 'reserved', 'told on WhatsApp'],
          ledger.rows.flatMap(({ name, charged, found, told }) =>
            found.map((one) => [
              name,
              charged,
              one.name,
              one.state,
              one.total,
              String(one.demanded),
              String(one.reserved),
              told.map((words) => words.replace(/\. We tell.*/, '')).join(' / '),
            ]),
          ),
        )
        console.log()
      }
      console.log(
        `${problems.length === 0 ? '✓' : '✗'} ${rehearsal.name}: ${outcome.deliveries} deliveries of ${ledger.rows.length} orders → ${ledger.saleOrders} sale orders, ` +
          `${ledger.messages} confirmations on ${ledger.rows.length} phones, ` +
          `demand ${ledger.demanded} = reserved ${ledger.reservedOnQuants}, ${outcome.seconds.toFixed(1)} s ` +
          `(load ${outcome.calls.get('sale.order/load') ?? 0}×, action_confirm ${outcome.calls.get('sale.order/action_confirm') ?? 0}×)`,
      )
      for (const problem of problems) console.log(`    ${problem}`)
      if (problems.length > 0) failed++
    }
    const scan = await scanFor(phones, database.url, folder)
    const leaks = readablePhones(scan)
    console.log(`${leaks.length === 0 ? '✓' : '✗'} ${scanInWords(scan)}`)
    for (const leak of leaks.slice(0, 20)) console.log(`    ${leak}`)
    console.log(`\nSmoke: ${chosen.length - failed} of ${chosen.length} rehearsals as they should be.`)
    if (leaks.length > 0) failed++
    if (failed > 0) console.log(`Logs of the hub: ${folder}`)
  } finally {
    await database.stop()
    if (failed === 0) rmSync(folder, { recursive: true, force: true })
  }
  return failed === 0 && rehearsals.length > 0 ? 0 : 1
}

/** No buyer's phone may be readable in what the hub keeps. */
async function scanFor(phones: string[], databaseUrl: string, folder: string): Promise<PhoneScan> {
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  try {
    const scan = new PhoneScan(phones)
    for await (const kept of tablesAtRest((sql) => owner.query(sql))) scan.look(kept)
    for (const kept of logsAtRest(folder, /\.log$/)) scan.look(kept)
    return scan
  } finally {
    await owner.end()
  }
}

process.exitCode = await main(process.argv[2])
