import { operations } from '@crossdock/contracts/api/operations'
import { sentence } from '@crossdock/contracts/errors'
import { route } from '#http/route.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { parkedLetters } from '../dead-letters.ts'
import { type DryRun, dryRun } from '../dry-run.ts'
import type { ErpRegistry } from '../erp-registry.ts'
import { filterOf } from '../selection.ts'

/** More is read neither by people nor, in one go, by an ERP. */
const mostTried = 50

export const dryRunDeadLetters = route(
  operations.dryRunDeadLetters,
  async ({ tenantId, body }, { database, vault, erps }: { database: Database; vault: Vault; erps: ErpRegistry }) => {
    const letters = await database.withTenant(tenantId, (tx) =>
      parkedLetters(tx, tenantId, filterOf(body.select), mostTried),
    )
    const orderIds = [...new Set(letters.flatMap(({ orderId }) => orderId ?? []))]
    const port = (tenant: string, connectionId: string) => erps.port(tenant, connectionId)
    const runs = await dryRun(tenantId, orderIds, { database, vault, port })
    return { items: runs.map(runJson), unread: letters.filter(({ orderId }) => orderId === null).length }
  },
)

function runJson({ order, would, refusals, document, now }: DryRun) {
  const money = (amount: string, currency: string) => ({ amount, currency })
  return {
    orderId: order.orderId,
    orderName: order.name,
    would,
    refusals: refusals.map(({ code, facts }) => sentence(code, { ...facts, order: order.name })),
    toSend: document && {
      total: money(document.expected.total, document.expected.currency),
      tax: money(document.expected.tax, document.expected.currency),
      lines: document.lines.map(({ name, productId, quantity, total }) => ({
        name,
        productId,
        quantity,
        total: money(total, document.expected.currency),
      })),
    },
    there: now && {
      erpId: now.erpId,
      name: now.name,
      state: now.state,
      total: money(now.amounts.total, now.amounts.currency),
      started: now.started,
    },
  }
}
