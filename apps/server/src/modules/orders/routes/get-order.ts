import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { route } from '#http/route.ts'
import { erpStandings } from '#modules/sync/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { findListed, summaryJson } from '../order-listing.ts'
import { shownDocument } from '../shown-document.ts'
import { findByIds, openDocument } from '../store.ts'

export const getOrder = route(
  operations.getOrder,
  async ({ tenantId, caller, params: { orderId } }, { database, vault }: { database: Database; vault: Vault }) => {
    const { listed, stored, standings } = await database.withTenant(tenantId, async (tx) => {
      const [order] = await findByIds(tx, tenantId, [orderId])
      if (!order) throw new AppError('not-found', 'no such order')
      return {
        listed: await findListed(tx, tenantId, orderId),
        stored: order,
        standings: await erpStandings(tx, tenantId, orderId),
      }
    })
    const seesPeople = caller.scopes.has('people:read')
    return {
      ...summaryJson(listed),
      erpDocuments: standings.map(({ updatedAt, ...one }) => ({ ...one, updatedAt: updatedAt.toISOString() })),
      document: shownDocument(await openDocument(vault, tenantId, stored), seesPeople),
      peopleHidden: !seesPeople,
    }
  },
)
