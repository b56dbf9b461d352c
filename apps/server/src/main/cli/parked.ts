import { openNeeds } from '#modules/mappings/index.ts'
import { openTasks } from '#modules/orders/index.ts'
import { parkedByCause, parkedLetters } from '#modules/sync/index.ts'
import { printTable, when } from '../print-table.ts'
import type { Inside } from './inside.ts'

const mostShown = 200

/** `npm run parked`: what waits for a person, by cause; `-- --cause CODE` shows each. */
export async function parked({ app, tenant }: Inside, cause: string | undefined): Promise<void> {
  await app.withTenant(tenant.tenantId, async (tx) => {
    if (cause !== undefined) {
      const letters = await parkedLetters(tx, tenant.tenantId, { cause }, mostShown)
      if (letters.length === 0) return console.log(`Nothing is parked for ${cause}.`)
      printTable(
        ['id', 'order', 'since', 'what is wrong'],
        letters.map((letter) => [letter.workId, letter.order ?? '(unread)', when(letter.at), letter.sentence]),
      )
      if (letters.length === mostShown) console.log(`\nThe oldest ${mostShown} are shown.`)
      return
    }
    const groups = await parkedByCause(tx, tenant.tenantId)
    // Nothing is parked for a payment method: those stand in `npm run map`.
    const needs = (await openNeeds(tx, tenant.tenantId, 50)).filter(({ kind }) => kind !== 'gateway')
    const tasks = await openTasks(tx, tenant.tenantId, mostShown)
    if (groups.length === 0 && tasks.length === 0 && needs.length === 0)
      return console.log('Nothing is parked, and no task is open.')
    for (const group of groups) {
      const some = group.orders.length < group.letters ? ' …' : ''
      console.log(`${group.letters} × ${group.title} (${group.cause}), since ${when(group.oldest)}`)
      console.log(`  orders   ${group.orders.join(', ') || '(unread)'}${some}`)
      console.log(`  example  ${group.example}`)
      console.log(`  do       ${group.remedy}\n`)
    }
    if (groups.length > 0) {
      console.log('Each of a cause:  npm run parked -- --cause CODE')
      console.log(
        'Again:            npm run replay -- ORDER | ID | --cause CODE | --all   (--dry-run shows what it would do)',
      )
      console.log('Let go:           npm run dismiss -- ORDER | ID | --cause CODE --reason "…"\n')
    }
    if (needs.length > 0) {
      console.log('To be mapped (npm run map -- KIND "KEY" TEXT-OR-ID):\n')
      printTable(
        ['kind', 'key', 'orders', 'what'],
        needs.map((need) => [
          need.kind,
          need.key,
          String(need.orders),
          `${need.label}, e.g. ${need.examples.join(', ')}`,
        ]),
      )
      console.log()
    }
    if (tasks.length > 0) {
      console.log('Tasks:\n')
      printTable(
        ['order', 'kind', 'what to do'],
        tasks.map((task) => [task.name, task.kind, task.message]),
      )
    }
  })
}
