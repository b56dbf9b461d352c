import { toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { resumeByHand } from '#modules/messaging/index.ts'
import { newId } from '#platform/ids.ts'
import { anOrderFrom, aShopThatWrites, type WritingShop } from '#test/harness/a-shop-that-writes.ts'
import { callerOf } from '#test/harness/caller-of.ts'
import { startMailServer } from '#test/harness/mail-server.ts'
import { samples, scrape } from '#test/harness/scrape.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'
import { age, alerts, looks, open, tells, watching } from '#test/harness/watched-alerts.ts'

// A number that the provider lets send nothing: who hears of it, and when that is over.

const asha = 'asha.manager@example.com'
const staff = '+919000012345'

/** A customer would be told, and the account has not paid. */
async function blocked(stage: WritingShop): Promise<void> {
  await stage.number.control('/sandbox/trouble', { code: 131042 })
  await sendWebhook(stage.shop, toJson(anOrderFrom('+917006000021', { seed: 1, number: 1 })))
  await open(stage.hub, 'number-stopped')
}

async function settled({ hub, shop: { tenantId }, number }: WritingShop): Promise<void> {
  await number.control('/sandbox/trouble', { code: null })
  const whose = { tenantId, connectionId: number.connectionId, correlationId: newId() }
  await hub.floor.app.withTenant(tenantId, (tx) => resumeByHand(tx, whose, 'The bill is paid.'))
}

/** What waits looks again at once. */
async function hurry({ hub }: WritingShop): Promise<void> {
  await hub.database.owner.query(`update work set next_at = now() where state = 'waiting'`)
}

async function healthOf(stage: WritingShop): Promise<{ status: string; say: string }> {
  const api = await callerOf(stage.hub, stage.shop.tenantId)
  const { parts } = (await (await api.ask('/health')).json()) as {
    parts: { part: string; status: string; say: string }[]
  }
  const [number] = parts.filter(({ part }) => part === 'messaging')
  if (!number) throw new Error('health names no number')
  return { status: number.status, say: number.say }
}

const over = (stage: WritingShop) =>
  waitFor('it to be over', async () =>
    (await alerts(stage.hub)).every(({ kind, state }) => kind !== 'number-stopped' || state === 'closed'),
  )

test('a number that may not send is told once, with why and what to do, and so does health; both end when it is settled', async () => {
  await using mail = await startMailServer()
  await using stage = await aShopThatWrites(['order-confirmation'], { env: watching(mail) })
  const { hub, shop } = stage
  await tells(hub, shop.tenantId, 'mail', asha)

  await blocked(stage)
  const stopped = await healthOf(stage)
  await age(hub, '6 minutes')
  await waitFor('the mail', async () => mail.mails.length > 0)
  await looks([hub])
  await settled(stage)
  await over(stage)

  expect(stopped).toEqual({
    status: 'stopped',
    say: expect.stringMatching(
      /^Nothing goes out from WhatsApp: there is a problem with the payment.*settle what it shows/,
    ),
  })
  expect(mail.mails).toHaveLength(1)
  expect(mail.mails[0]?.subject).toMatch(/: Nothing goes out from WhatsApp: there is a problem with the payment/)
  expect(mail.mails[0]?.text).toContain('crossdock connections resume NUMBER --reason')
  expect(await healthOf(stage)).toEqual({ status: 'fine', say: 'WhatsApp is connected.' })
})

test('stopped again after it was settled is told again, for somebody thought that it was over', async () => {
  await using mail = await startMailServer()
  await using stage = await aShopThatWrites(['order-confirmation'], { env: watching(mail) })
  const { hub, shop, number } = stage
  await tells(hub, shop.tenantId, 'mail', asha)
  await blocked(stage)
  await age(hub, '6 minutes')
  await waitFor('the first mail', async () => mail.mails.length === 1)
  await settled(stage)
  await over(stage)

  await number.control('/sandbox/trouble', { code: 131042 })
  await hurry(stage)
  await open(hub, 'number-stopped')
  await age(hub, '6 minutes')

  await waitFor('the second mail', async () => mail.mails.length === 2)
})

test('nobody counts as told on WhatsApp while the number may not send; once it may, they are told', async () => {
  await using mail = await startMailServer()
  await using stage = await aShopThatWrites(['order-confirmation'], { env: watching(mail) })
  const { hub, shop, number } = stage
  await blocked(stage)
  await tells(hub, shop.tenantId, 'whatsapp', staff)
  const sent = async (outcome: string): Promise<boolean> =>
    samples(await scrape(hub)).some(
      ({ name, labels }) =>
        name === 'crossdock_alert_messages_total' && labels.channel === 'whatsapp' && labels.outcome === outcome,
    )
  await hub.database.owner.query(
    `update connections set config = config || jsonb_build_object('keyExpiresAt', now() + interval '2 days') where erp_database_id is not null`,
  )
  await waitFor('a failure', () => sent('failed'))
  await looks([hub])
  const told = await sent('sent')

  await settled(stage)
  await waitFor('the phone to have it', async () => number.got(staff).length > 0)

  expect(told).toBe(false)
  await hurry(stage)
  await stage.calm()
  await looks([hub])
  expect(number.got(staff)).toHaveLength(1)
  expect(number.got(staff)[0]?.text).toContain('The key of Odoo ends in')
})

test('nobody counts as told with a template that is not approved', async () => {
  await using mail = await startMailServer()
  await using stage = await aShopThatWrites([], { env: watching(mail) })
  const { hub, shop, number } = stage
  await number.control('/sandbox/template', { name: 'crossdock_alert', language: 'en', status: 'REJECTED' })
  await tells(hub, shop.tenantId, 'whatsapp', staff)
  const outcomes = async (): Promise<(string | undefined)[]> =>
    samples(await scrape(hub))
      .filter(({ name, labels }) => name === 'crossdock_alert_messages_total' && labels.channel === 'whatsapp')
      .map(({ labels }) => labels.outcome)
  await hub.database.owner.query(
    `update connections set config = config || jsonb_build_object('keyExpiresAt', now() + interval '2 days') where erp_database_id is not null`,
  )
  await waitFor('a failure', async () => (await outcomes()).includes('failed'))
  await looks([hub])
  const before = await outcomes()

  await number.control('/sandbox/template', { name: 'crossdock_alert', language: 'en', status: 'APPROVED' })
  await waitFor('the phone to have it', async () => number.got(staff).length > 0)

  expect(before).toEqual(['failed'])
})
