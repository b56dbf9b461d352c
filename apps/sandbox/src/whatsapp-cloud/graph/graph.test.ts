import { errorAnswer } from '@crossdock/connectors/whatsapp-cloud'
import { describe, expect, test } from 'vitest'
import { demoAccount } from '../demo-accounts.ts'
import { newPhone, openBox, startHub, template, text, verifyToken } from '../test/box.ts'

const { wabaId, phoneNumberId } = demoAccount
const other = { wabaId: '218840199872234', phoneNumberId: '410987654321002' }

describe('the way in', () => {
  test.each([
    [`/v20.0/${phoneNumberId}/messages`, 'ended'],
    [`/v27.0/${phoneNumberId}/messages`, 'Name a version'],
    [`/${phoneNumberId}/messages`, 'version is missing'],
  ])('%s is refused', async (path, words) => {
    await using box = await openBox()
    const to = await box.customer()

    const answer = await box.post(path, { messaging_product: 'whatsapp', ...text(to) })

    expect([answer.status, answer.body.error.code]).toEqual([400, 100])
    expect(answer.body.error.error_data.details).toContain(words)
  })

  test('a version ends on its day', async () => {
    await using box = await openBox({ now: () => Date.parse('2027-01-20T23:59:59Z') })
    const ask = async () => (await box.call(`/v21.0/${phoneNumberId}`)).status

    const before = await ask()
    await box.post('/sandbox/clock', { aheadMs: 1_000 })

    expect([before, await ask()]).toEqual([200, 400])
  })

  test.each([
    ['nobody’s', 'nobodys-token', 460],
    ['an expired', 'expired-token', 463],
  ])('%s token is refused with 190', async (_whose, token, subcode) => {
    await using box = await openBox()
    const { business, clock } = box.sandbox.world
    const expiresAt = clock.now() - 1
    business.tokens.set('expired-token', { token: 'expired-token', reaches: null, scopes: [], expiresAt, issuedAt: 0 })

    const answer = await box.send(text(newPhone()), { token })

    expect(answer.status).toBe(401)
    expect(answer.body.error).toMatchObject({ code: 190, error_subcode: subcode, type: 'OAuthException' })
    expect(errorAnswer.safeParse(answer.body).success).toBe(true)
  })

  test('a token reaches its own account: another tenant’s number is as if it were not there', async () => {
    await using box = await openBox({ accounts: 1 })
    const { business, clock } = box.sandbox.world
    const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management']
    business.tokens.set('own', { token: 'own', reaches: [wabaId], scopes, expiresAt: null, issuedAt: clock.now() })
    const notice = template(newPhone(), 'order_confirmation', 'en', 'Ananya', 'SO-1', '₹ 10')

    const own = await box.send(notice, { token: 'own' })
    const foreign = [
      await box.send(notice, { token: 'own', from: other.phoneNumberId }),
      await box.call(`/v26.0/${other.wabaId}/message_templates`, { token: 'own' }),
      await box.call(`/v26.0/${other.phoneNumberId}`, { token: 'own' }),
    ]

    expect(own.status).toBe(200)
    for (const answer of foreign) expect(answer.body.error).toMatchObject({ code: 100, error_subcode: 33 })
  })

  test('a token without the permission for messages may not send', async () => {
    await using box = await openBox()
    box.sandbox.world.business.tokens.set('looks', {
      token: 'looks',
      reaches: null,
      scopes: ['whatsapp_business_management'],
      expiresAt: null,
      issuedAt: 0,
    })

    const answer = await box.send(text(newPhone()), { token: 'looks' })

    expect([answer.status, answer.body.error.code]).toEqual([403, 200])
  })

  test('a body that is no JSON is refused, and so is a type nobody knows', async () => {
    await using box = await openBox()
    const headers = { 'content-type': 'application/json' }

    const broken = await box.call(`/v26.0/${phoneNumberId}/messages`, { method: 'POST', body: '{"to":', headers })
    const unknown = await box.send({ to: newPhone(), type: 'hologram' })

    expect([broken.status, broken.body.error.code]).toEqual([400, 100])
    expect(unknown.body.error.code).toBe(131051)
  })
})

