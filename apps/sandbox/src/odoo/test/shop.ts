import type { Json, JsonObject } from '../orm/json.ts'
import { type OdooSandbox, type OdooSandboxOptions, startOdooSandbox } from '../server.ts'

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any
  headers: Headers
}

export interface Shop extends AsyncDisposable {
  sandbox: OdooSandbox
  call(model: string, method: string, body?: JsonObject, options?: CallOptions): Promise<Answer>
  /** Loads one-line orders; the answer's `ids` in the order of the references. */
  loadOrders(refs: string[], line?: { product?: number; quantity?: number; price?: number }): Promise<Answer>
  partner: number
  product: number
}

export interface CallOptions {
  key?: string | null
  headers?: { [name: string]: string }
  signal?: AbortSignal
  text?: string
}

export const EXACTLY_ONCE: JsonObject = { mode: 'update', noupdate: true, tz: 'UTC', tracking_disable: true }
export const ORDER_COLUMNS = [
  'id',
  'client_order_ref',
  'partner_id/.id',
  'order_line/product_id/.id',
  'order_line/product_uom_qty',
  'order_line/price_unit',
  'order_line/tax_ids/.id',
]

/** A sandbox with one customer and a product ("MUG", stock 5, 18 % GST), and somebody who may use it. */
export async function openShop(options: OdooSandboxOptions = {}): Promise<Shop> {
  const products = [{ sku: 'MUG', name: 'Mug', listPrice: 100, stock: 5, taxPercent: 18 }]
  const sandbox = await startOdooSandbox({ products, ...options })
  const key = sandbox.mintKey()
  const call = (model: string, method: string, body: JsonObject = {}, options: CallOptions = {}) =>
    send(sandbox, model, method, body, { key, ...options })
  const partner = (await call('res.partner', 'create', { vals_list: [{ name: 'Asha' }] })).body[0] as number
  const product = (await call('product.product', 'search', { domain: [['default_code', '=', 'MUG']] }))
    .body[0] as number
  return {
    sandbox,
    call,
    partner,
    product,
    loadOrders: (refs, line = {}) =>
      call('sale.order', 'load', {
        fields: ORDER_COLUMNS,
        data: refs.map((ref) => [
          `crossdock.${ref}`,
          ref,
          partner,
          line.product ?? product,
          line.quantity ?? 1,
          line.price ?? 100,
          '',
        ]),
        context: EXACTLY_ONCE,
      }),
    [Symbol.asyncDispose]: () => sandbox.stop(),
  }
}

async function send(
  sandbox: OdooSandbox,
  model: string,
  method: string,
  body: JsonObject,
  options: CallOptions,
): Promise<Answer> {
  const response = await fetch(`${sandbox.url}/json/2/${model}/${method}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(options.key === null ? {} : { authorization: `bearer ${options.key}` }),
      ...options.headers,
    },
    body: options.text ?? JSON.stringify(body),
    ...(options.signal ? { signal: options.signal } : {}),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, body: isJson ? (JSON.parse(text) as Json) : text, headers: response.headers }
}

export async function movesOf(shop: Shop, orders: number[]): Promise<{ state: string; quantity: number }[]> {
  const answer = await shop.call('stock.move', 'search_read', {
    domain: [['picking_id.sale_id', 'in', orders]],
    fields: ['state', 'quantity'],
    order: 'id',
  })
  return answer.body.map(({ state, quantity }: { state: string; quantity: number }) => ({ state, quantity }))
}

/** Polls instead of sleeping: the server finishes abandoned calls in its own time. */
export async function until(condition: () => boolean | Promise<boolean>, milliseconds = 3000): Promise<void> {
  const end = Date.now() + milliseconds
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('the condition never came true')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
