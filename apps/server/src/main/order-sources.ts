import { ShopifyAdminClient, shopifyOrderSource } from '@crossdock/connectors/shopify'
import { type OrderSources, tokenSecret } from '#modules/orders/index.ts'
import type { Log } from '#platform/log.ts'

/** How the channels this installation knows are asked for an order, by provider. Made for one question, then forgotten. */
export function orderSources(log: Log): OrderSources {
  return new Map([
    [
      'shopify',
      ({ providerKey: shop, config, secrets }) => {
        const settings = { ...config, shop, accessToken: secrets[tokenSecret] ?? '' }
        const onVersionDrift = (served: string, asked: string): void =>
          log.warn({ shop, served, asked }, 'this version of the Admin API has ended; Shopify answers in another one')
        return shopifyOrderSource(new ShopifyAdminClient(settings, { onVersionDrift }))
      },
    ],
  ])
}
