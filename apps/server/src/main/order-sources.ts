import { ShopifyAdminClient, shopifyOrderSource } from '@crossdock/connectors/shopify'
import { type OrderSources, tokenSecret } from '#modules/orders/index.ts'
import type { Log } from '#platform/log.ts'
import type { Telemetry } from '#platform/telemetry/telemetry.ts'
import { observedPort } from './observed-port.ts'
import { watchedFetch } from './watched-fetch.ts'

/** How the channels this installation knows are asked for an order, by provider. Made for one question, then forgotten. */
export function orderSources(log: Log, telemetry?: Telemetry): OrderSources {
  return new Map([
    [
      'shopify',
      ({ providerKey: shop, config, secrets }) => {
        const settings = { ...config, shop, accessToken: secrets[tokenSecret] ?? '' }
        const onVersionDrift = (served: string, asked: string): void =>
          log.warn({ shop, served, asked }, 'this version of the Admin API has ended; Shopify answers in another one')
        const onBucket = ({ available, most }: { available: number; most: number }): void =>
          telemetry?.metrics.meters.shopifyBucket.observe(available / most)
        const fetcher = telemetry ? watchedFetch('shopify', telemetry) : fetch
        const source = shopifyOrderSource(new ShopifyAdminClient(settings, { onVersionDrift, onBucket, fetcher }))
        return telemetry ? observedPort(source, telemetry) : source
      },
    ],
  ])
}
