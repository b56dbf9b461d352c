import { openNeeds } from '#modules/mappings/index.ts'
import { openTasks } from '#modules/orders/index.ts'
import { parkedByCause, parkedLetters } from '#modules/sync/index.ts'
import { printTable, when } from '../print-table.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import type { Inside } from './inside.ts'
import { printNeeds } from './map.ts'

const mostShown = 200

export function parkedCommand({ program, inTenant }: Crossdock): void {
  program
    .command('parked')
    .description('what waits for a person, by cause, and what to do about it')
    .option('--cause <code>', 'each one of this cause')
    .action(({ cause }: { cause?: string }) =>
      inTenant((hub) => (cause === undefined ? everything(hub) : ofCause(hub, cause))),
    )
}

async function ofCause({ app, tenant: { tenantId } }: Inside, cause: string): Promise<Answer> {
  const letters = await app.withTenant(tenantId, (tx) => parkedLetters(tx, tenantId, { cause }, mostShown))
  return {
    json: { letters },
    print() {
      if (letters.length === 0) return console.log(`Nothing is parked for ${cause}.`)
      printTable(
        ['id', 'order', 'since', 'what is wrong'],
        letters.map((letter) => [letter.workId, letter.order ?? '(unread)', when(letter.at), letter.sentence]),
      )
      if (letters.length === mostShown) console.log(`\nThe oldest ${mostShown} are shown.`)
    },
  }
}

async function everything({ app, tenant: { tenantId } }: Inside): Promise<Answer> {
  const { groups, needs, tasks } = await app.withTenant(tenantId, async (tx) => ({
    groups: await parkedByCause(tx, tenantId),
    // Nothing is parked for a payment method: those stand in `map`.
    needs: (await openNeeds(tx, tenantId, 50)).filter(({ kind }) => kind !== 'gateway'),
    tasks: await openTasks(tx, tenantId, mostShown),
  }))
  return {
    json: {
      causes: groups,
      needs,
      tasks: tasks.map(({ order_id, name, kind, message, created_at }) => ({
        orderId: order_id,
        order: name,
        kind,
        message,
        createdAt: created_at,
      })),
    },
    print() {
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
        console.log('Each of a cause:  npx crossdock parked --cause CODE')
        console.log(
          'Again:            npx crossdock replay ORDER | ID | --cause CODE | --all   (--dry-run shows what it would do)',
        )
        console.log('Let go:           npx crossdock dismiss ORDER | ID | --cause CODE --reason "…"\n')
      }
      if (needs.length > 0) {
        console.log('To be mapped (npx crossdock map KIND "KEY" TEXT-OR-ID):\n')
        printNeeds(needs)
        console.log()
      }
      if (tasks.length > 0) {
        console.log('Tasks:\n')
        printTable(
          ['order', 'kind', 'what to do'],
          tasks.map((task) => [task.name, task.kind, task.message]),
        )
      }
    },
  }
}