describe('looking at things', () => {
  test('a number, the fields that are asked for', async () => {
    await using box = await openBox()

    const plain = await box.call(`/v26.0/${phoneNumberId}`)
    const chosen = await box.call(`/v26.0/${phoneNumberId}?fields=status,whatsapp_business_manager_messaging_limit`)
    const wrong = await box.call(`/v26.0/${phoneNumberId}?fields=shoe_size`)

    expect(plain.body).toMatchObject({
      display_phone_number: '+91 80 4718 0000',
      verified_name: 'Demo brand',
      quality_rating: 'GREEN',
    })
    expect(chosen.body).toEqual({
      status: 'CONNECTED',
      whatsapp_business_manager_messaging_limit: 'TIER_10K',
      id: phoneNumberId,
    })
    expect(wrong.body.error.code).toBe(100)
  })

  test('a number in trouble refuses every send with it, until it is over', async () => {
    await using box = await openBox()
    const notice = template(newPhone(), 'order_confirmation', 'en', 'Ananya', 'SO-1', '₹ 10')

    await box.post('/sandbox/trouble', { code: 131031 })
    const refused = await box.send(notice)
    const status = (await box.call(`/v26.0/${phoneNumberId}?fields=status`)).body.status
    await box.post('/sandbox/trouble', { code: null })

    expect([refused.body.error.code, status, (await box.send(notice)).status]).toEqual([131031, 'BANNED', 200])
  })

  test('a token, by itself or by the app', async () => {
    await using box = await openBox()
    const { business, clock } = box.sandbox.world
    const expiresAt = clock.now() + 86_400_000
    business.tokens.set('short', {
      token: 'short',
      reaches: [wabaId],
      scopes: ['whatsapp_business_messaging'],
      expiresAt,
      issuedAt: clock.now(),
    })
    const app = `${business.appId}|${business.appSecret}`

    const { body } = await box.call('/v26.0/debug_token?input_token=short', { token: app })
    const nobody = await box.call('/v26.0/debug_token?input_token=nobodys', { token: app })
    const refused = await box.call('/v26.0/debug_token?input_token=short', { token: `${business.appId}|wrong` })

    expect(body.data).toMatchObject({
      is_valid: true,
      expires_at: Math.floor(expiresAt / 1000),
      app_id: business.appId,
      scopes: ['whatsapp_business_messaging'],
    })
    expect(nobody.body.data).toMatchObject({ is_valid: false, error: { code: 190 } })
    expect(refused.status).toBe(401)
  })
})

describe('where webhooks go', () => {
  test('an account’s own callback is asked for the challenge, and then it gets what is the account’s', async () => {
    await using box = await openBox({ accounts: 1 })
    await using own = await startHub()

    const saved = await box.post(`/v26.0/${wabaId}/subscribed_apps`, {
      override_callback_uri: own.url,
      verify_token: verifyToken,
    })
    await box.post(`/phones/${newPhone()}/write`, { text: 'Hello' })
    await box.post(`/phones/${newPhone()}/write?to=${other.phoneNumberId}`, { text: 'Hello, other brand' })
    await box.sandbox.settled()

    expect(saved.body).toEqual({ success: true })
    expect(own.challenges[0]?.searchParams.get('hub.mode')).toBe('subscribe')
    expect([own.posted.length, box.hub.posted.length]).toEqual([1, 1])
    const { body } = await box.call(`/v26.0/${wabaId}/subscribed_apps`)
    expect(body.data).toMatchObject([
      { override_callback_uri: own.url, whatsapp_business_api_data: { id: expect.any(String) } },
    ])
  })

  test('a number’s callback goes before the account’s', async () => {
    await using box = await openBox()
    await using own = await startHub()

    await box.post(`/v26.0/${phoneNumberId}`, {
      webhook_configuration: { override_callback_uri: own.url, verify_token: verifyToken },
    })
    await box.post(`/phones/${newPhone()}/write`, { text: 'Hello' })
    await box.sandbox.settled()

    expect([own.posted.length, box.hub.posted.length]).toEqual([1, 0])
  })

  test('one that does not answer the challenge is not saved', async () => {
    await using box = await openBox()
    await using own = await startHub()

    const answer = await box.post(`/v26.0/${wabaId}/subscribed_apps`, {
      override_callback_uri: own.url,
      verify_token: 'another',
    })
    await box.post(`/phones/${newPhone()}/write`, { text: 'Hello' })
    await box.sandbox.settled()

    expect(answer.body.error).toMatchObject({ code: 100, error_data: { details: expect.stringContaining('403') } })
    expect([own.posted.length, box.hub.posted.length]).toEqual([0, 1])
  })

  test('an account that is not subscribed is not heard', async () => {
    await using box = await openBox()

    await box.call(`/v26.0/${wabaId}/subscribed_apps`, { method: 'DELETE' })
    await box.post(`/phones/${newPhone()}/write`, { text: 'Hello' })
    await box.sandbox.settled()

    expect((await box.call(`/v26.0/${wabaId}/subscribed_apps`)).body).toEqual({ data: [] })
    expect([box.hub.posted.length, box.sandbox.world.courier.unheard]).toEqual([0, 1])
  })
})
