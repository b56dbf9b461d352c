import { AppError } from '@crossdock/contracts/errors'
import { expect } from 'vitest'
import type { ErpDocument } from '../erp.ts'
import { aMug, losing, on, planned, type Start, untilAnswered, written } from './steps.ts'

export function exactlyOnce(start: Start): void {
  on(start, 'the same draft twice is one order', async (erp, port) => {
    const order = aMug(erp)
    const [document] = await planned(port, [order])

    const [first] = await written(port, [document])
    const [second] = await written(port, [document])

    expect(second).toBe(first)
    expect(await erp.countOrders(order.order.sourceId)).toBe(1)
  })

  on(start, 'the same draft from several writers at once is one order', async (erp, port) => {
    const order = aMug(erp)
    const [document] = await planned(port, [order])

    const all = await Promise.all([1, 2, 3, 4].map(() => untilAnswered(() => written(port, [document]))))

    expect(new Set(all.flat()).size).toBe(1)
    expect(await erp.countOrders(order.order.sourceId)).toBe(1)
  })

  on(start, 'a draft whose answer was lost is the same order when it is written again', async (erp, port) => {
    const order = aMug(erp)
    const [document] = await planned(port, [order])

    for (const call of [1, 2])
      await expect((await losing(erp, call)).writeDrafts([document])).rejects.toBeInstanceOf(AppError)
    await written(port, [document])

    expect(await erp.countOrders(order.order.sourceId)).toBe(1)
  })

  on(start, 'a frozen document may be stored as JSON and planned by another worker', async (erp, port) => {
    const order = aMug(erp)
    const [document] = await planned(port, [order])
    const [first] = await written(port, [document])

    const [again] = await written(erp.connect(), [JSON.parse(JSON.stringify(document)) as ErpDocument])

    expect(again).toBe(first)
  })

  on(start, 'a batch answers in the order it was given', async (erp, port) => {
    const orders = [aMug(erp), aMug(erp), aMug(erp)]

    const ids = await written(port, await planned(port, orders))
    const read = await port.readOrders(ids)

    expect(new Set(ids).size).toBe(3)
    for (const [index, id] of (await written(port, (await planned(port, orders)).toReversed())).entries())
      expect(id).toBe(ids[2 - index])
    expect(read.map((state) => state.state)).toEqual(['draft', 'draft', 'draft'])
  })
}
