import { AppError, type ErrorCode } from '@crossdock/contracts/errors'
import { expect, test } from 'vitest'
import { anErpOrder, gst } from '../an-erp-order.ts'
import type { ErpDocument, ErpLine, ErpOrder, ErpOrderState, ErpPort } from '../erp.ts'
import type { ErpUnderTest } from './under-test.ts'

export type Start = () => Promise<ErpUnderTest>

/** A test with an ERP of its own: what an earlier one left behind must not decide. */
export function on(start: Start, title: string, run: (erp: ErpUnderTest, port: ErpPort) => Promise<void>): void {
  test(title, async () => {
    await using erp = await start()
    await run(erp, erp.connect())
  })
}

export function aMug(erp: ErpUnderTest, quantity = 1): ErpOrder {
  return anErpOrder({ lines: [{ sku: erp.sku('mug'), quantity, net: '105.00', taxes: gst('0.025', '2.50') }] })
}

export type NonEmpty<Item> = [Item, ...Item[]]

export async function planned(port: ErpPort, orders: ErpOrder[]): Promise<NonEmpty<ErpDocument>> {
  const documents = (await port.plan(orders)).map((outcome) => {
    if (outcome.ok) return outcome.document
    throw new Error(`not planned: ${outcome.refusals.map(({ code, facts }) => `${code} ${JSON.stringify(facts)}`)}`)
  })
  return documents as NonEmpty<ErpDocument>
}

export async function written(port: ErpPort, documents: ErpDocument[]): Promise<NonEmpty<string>> {
  const ids = (await port.writeDrafts(documents)).map((outcome) => {
    if (outcome.ok) return outcome.erpId
    throw new Error(`not written: ${outcome.refusals.map(({ code, facts }) => `${code} ${JSON.stringify(facts)}`)}`)
  })
  return ids as NonEmpty<string>
}

/** Through to a draft that holds what was sent: the whole and each line. */
export async function carried(port: ErpPort, order: ErpOrder): Promise<ErpOrderState> {
  const [document] = await planned(port, [order])
  const [state] = await port.readOrders(await written(port, [document]))
  if (!state) throw new Error('the order cannot be read back')
  expect(state.amounts).toEqual(document.expected)
  expect(bag(state.lines)).toEqual(bag(document.lines))
  return state
}

/** Lines without order and names: an ERP may sort and trim. */
export function bag(lines: readonly ErpLine[]): string[] {
  return lines.map(({ productId, quantity, untaxed, total }) => [productId, quantity, untaxed, total].join('|')).sort()
}

/**
 * A line on which the nth call is done over there, and nobody hears of it. Counted from when it is told to: what a port
 * asks once, for who is there, comes before.
 */
export async function losing(erp: ErpUnderTest, call: number): Promise<ErpPort> {
  let calls = Number.NEGATIVE_INFINITY
  const port = erp.connect({
    fetch: async (input, init) => {
      const answer = await fetch(input, init)
      calls += 1
      if (calls !== call) return answer
      await answer.text()
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('cut'), { code: 'ECONNRESET' }) })
    },
  })
  await port.describe()
  calls = 0
  return port
}

const RETRIED: ReadonlySet<ErrorCode> = new Set(['provider-busy', 'outcome-unknown'])

/** As the writer does: what is busy is asked again, identically. */
export async function untilAnswered<Answer>(ask: () => Promise<Answer>, attempts = 20): Promise<Answer> {
  try {
    return await ask()
  } catch (thrown) {
    if (attempts <= 1 || !(thrown instanceof AppError) || !RETRIED.has(thrown.code)) throw thrown
    return untilAnswered(ask, attempts - 1)
  }
}
