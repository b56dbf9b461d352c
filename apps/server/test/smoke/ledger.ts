import { currencyExponent, formatAmount, parseAmount } from '@crossdock/contracts/money'
import { type OdooBooks, sourceIdOf } from '../harness/odoo-books.ts'
import { readNotice } from '../harness/told-on-whatsapp.ts'
import type { Charged } from './doubled-and-shuffled.ts'

/** One order: what the channel charged, what Odoo holds by its own database, and what lies on the buyer's phone. */
export interface LedgerRow extends Omit<Charged, 'total'> {
  charged: string
  told: string[]
  found: { name: string; state: string; total: string; demanded: number; reserved: number }[]
}

export interface Ledger {
  rows: LedgerRow[]
  /** Over the whole database: sale orders at all, and stock reserved against confirmed demand. */
  saleOrders: number
  demanded: number
  reservedOnQuants: number
  /** Messages on any phone. */
  messages: number
}

/** Words of every message that lies on a phone, by phone. */
export type Phones = ReadonlyMap<string, readonly string[]>

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)

/** Sets what was charged against Odoo's books and against the phones. */
export function ledgerOf({ orders, stock }: OdooBooks, phones: Phones, charged: Charged[]): Ledger {
  return {
    rows: charged.map(({ total, ...order }) => ({
      ...order,
      charged: total,
      told: [...(phones.get(order.phone) ?? [])],
      found: orders
        .filter((booked) => sourceIdOf(booked) === order.sourceId)
        .map((booked) => ({
          name: booked.name,
          state: booked.state,
          total: booked.total,
          demanded: sum(booked.pieces.map((piece) => piece.demanded)),
          reserved: sum(booked.pieces.map((piece) => piece.reserved)),
        })),
    })),
    saleOrders: orders.length,
    demanded: sum(stock.map((product) => product.demanded)),
    reservedOnQuants: sum(stock.map((product) => product.reservedOnQuants)),
    messages: sum([...phones.values()].map((words) => words.length)),
  }
}

/** What is wrong with it, in words; empty when every order stands there exactly once, equal and reserved, and was told once. */
export function problemsOf(ledger: Ledger): string[] {
  const problems: string[] = []
  const digits = currencyExponent('INR') ?? 2
  for (const row of ledger.rows) {
    const { name, charged, found } = row
    problems.push(...wronglyTold(row))
    const [only, another] = found
    if (!only) problems.push(`${name} is not in Odoo`)
    else if (another) problems.push(`${name} is in Odoo ${found.length} times`)
    else {
      if (only.state !== 'sale') problems.push(`${name}: ${only.name} is ${only.state}, not confirmed`)
      if (parseAmount(only.total, digits) !== parseAmount(charged, digits)) {
        problems.push(
          `${name}: charged ${charged}, ${only.name} comes to ${formatAmount(parseAmount(only.total, digits), digits)}`,
        )
      }
      if (only.reserved !== only.demanded)
        problems.push(`${name}: ${only.reserved} of ${only.demanded} pieces reserved`)
    }
  }
  if (ledger.saleOrders !== ledger.rows.length)
    problems.push(`Odoo holds ${ledger.saleOrders} sale orders for ${ledger.rows.length} sent`)
  if (ledger.reservedOnQuants !== ledger.demanded)
    problems.push(`stock reserved ${ledger.reservedOnQuants}, confirmed demand ${ledger.demanded}`)
  if (ledger.messages !== ledger.rows.length)
    problems.push(`${ledger.messages} messages lie on the phones, for ${ledger.rows.length} orders`)
  return problems
}

function wronglyTold({ name, charged, firstName, phone, told }: LedgerRow): string[] {
  const [only, another] = told
  if (only === undefined) return [`${name}: ${phone} was told nothing`]
  if (another !== undefined) return [`${name}: ${phone} was told ${told.length} times: ${told.join(' / ')}`]
  const read = readNotice(only)
  const isRight =
    read?.notice === 'order-confirmation' &&
    read.firstName === firstName &&
    read.order === name &&
    read.amount === charged
  return isRight ? [] : [`${name}: ${phone} was told "${only}", it is ${firstName}'s order over ${charged}`]
}
