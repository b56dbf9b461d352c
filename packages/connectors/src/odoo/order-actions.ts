import { AppError } from '@crossdock/contracts/errors'
import type { CallOptions } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'
import { done, orderState } from './schemas.ts'

/**
 * One transaction: all or none. One id that is not a draft any more fails the whole batch with 422 (odoo.md §5.1), one
 * that is gone with 404; then nothing took effect.
 *
 * @throws `outcome-unknown` when no answer came: Odoo finishes an abandoned call
 */
export async function confirm(
  client: OdooClient,
  erpIds: string[],
  call: CallOptions,
): Promise<{ outcome: 'confirmed' } | { outcome: 'refused'; detail: string }> {
  if (erpIds.length === 0) return { outcome: 'confirmed' }
  try {
    await client.call({
      model: 'sale.order',
      method: 'action_confirm',
      kind: 'once',
      args: { ids: erpIds.map(Number) },
      context: { tracking_disable: true },
      answer: done,
      ...call,
    })
    return { outcome: 'confirmed' }
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'provider-refused') throw thrown
    return { outcome: 'refused', detail: thrown.facts.detail ?? thrown.message }
  }
}

/**
 * Cancels what is there and open; one deleted order would otherwise fail the whole call. Delivered and invoiced orders
 * are cancelled too, and neither is undone (odoo.md §3.3).
 */
export async function cancel(client: OdooClient, erpIds: string[], call: CallOptions): Promise<void> {
  if (erpIds.length === 0) return
  const orders = await client.searchRead('sale.order', [['id', 'in', erpIds.map(Number)]], ['state'], orderState, call)
  const open = orders.filter(({ state }) => state !== 'cancel').map(({ id }) => id)
  if (open.length === 0) return
  await client.call({
    model: 'sale.order',
    method: 'action_cancel',
    kind: 'repeatable',
    args: { ids: open },
    context: { tracking_disable: true, disable_cancel_warning: true },
    answer: done,
    ...call,
  })
}
