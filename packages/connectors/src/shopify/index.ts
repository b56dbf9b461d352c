export { type ShopifyConfig, shopDomain, shopifyConfig, webhookSecrets } from './config.ts'
export { shopifyOrders } from './mapping.ts'
export { shopifyWebhooks } from './webhook.ts'
