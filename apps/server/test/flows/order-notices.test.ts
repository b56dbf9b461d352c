import { anOrderBody, cancelledBody, type OrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { aWhatsAppNumber, type OwnNumber, switchOn } from '#test/harness/a-whatsapp-number.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

async function aShopThatWrites(...notices: Parameters<typeof switchOn>[2][]): Promise<Stage & { number: OwnNumber }> {
  const stage = await aShopWithOdoo()
  const { tenantId, connectionId } = stage.shop
  const number = await aWhatsAppNumber(stage.hub, tenantId)
  for (const notice of notices) await switchOn(stage.hub, { tenantId, connectionId, number }, notice)
  return {
    ...stage,
    number,
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]()
      await number[Symbol.asyncDispose]()
    },
  }
}

const phoneOf = (body: OrderBody): string => body.customer?.phone ?? ''

test('a confirmed order is told once, in the words of the template', async () => {
  await using stage = await aShopThatWrites('order-confirmation')
  const body = anOrderBody({ seed: 1, number: 1, cashOnDelivery: false })

  await sendWebhook(stage.shop, toJson(body))
  await stage.becomes(body.name, 'confirmed')
  await stage.quiet()

  console.log(
    (await stage.hub.database.owner.query('select kind, message from timeline order by id')).rows,
    (await stage.hub.database.owner.query('select state, failure_code, failure_facts, notice from messages')).rows,
    (await stage.hub.database.owner.query('select kind, lane, state, cause_code, cause_detail from work')).rows,
    phoneOf(body),
  )
  expect(stage.number.got(phoneOf(body))).toEqual([
    { text: expect.stringContaining('#1'), state: 'delivered', reference: expect.any(String) },
  ])
})
