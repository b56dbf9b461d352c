import { expect } from 'vitest'
import { anErpOrder } from '../an-erp-order.ts'
import { aMug, losing, on, planned, type Start, written } from './steps.ts'

export function stock(start: Start): void {
  on(start, 'a draft reserves nothing, its confirmation does', async (erp, port) => {
    const [id] = await written(port, await planned(port, [aMug(erp, 2)]))
    expect(await erp.free(erp.sku('mug'))).toBe(5)
    expect((await port.readReservations([id]))[0]?.reserved).toBe(false)

    expect(await port.confirm([id])).toEqual({ outcome: 'confirmed' })

    expect(await erp.free(erp.sku('mug'))).toBe(3)
    expect(await port.readReservations([id])).toEqual([
      { erpId: id, reserved: true, moves: [{ sku: erp.sku('mug'), demanded: 2, reserved: 2, state: 'assigned' }] },
    ])
    expect((await port.readOrders([id]))[0]).toMatchObject({ state: 'confirmed', started: false })
  })

  on(start, 'confirming twice is refused and doubles nothing', async (erp, port) => {
    const [id, other] = await written(port, await planned(port, [aMug(erp, 2), aMug(erp, 1)]))
    await port.confirm([id])

    const again = await port.confirm([id, other as string])

    expect(again).toMatchObject({ outcome: 'refused', detail: expect.stringMatching(/\w/) })
    expect((await port.readOrders([other as string]))[0]?.state).toBe('draft')
    expect(await erp.free(erp.sku('mug'))).toBe(3)
  })

  on(start, 'a confirmation whose answer was lost is an unknown outcome, not a failure', async (erp, port) => {
    const [id] = await written(port, await planned(port, [aMug(erp, 2)]))

    await expect((await losing(erp, 1)).confirm([id])).rejects.toMatchObject({
      code: 'outcome-unknown',
    })

    expect((await port.readOrders([id]))[0]?.state).toBe('confirmed')
  })

  on(start, 'an order for more than there is reads as not reserved', async (erp, port) => {
    const [id] = await written(port, await planned(port, [aMug(erp, 6)]))

    await port.confirm([id])

    expect(await port.readReservations([id])).toMatchObject([
      { erpId: id, reserved: false, moves: [{ sku: erp.sku('mug'), demanded: 6, reserved: 5 }] },
    ])
  })

  on(start, 'an order of services only counts as reserved', async (_, port) => {
    const [id] = await written(port, await planned(port, [anErpOrder({ lines: [{ kind: 'tip', net: '20.00' }] })]))

    await port.confirm([id])

    expect(await port.readReservations([id])).toEqual([{ erpId: id, reserved: true, moves: [] }])
  })

  on(start, 'cancelling gives the stock back and may be repeated', async (erp, port) => {
    const [id] = await written(port, await planned(port, [aMug(erp, 5)]))
    await port.confirm([id])
    expect(await erp.free(erp.sku('mug'))).toBe(0)

    await port.cancel([id])
    await port.cancel([id])

    expect(await erp.free(erp.sku('mug'))).toBe(5)
    expect((await port.readOrders([id]))[0]?.state).toBe('cancelled')
    expect((await port.readReservations([id]))[0]?.reserved).toBe(false)
  })
}
