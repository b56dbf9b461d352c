import { z } from 'zod'

/**
 * The permanent domain of a shop, lower case. The strict form, matched in full before it is put into any URL.
 * https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
 */
export const shopDomain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, 'must look like your-shop.myshopify.com')

/**
 * What one shop's webhooks need. Shopify signs with the oldest secret that is not revoked and may lag an hour behind a
 * rotation, so the previous one stays valid beside the current one. Webhooks made by hand in the shop's admin are
 * signed with a secret of the shop's own.
 * https://shopify.dev/docs/apps/build/webhooks/verify-deliveries
 */
export const shopifyConfig = z.object({
  shop: shopDomain,
  clientSecret: z.string().min(1),
  previousClientSecret: z.string().min(1).nullish(),
  shopSecret: z.string().min(1).nullish(),
})
export type ShopifyConfig = z.output<typeof shopifyConfig>

/** Every secret a delivery of this shop may be signed with, the likeliest first. */
export function webhookSecrets(config: ShopifyConfig): string[] {
  return [config.clientSecret, config.previousClientSecret, config.shopSecret].filter((secret) => secret != null)
}
