import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { saveRecipient } from '#modules/alerts/index.ts'
import { aShopThatWrites } from '#test/harness/a-shop-that-writes.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

test('staff are told of what is parked on WhatsApp, once, from the tenant’s own number', async () => {
  await using stage = await aShopThatWrites([], {
    env: { ALERT_INTERVAL_MS: '100', DASHBOARD_URL: 'https://staff.test/' },
  })
  const { hub, shop, number } = stage
  const { owner } = hub.database
  const phone = '+919000012345'
  await hub.floor.app.withTenant(shop.tenantId, (tx) =>
    saveRecipient(tx, hub.floor.vault, shop.tenantId, {
      channel: 'whatsapp',
      address: phone,
      kinds: null,
      quiet: null,
      timeZone: 'Asia/Kolkata',
    }),
  )

  await sendWebhook(shop, toJson(anOrderBody({ seed: 1, number: 1, cashOnDelivery: false, sku: 'NOT-THERE' })))
  await waitFor('the alert to be open', async () => {
    const { rows } = await owner.query(`select from alerts where kind = 'orders-parked'`)
    return rows.length === 1
  })
  await owner.query(`update alerts set opened_at = opened_at - interval '6 minutes'`)

  await waitFor('the phone to have it', async () => number.got(phone).length === 1)
  await waitFor('it to be noted as told', async () => {
    const { rows } = await owner.query(`select from alerts where kind = 'orders-parked' and state = 'told'`)
    return rows.length === 1
  })
  await stage.calm()
  expect(number.got(phone)).toHaveLength(1)
  expect(number.got(phone)[0]?.text).toMatch(
    /^Crossdock has something to look at for Tenant \w+: SKUs the ERP does not have: 1 waiting for a person: #1.*https:\/\/staff\.test\/t-\w+\/parked/,
  )
})
