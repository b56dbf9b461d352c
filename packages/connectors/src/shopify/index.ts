export { type ShopifyConfig, shopDomain, shopifyConfig, webhookSecrets } from './config.ts'
export { shopifyOrders } from './mapping.ts'
export { shopifyPrivacy } from './privacy.ts'
export { shopifyWebhooks } from './webhook.ts'
