import type { Call } from './http/call.ts'
import type { Env } from './orm/model.ts'
import { asId, asNumber, asText } from './orm/values.ts'

/**
 * Troubles a person can order by typing: `SANDBOX-BUSY` in a product's SKU or an order's customer reference. A step may
 * follow (`SANDBOX-500-CONFIRM`), and a number of times (`SANDBOX-BUSY-5`). README.md lists them.
 */
export type Trouble = '500' | 'BUSY' | 'DENIED' | 'TIMEOUT' | 'GATEWAY' | 'BADROW'

export interface Sentinel {
  trouble: Trouble
  /** Stands for the written words, so that "the first N times" can be counted. */
  text: string
  times: number | undefined
}

const PATTERN = /SANDBOX-(500|BUSY|DENIED|TIMEOUT|GATEWAY|BADROW)(?:-(LOAD|WRITE|CONFIRM|CANCEL))?(?:-(\d+))?/
const STEPS: { [method: string]: string } = {
  load: 'LOAD',
  write: 'WRITE',
  action_confirm: 'CONFIRM',
  action_cancel: 'CANCEL',
}

/** Only writes of orders listen; the products that carry the words can be made and read as usual. */
export function findSentinel(env: Env, call: Call): Sentinel | undefined {
  const step = STEPS[call.method]
  if (call.model !== 'sale.order' || !step) return undefined
  for (const text of textsOf(env, call)) {
    const match = PATTERN.exec(text)
    if (!match || (match[2] !== undefined && match[2] !== step)) continue
    const times = match[3] === undefined ? undefined : Number(match[3])
    return { trouble: match[1] as Trouble, text, times }
  }
  return undefined
}

function textsOf(env: Env, call: Call): string[] {
  if (call.method === 'load') return textsOfRows(env, call)
  return call.ids.flatMap((id) => {
    const order = env.store.row('sale.order', id)
    const lines = env.store.linked('sale.order.line', 'order_id', id)
    return [asText(order?.client_order_ref), ...lines.map((line) => skuOf(env, asNumber(line.product_id)))]
  })
}

function textsOfRows(env: Env, { args }: Call): string[] {
  const fields = Array.isArray(args.fields) ? args.fields.map(String) : []
  const rows = Array.isArray(args.data) ? args.data.filter(Array.isArray) : []
  const product = fields.indexOf('order_line/product_id/.id')
  return rows.flatMap((row) => {
    const written = row.filter((cell) => typeof cell === 'string')
    return product < 0 ? written : [...written, skuOf(env, Number(row[product]))]
  })
}

function skuOf(env: Env, productId: number): string {
  const product = env.store.row('product.product', asId(productId))
  return asText(product?.default_code)
}
