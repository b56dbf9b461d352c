import { expect, test } from 'vitest'
import { shopDomain, shopifyConfig, webhookSecrets } from './config.ts'

test('gives every secret a delivery may be signed with', () => {
  const config = shopifyConfig.parse({
    shop: 'Kaveri-Looms.myshopify.com',
    clientSecret: 'current',
    previousClientSecret: 'previous',
    shopSecret: null,
  })

  expect(config.shop).toBe('kaveri-looms.myshopify.com')
  expect(webhookSecrets(config)).toEqual(['current', 'previous'])
})

test.each([
  'evil.example',
  'shop.myshopify.com.evil.example',
  'evil.example/shop.myshopify.com',
  'a.b.myshopify.com',
  '-shop.myshopify.com',
  'shop.myshopify.com\nevil.example',
])('refuses the domain %j', (domain) => {
  expect(shopDomain.safeParse(domain).success).toBe(false)
})
