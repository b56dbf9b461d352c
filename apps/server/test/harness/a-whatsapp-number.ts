import { endpointSecrets, providerKeysOf } from '@crossdock/connectors/whatsapp-cloud'
import {
  demoAccount,
  startWhatsAppSandbox,
  type WhatsAppSandbox,
  type WhatsAppSandboxOptions,
} from '@crossdock/sandbox/whatsapp-cloud'
import { demoNotices } from '#main/demo-notices.ts'
import { type ProvisionedShop, provisionNumber } from '#main/provision.ts'
import { chooseNotice, type NoticeWish } from '#modules/messaging/index.ts'
import type { Hub } from './a-hub.ts'

export interface OwnNumber extends AsyncDisposable {
  connectionId: string
  endpointId: string
  box: WhatsAppSandbox
  /** What a customer's phone got, oldest first: words, and the reference that came with them. */
  got(phone: string): { text: string; state: string; reference: string | null }[]
  /** The customer writes. */
  writes(phone: string, text: string): Promise<void>
  control(path: string, body?: object): Promise<unknown>
}

const verifyToken = 'a-token-of-the-test'

/** A tenant's WhatsApp number at the stand-in, whose webhooks go to the hub. */
export async function aWhatsAppNumber(
  hub: Pick<Hub, 'floor' | 'url'>,
  tenantId: string,
  options: WhatsAppSandboxOptions & { config?: Record<string, unknown>; accessToken?: string } = {},
): Promise<OwnNumber> {
  const { config, accessToken, ...sandbox } = options
  const box = await startWhatsAppSandbox({ ...sandbox, pace: { sentMs: 1, deliveredMs: 5, ...sandbox.pace } })
  const number = await connectBox(hub, tenantId, box, { config, accessToken })
  const control = async (path: string, body: object = {}): Promise<unknown> => {
    const answer = await fetch(`${box.url}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  return {
    connectionId: number.connectionId,
    endpointId: number.endpointId,
    box,
    control,
    got(phone) {
      const chats = [...(box.world.phones.findByDigits(phone.slice(1))?.chats.values() ?? [])]
      return chats
        .flatMap(({ messages }) => messages)
        .flatMap((message) =>
          message.by === 'business'
            ? [{ text: message.bubble.text, state: message.state, reference: message.reference }]
            : [],
        )
    },
    async writes(phone, text) {
      await control(`/phones/${encodeURIComponent(phone)}/write`, { text })
    },
    [Symbol.asyncDispose]: () => box[Symbol.asyncDispose](),
  }
}

/** The demo brand's number of a stand-in that runs. */
export async function connectBox(
  hub: Pick<Hub, 'floor' | 'url'>,
  tenantId: string,
  box: WhatsAppSandbox,
  {
    config = {},
    accessToken = box.accessToken,
  }: { config?: object | undefined; accessToken?: string | undefined } = {},
): Promise<ProvisionedShop> {
  const { wabaId, phoneNumberId } = demoAccount
  const [providerKey = '', ...commonKeys] = providerKeysOf({ phoneNumberId, wabaId })
  const number = await provisionNumber(hub.floor.app, hub.floor.vault, tenantId, {
    provider: 'whatsapp-cloud',
    name: 'WhatsApp',
    providerKey,
    commonKeys,
    config: { wabaId, baseUrl: box.url, callTimeoutMs: 3_000, ...config },
    secrets: { accessToken },
    endpointSecrets: endpointSecrets({ appSecrets: [box.appSecret], verifyTokens: [verifyToken] }),
  })
  box.world.business.callback = { url: `${hub.url}${number.path}`, verifyToken }
  return number
}

/** Switches a notice on, for orders of whatever time. */
export async function switchOn(
  hub: Pick<Hub, 'floor'>,
  where: { tenantId: string; connectionId: string; number: Pick<OwnNumber, 'connectionId'> },
  notice: NoticeWish['notice'],
  more: Partial<NoticeWish['choices']> = {},
): Promise<void> {
  const { tenantId, connectionId, number } = where
  const wish: NoticeWish = {
    connectionId,
    notice,
    messagingConnectionId: number.connectionId,
    on: true,
    choices: { ...demoNotices[notice], ...more },
  }
  await hub.floor.app.withTenant(tenantId, (tx) => chooseNotice(tx, tenantId, wish, new Date('2020-01-01T00:00:00Z')))
}
