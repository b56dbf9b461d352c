import { randomBytes, randomInt } from 'node:crypto'
import { endpointSecrets, providerKeysOf, whatsappCloudWebhooks } from '@crossdock/connectors/whatsapp-cloud'
import { startWhatsAppSandbox, type WhatsAppSandbox } from '@crossdock/sandbox/whatsapp-cloud'
import { saveChannelAccess } from '#modules/tenants/index.ts'
import { freePort } from './free-port.ts'
import { provisionNumber } from './provision.ts'
import type { Floor } from './wire.ts'

/** The demo tenant's number at WhatsApp's stand-in, as later starts find it again. */
export interface DemoNumber {
  connectionId: string
  /** Where its webhooks come in, below the hub's address. */
  path: string
  wabaId: string
  phoneNumberId: string
  accessToken: string
  appSecret: string
  verifyToken: string
}

/** The stand-in with its phones, which starts empty each time; the number and its secrets stay those of the last start. */
export async function startDemoPhones(before: DemoNumber | undefined): Promise<WhatsAppSandbox> {
  return startWhatsAppSandbox({
    port: await freePort(8_180),
    appSecret: before?.appSecret ?? randomBytes(24).toString('hex'),
    accessToken: before?.accessToken ?? `EAA${randomBytes(24).toString('hex')}`,
    account: {
      name: 'Demo brand',
      displayPhoneNumber: '918047180000',
      wabaId: before?.wabaId ?? metaId(),
      phoneNumberId: before?.phoneNumberId ?? metaId(),
    },
  })
}

/**
 * Connects the demo tenant with that number, once; a later start only says where the stand-in is now. Its webhooks are
 * asked for the way a tenant's own are: with the challenge.
 */
export async function demoWhatsapp(
  { app, vault }: Pick<Floor, 'app' | 'vault'>,
  { tenantId, hubUrl, phones }: { tenantId: string; hubUrl: string; phones: WhatsAppSandbox },
  before: DemoNumber | undefined,
): Promise<DemoNumber> {
  const [number] = phones.world.business.numbers()
  if (!number) throw new Error('the stand-in has a number')
  const { wabaId } = number.account
  const { accessToken, appSecret } = phones
  const access = {
    config: { wabaId, appId: phones.world.business.appId, baseUrl: phones.url },
    secrets: { accessToken, appSecret },
  }
  const made = before ?? (await connect())
  if (before)
    await app.withTenant(tenantId, (tx) => saveChannelAccess(tx, vault, tenantId, before.connectionId, access))
  await subscribe(phones, wabaId, { url: `${hubUrl}${made.path}`, verifyToken: made.verifyToken })
  return made

  async function connect(): Promise<DemoNumber> {
    const { phoneNumberId } = number as NonNullable<typeof number>
    const verifyToken = randomBytes(12).toString('hex')
    const [providerKey = '', ...commonKeys] = providerKeysOf({ phoneNumberId, wabaId })
    const { connectionId, path } = await provisionNumber(app, vault, tenantId, {
      provider: whatsappCloudWebhooks.provider,
      name: 'Demo WhatsApp',
      providerKey,
      commonKeys,
      ...access,
      endpointSecrets: endpointSecrets({ appSecrets: [appSecret], verifyTokens: [verifyToken] }),
    })
    return { connectionId, path, wabaId, phoneNumberId, accessToken, appSecret, verifyToken }
  }
}

async function subscribe(
  { url, accessToken }: WhatsAppSandbox,
  wabaId: string,
  callback: { url: string; verifyToken: string },
): Promise<void> {
  const answer = await fetch(`${url}/v26.0/${wabaId}/subscribed_apps`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ override_callback_uri: callback.url, verify_token: callback.verifyToken }),
  })
  if (!answer.ok) throw new Error(`the hub does not answer the stand-in's challenge: ${await answer.text()}`)
}

/** Another installation's demo number is another number: keys of accounts are unique over all tenants. */
function metaId(): string {
  return `9${String(randomInt(10 ** 13, 10 ** 14))}`
}
