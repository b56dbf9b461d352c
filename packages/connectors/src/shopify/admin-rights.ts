import { z } from 'zod'
import type { OrderRights } from '../ports/channel.ts'
import type { CallOptions } from '../ports/erp.ts'
import type { ShopifyAdminClient } from './admin-client.ts'
import { rightsDocument } from './admin-operations.ts'

/**
 * What reading an order needs: lines name products, sales over the counter a location, and Shopify denies the payment
 * terms to whoever lacks their scope even where an order has none. https://shopify.dev/docs/api/usage/access-scopes
 */
const neededScopes = ['read_orders', 'read_customers', 'read_products', 'read_locations', 'read_payment_terms']

const rightsAnswer = z.object({
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
})

/** Approval for protected customer data is no scope: only an order itself shows whether it is there. */
export async function checkRights(admin: Pick<ShopifyAdminClient, 'query'>, call: CallOptions): Promise<OrderRights> {
  const { currentAppInstallation } = await admin.query({
    ...call,
    document: rightsDocument,
    variables: {},
    answer: rightsAnswer,
  })
  const granted = new Set(currentAppInstallation.accessScopes.map(({ handle }) => handle))
  const has = (scope: string): boolean => granted.has(scope) || granted.has(scope.replace(/^read_/, 'write_'))
  return {
    missing: neededScopes.filter((scope) => !has(scope)),
    limits: has('read_all_orders') ? [] : ['Without read_all_orders Shopify shows no order older than 60 days.'],
  }
}
