import type { Recipient } from '@crossdock/connectors/ports/messaging'
import { type MessagingUnderTest, messagingContract } from '@crossdock/connectors/ports/messaging.contract'
import {
  endpointSecrets,
  providerKeysOf,
  whatsappCloudMessages,
  whatsappCloudMessaging,
  whatsappCloudWebhooks,
} from '@crossdock/connectors/whatsapp-cloud'
import { expect, test } from 'vitest'
import { chatOf } from './customers/phones.ts'
import { shownIn, wholeText } from './customers/shown.ts'
import { demoAccount } from './demo-accounts.ts'
import { newPhone, openBox, verifyToken } from './test/box.ts'

// The connector against the stand-in: each keeps the other honest. Whom a test writes to decides what happens.

const codes = {
  'message-refused': 131009,
  'message-unreachable': 131026,
  'message-window-closed': 131047,
  'message-opted-out': 131050,
  'message-too-soon': 131049,
  'template-refused': 132001,
  'number-blocked': 131031,
  'provider-busy': 131016,
  'rights-missing': 131005,
  'credentials-rejected': 190,
} as const

messagingContract('WhatsApp Cloud, played by the sandbox,', open)

async function open(): Promise<MessagingUnderTest> {
  const box = await openBox()
  const { world, url, accessToken, appSecret } = box.sandbox
  const [number] = world.business.numbers()
  if (!number) throw new Error('the sandbox has a number')
  const unanswered = ['+917003000001']

  const phoneOf = (who: Recipient) => {
    const phone =
      'phone' in who ? world.phones.findByDigits(who.phone.slice(1)) : world.phones.findByUserId(number, who.userId)
    if (!phone) throw new Error('nobody has this phone')
    return phone
  }
  const chatWith = (who: Recipient) => chatOf(phoneOf(who), number)
  const by = (who: Recipient, what: string, body: object = {}) =>
    box.post(`/phones/+${phoneOf(who).digits}/${what}`, body)
  const orderedNumber = async (range: 1 | 2, code: keyof typeof codes): Promise<Recipient> => ({
    phone: await box.customer(`+91700${range}${String(codes[code]).padStart(6, '0')}`),
  })

  return {
    connect: ({ fetch, secret, callTimeoutMs } = {}) =>
      whatsappCloudMessaging(
        {
          phoneNumberId: demoAccount.phoneNumberId,
          wabaId: demoAccount.wabaId,
          accessToken: secret ?? accessToken,
          appId: world.business.appId,
          appSecret,
          baseUrl: url,
          ...(callTimeoutMs === undefined ? {} : { callTimeoutMs }),
        },
        fetch ? { fetch } : {},
      ),
    webhooks: whatsappCloudWebhooks,
    reader: whatsappCloudMessages,
    endpointSecrets: endpointSecrets({ appSecrets: [appSecret], verifyTokens: [verifyToken] }),
    providerKeys: providerKeysOf(demoAccount),
    async customer(known = 'phone') {
      const phone = await box.customer()
      if (known === 'phone') return { phone }
      await box.post(`/phones/${phone}/private`, {})
      return { userId: (await box.phone(phone)).chats[0].userId }
    },
    refusing: (code) => orderedNumber(1, code),
    failingLater: (code) => orderedNumber(2, code),
    async leavingUnanswered() {
      const phone = unanswered.pop()
      if (!phone) throw new Error('only one of them')
      return { phone: await box.customer(phone) }
    },
    templateCall: (category) =>
      category === 'utility'
        ? {
            name: 'order_confirmation',
            language: 'en',
            category,
            body: ['Ananya', 'SO-10482', '₹ 2,023.50'].map((text) => ({ name: null, text })),
          }
        : {
            name: 'festival_offer',
            language: 'en',
            category,
            header: [{ name: null, text: 'Ananya' }],
            body: ['₹ 799', '500'].map((text) => ({ name: null, text })),
          },
    async inbox(of) {
      await box.sandbox.settled()
      return shownIn(chatWith(of)).flatMap((message) =>
        message.by === 'business' ? { providerMessageId: message.id, text: wholeText(message) } : [],
      )
    },
    posted: async () => box.hub.posted.map(({ body, headers }) => ({ body, headers })),
    byHand: {
      write: async (from, text) => void (await by(from, 'write', { text })),
      async read(who) {
        await box.sandbox.settled()
        await by(who, 'read')
      },
      async tap(who, buttonId) {
        await box.sandbox.settled()
        expect((await by(who, 'tap', { label: buttonId })).status).toBe(200)
      },
      stopMarketing: async (who) => void (await by(who, 'stop')),
    },
    async postAgain() {
      await box.post('/sandbox/again', {})
    },
    [Symbol.asyncDispose]: () => box[Symbol.asyncDispose](),
  }
}

test('what the adapter sends fits the schema that it sends by, and the stand-in says so', async () => {
  await using box = await openBox()
  const { url, accessToken, world } = box.sandbox
  const port = whatsappCloudMessaging({ ...demoAccount, accessToken, baseUrl: url })
  const to = { phone: await box.customer(newPhone()) }

  await port.send({ reference: 'm1', to, content: { kind: 'text', body: 'Hello' } })
  await port.send({
    reference: 'm2',
    to,
    content: { kind: 'buttons', body: 'Yes?', buttons: [{ id: 'v1:y', title: 'Yes' }] },
  })

  expect(world.requests.map(({ misfit }) => misfit)).toEqual([null, null])
})
