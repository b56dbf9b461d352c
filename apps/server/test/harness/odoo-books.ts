import pg from 'pg'

/** What stands in Odoo, by its own database: neither the hub nor Odoo's API is asked. */
export interface OdooBooks {
  orders: BookedOrder[]
  stock: StockOfProduct[]
}

export interface BookedOrder {
  name: string
  /** As the hub writes it: channel and the channel's id. */
  origin: string
  /** Crossdock's names for it (`crossdock.<connection>-<order>`); exactly one, or something was made twice. */
  externalIds: string[]
  state: 'draft' | 'sent' | 'sale' | 'cancel'
  /** With as many digits as its currency has: "3844.10". */
  total: string
  /** Of storable products: what its lines ask for, what its moves ask for, and what those have reserved. */
  pieces: { sku: string; ordered: number; demanded: number; reserved: number }[]
}

/** Everything of one product in the warehouse, whoever asked for it. */
export interface StockOfProduct {
  sku: string
  onHand: number
  /** As the quants say. */
  reservedOnQuants: number
  /** As the moves say; less than the quants: stock that is reserved for nobody. */
  reservedByMoves: number
  /** Of confirmed orders. */
  demanded: number
}

const ordersSql = `
  select o.name, coalesce(o.origin, '') as origin, o.state, round(o.amount_total, c.digits)::text as total,
    coalesce((select array_agg(d.name order by d.name) from ir_model_data d
      where d.model = 'sale.order' and d.res_id = o.id and d.module = 'crossdock'), '{}') as "externalIds",
    coalesce((select json_agg(piece) from (
      select p.default_code as sku, sum(l.product_uom_qty)::float as ordered,
        sum(coalesce(m.demanded, 0))::float as demanded, sum(coalesce(m.reserved, 0))::float as reserved
      from sale_order_line l
      join product_product p on p.id = l.product_id
      join product_template t on t.id = p.product_tmpl_id and t.is_storable
      left join lateral (
        select sum(product_uom_qty) as demanded, sum(quantity) filter (where state = 'assigned') as reserved
        from stock_move where sale_line_id = l.id and state <> 'cancel') m on true
      where l.order_id = o.id group by 1) piece), '[]') as pieces
  from sale_order o
  join lateral (
    select round(-log(10, rounding))::int as digits from res_currency where id = o.currency_id) c on true
  order by o.id`

const stockSql = `
  select p.default_code as sku,
    coalesce(q.on_hand, 0)::float as "onHand", coalesce(q.reserved, 0)::float as "reservedOnQuants",
    coalesce(m.reserved, 0)::float as "reservedByMoves", coalesce(m.demanded, 0)::float as demanded
  from product_product p
  join product_template t on t.id = p.product_tmpl_id and t.is_storable
  left join lateral (
    select sum(quantity) as on_hand, sum(reserved_quantity) as reserved
    from stock_quant s join stock_location w on w.id = s.location_id and w.usage = 'internal'
    where s.product_id = p.id) q on true
  left join lateral (
    select sum(product_uom_qty) as demanded, sum(quantity) as reserved
    from stock_move where product_id = p.id and sale_line_id is not null and state not in ('cancel', 'done')) m on true
  where p.default_code is not null order by 1`

/** @param postgres address of Odoo's PostgreSQL, whatever database it names */
export async function readOdooBooks(postgres: string, database: string): Promise<OdooBooks> {
  const address = new URL(postgres)
  address.pathname = `/${database}`
  const client = new pg.Client({ connectionString: address.href })
  await client.connect()
  try {
    const orders = await client.query<BookedOrder>(ordersSql)
    const stock = await client.query<StockOfProduct>(stockSql)
    return { orders: orders.rows, stock: stock.rows }
  } finally {
    await client.end()
  }
}

/** The channel's id in an order's origin. */
export function sourceIdOf({ origin }: Pick<BookedOrder, 'origin'>): string {
  return origin.split(' ').at(-1) ?? ''
}
