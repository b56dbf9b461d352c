import { printTable, when } from '#main/print-table.ts'
import { scanInWords } from '../harness/plain-phones.ts'
import type { MessageLedger } from './message-ledger.ts'
import { countFaults } from './plan.ts'
import type { Outcome } from './run.ts'

/** Prints the ledger. @returns what is wrong, in words: empty when all is as it must be */
export function printOutcome(outcome: Outcome, options: { leastKinds: number }): string[] {
  const { plan, told, ledger, struck, starts } = outcome
  const { counted } = ledger
  const { counted: messages } = outcome.messages
  const again = [...told.sentAgain.values()].reduce((sum, n) => sum + n, 0)
  const reasons = [...told.sentAgain].sort((a, b) => b[1] - a[1]).map(([why, n]) => `${n}× ${why}`)
  const ids = new Set(
    plan.deliveries.filter(({ signed }) => signed === 'rightly').map(({ delivery }) => delivery.webhookId),
  ).size

  console.log('\nDeliveries')
  printTable(
    ['', '', ''],
    [
      [
        'sent',
        String(plan.deliveries.length),
        `${ids} Webhook-Ids; ${told.posts} posts, ${again} sent again (${reasons.join(', ') || 'none'})`,
      ],
      ['accepted', String(counted.accepted), `Webhook-Ids answered 2xx; ${told.refused} forged ones refused with 401`],
      ['recorded', String(counted.recorded), 'events in the hub'],
      ['= done', String(counted.done), 'read, and their order stands as the channel says'],
      [
        '+ parked',
        String(counted.parked),
        `wait for a person, with the reason in words; by the plan ${counted.expectedParked}`,
      ],
      ['waiting, lost', `${counted.waiting}, ${counted.lost}`, ''],
    ],
  )
  console.log('\nOrders')
  const rightly = [...counted.rightly].sort().map(([hub, n]) => `${n} ${hub === 'unknown' ? 'unread' : hub}`)
  printTable(
    ['', '', ''],
    [
      ['told of', String(counted.orders), `as they must be: ${rightly.join(', ')}`],
      [
        'in Odoo',
        String(counted.saleOrders),
        `sale orders; by the plan ${counted.expectedInOdoo}; doubled ${counted.doubled}`,
      ],
      ['totals', String(counted.totalsEqual), 'equal to the smallest unit to what the channel charged'],
      [
        'demand',
        String(counted.demand),
        `pieces of confirmed orders; by the plan ${counted.demandByPlan}, asked for by moves ${counted.demandedByMoves}`,
      ],
      [
        'reserved',
        String(counted.reservedByMoves),
        `by moves; on quants ${counted.reservedOnQuants}; short of what is scarce ${counted.short}`,
      ],
    ],
  )
  printMessages(outcome.messages)
  console.log('\nFaults')
  const planned = [...countFaults(plan)].sort(([a], [b]) => a.localeCompare(b))
  printTable(
    ['fault', 'struck', 'of'],
    planned.map(([kind, n]) => [kind, String(struck.get(kind) ?? 0), String(n)]),
  )
  console.log(
    `Processes came up ${starts.workers} times (workers) and ${starts.apis} times (API). ` +
      `Webhooks cut by their sender before the answer: ${told.hungUp}.`,
  )

  const leaks = outcome.look.problems()
  console.log(`${leaks.length === 0 ? '✓' : '✗'} ${scanInWords(outcome.look.scan)}`)
  const problems = [...ledger.problems, ...outcome.messages.problems].map(({ what }) => what).concat(leaks)
  const missed = planned.filter(([kind]) => !struck.get(kind)).map(([kind]) => kind)
  if (missed.length > 0) console.log(`This run proved less than it could; never struck: ${missed.join(', ')}.`)
  if (struck.size < options.leastKinds)
    problems.push(`only ${struck.size} of ${planned.length} kinds of fault struck, it must be ${options.leastKinds}`)
  const words = `${outcome.seconds.toFixed(0)} s, of which ${outcome.settlingSeconds.toFixed(0)} s until all was quiet after the last fault`
  if (problems.length === 0) {
    console.log(
      `\n✓ received ${counted.recorded} = done ${counted.done} + parked ${counted.parked}; ${counted.saleOrders} orders in Odoo, one each; ` +
        `totals equal; demand ${counted.demand} = reserved ${counted.reservedByMoves} + short ${counted.short}; ` +
        `${messages.due} notices due = ${messages.once} on phones, one each + ${messages.due - messages.once} accounted for; no phone readable (seed ${plan.seed}, ${words})`,
    )
    return problems
  }
  console.log(`\n✗ ${problems.length} differences (seed ${plan.seed}, ${words}):`)
  for (const problem of problems.slice(0, 40)) console.log(`  ${problem}`)
  if (problems.length > 40) console.log(`  … and ${problems.length - 40} more`)
  for (const { name, entries } of outcome.timelines) {
    console.log(`\n${name}`)
    printTable(
      ['when', 'what', ''],
      entries.map((entry) => [when(entry.at), entry.kind, entry.message]),
    )
  }
  return problems
}

function printMessages({ counted, bodies }: MessageLedger): void {
  const kinds = [...counted.byNotice].sort().map(([notice, n]) => `${n} ${notice}`)
  console.log('\nMessages')
  printTable(
    ['', '', ''],
    [
      ['due', String(counted.due), 'notices, by what became of the orders'],
      ['= told once', String(counted.once), `on the buyers’ phones, in the right words: ${kinds.join(', ')}`],
      [
        '+ accounted for',
        String(counted.due - counted.once),
        'nobody answered and a person has a task, or the buyer had said STOP',
      ],
      ['doubled, lost', `${counted.doubled}, ${counted.lost}`, ''],
      [
        'the hub says',
        '',
        `${counted.unknown} without an answer, ${counted.stopped} held back after STOP, ${counted.withdrawn} withdrawn as outdated`,
      ],
      [
        'written',
        String(counted.written),
        `by customers; ${counted.received} rows; STOP ${counted.stops} times, ${counted.stopsHeard} told that it is heard`,
      ],
      ['bodies of Meta', String(bodies.posted), `the latest; ${bodies.mixed} of them spoke of several tenants`],
    ],
  )
}
