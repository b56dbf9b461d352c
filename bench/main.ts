import { parseArgs } from 'node:util'
import { benchCaches } from './caches/main.ts'
import { benchErp } from './erp/main.ts'
import { benchIntake } from './intake/main.ts'
import { benchLists } from './lists/main.ts'

/** `npm run bench -- intake|erp|caches|lists [options]`: see bench/README.md. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '32' },
    events: { type: 'string', default: '1000000' },
    rows: { type: 'string', default: '1000000' },
    orders: { type: 'string', default: '500' },
    singles: { type: 'string', default: '10' },
    'memory-orders': { type: 'string', default: '5000' },
    only: { type: 'string' },
    'node-argument': { type: 'string', multiple: true, default: [] },
  },
})

function whole(name: 'seconds' | 'rounds' | 'connections' | 'events' | 'orders' | 'singles' | 'rows'): number {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name}: a whole number from 1`)
  return number
}

const [bench] = positionals
if (bench === 'intake') {
  await benchIntake({
    seconds: whole('seconds'),
    rounds: whole('rounds'),
    connections: whole('connections'),
    events: whole('events'),
    only: values.only,
    nodeArguments: values['node-argument'],
  })
} else if (bench === 'erp') {
  await benchErp({
    orders: whole('orders'),
    rounds: whole('rounds'),
    singles: whole('singles'),
    memoryOrders: Number(values['memory-orders']),
  })
} else if (bench === 'caches') {
  await benchCaches({ orders: whole('orders'), singles: whole('singles') })
} else if (bench === 'lists') {
  await benchLists({ rows: whole('rows') })
} else {
  console.error(
    'usage: npm run bench -- intake [--seconds 10] [--rounds 3] [--connections 32] [--events 1000000] [--only NAME]',
  )
  process.exitCode = 2
}
