import { z } from 'zod'
import { shopDomain } from './config.ts'

/** What calling one shop's Admin API needs. A token is only ever sent to the shop's own domain, or to this machine. */
export const shopifyAdminConfig = z.object({
  shop: shopDomain,
  /** Opaque, with the scopes of admin-rights.ts. What no header can carry is refused here: fetch would repeat it in its error. */
  accessToken: z.string().regex(/^[!-~]+$/, 'must be one word without spaces'),
  /** One of a quarter lives a year; asked for one that has ended, Shopify serves the oldest it still has. */
  apiVersion: z
    .string()
    .regex(/^\d{4}-(01|04|07|10)$/, 'must look like 2026-10')
    .default('2026-10'),
  /** Longest wait for one answer. */
  callTimeoutMs: z.int().positive().default(20_000),
  /** A stand-in on this machine, called instead of the shop: `http://127.0.0.1:8180`. */
  address: z
    .string()
    .regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/, 'must be http://127.0.0.1 with a port')
    .optional(),
})
export type ShopifyAdminConfig = z.output<typeof shopifyAdminConfig>

/** The one address that calls go to. https://shopify.dev/docs/api/usage/versioning */
export function adminEndpoint({ shop, address, apiVersion }: ShopifyAdminConfig): string {
  return `${address ?? `https://${shop}`}/admin/api/${apiVersion}/graphql.json`
}
