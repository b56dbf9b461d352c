import { randomBytes } from 'node:crypto'
import type { MessagingAccess } from '@crossdock/connectors/ports/messaging'
import { endpointSecrets, providerKeysOf, whatsappCloudConfig } from '@crossdock/connectors/whatsapp-cloud'
import { resumeByHand } from '#modules/messaging/index.ts'
import {
  type ConnectionFacts,
  findChannelAccess,
  type NumberSettings,
  saveChannelAccess,
  saveSecrets,
  withKeyEnd,
} from '#modules/tenants/index.ts'
import { newId } from '#platform/ids.ts'
import { messagingProviders } from '../messaging-providers.ts'
import { adjustedConfig } from '../number-doors.ts'
import { provisionNumber } from '../provision.ts'
import type { Answer } from './answer.ts'
import { Misunderstood, NotDone } from './exit-codes.ts'
import type { Inside } from './inside.ts'
import { ownEndpoints } from './own-endpoints.ts'
import { secretFrom, secretsFrom } from './read-secret.ts'
import { sayOf } from './tell-of-connection.ts'

const provider = 'whatsapp-cloud'

export interface NewWhatsapp {
  phoneNumberId: string
  wabaId: string
  appId?: string
  baseUrl?: string
  name: string
  verifyToken?: string
  apiVersion?: string
  marketingPath?: string
}

/** Asks WhatsApp first: what does not work is not stored. */
export async function connectWhatsapp(hub: Inside, options: NewWhatsapp): Promise<Answer> {
  const {
    app,
    vault,
    config,
    tenant: { tenantId },
  } = hub
  const { phoneNumberId, wabaId, appId, baseUrl, name } = options
  const { accessToken, appSecret, verifyToken } = await secretsOf(config.CROSSDOCK_SECRET, options.verifyToken)
  const where = { wabaId, ...(appId === undefined ? {} : { appId }), ...(baseUrl === undefined ? {} : { baseUrl }) }
  const given = { config: adjustedConfig(where, settingsOf(options)), secrets: { accessToken, appSecret } }
  const access = await ask(phoneNumberId, given)
  const stored = withKeyEnd(given, access)
  const [providerKey = '', ...commonKeys] = providerKeysOf({ phoneNumberId, wabaId })
  const made = await provisionNumber(app, vault, tenantId, {
    provider,
    name,
    providerKey,
    commonKeys,
    ...stored,
    endpointSecrets: endpointSecrets({ appSecrets: [appSecret], verifyTokens: [verifyToken] }),
  })
  const url = `${config.PUBLIC_URL?.replace(/\/$/, '') ?? ''}${made.path}`
  return {
    json: { connectionId: made.connectionId, endpointId: made.endpointId, url, verifyToken, ...access },
    print() {
      console.log(
        `${access.displayNumber ?? phoneNumberId} is connected. In Meta's dashboard, WhatsApp, Configuration:\n`,
      )
      console.log(`  Callback URL  ${url}\n  Verify token  ${verifyToken}\n`)
      if (!config.PUBLIC_URL)
        console.log('PUBLIC_URL is not set: put the address in front at which the hub is reached.')
      for (const problem of access.problems) console.log(`Still to be settled: ${problem}`)
      console.log(
        'Nothing is sent until a notice is switched on. docs/guides/connect-whatsapp.md says what is left to do.',
      )
    },
  }
}

/** `-` as verify token: it is the third of them. Else it was given, or is made. */
async function secretsOf(setting: string | undefined, given: string | undefined) {
  const names = ['Access token', 'App secret'] as const
  if (given === '-') {
    const [accessToken, appSecret, verifyToken] = await secretsFrom(setting, [...names, 'Verify token'] as const)
    return { accessToken, appSecret, verifyToken }
  }
  const [accessToken, appSecret] = await secretsFrom(setting, names)
  return { accessToken, appSecret, verifyToken: given ?? randomBytes(24).toString('hex') }
}

/** A new access token, tried first; with `appSecret` the secret that Meta signs with, beside the one before it. */
export function rotateWhatsapp(
  hub: Inside,
  one: ConnectionFacts,
  { appSecret, dropPrevious }: { appSecret: boolean; dropPrevious: boolean },
): Promise<Answer> {
  return appSecret ? rotateAppSecret(hub, one, dropPrevious) : rotateToken(hub, one)
}

async function rotateToken(hub: Inside, one: ConnectionFacts): Promise<Answer> {
  const {
    app,
    vault,
    config,
    tenant: { tenantId },
  } = hub
  const before = await app.withTenant(tenantId, (tx) => findChannelAccess(tx, vault, tenantId, one.connectionId))
  const accessToken = await secretFrom(config.CROSSDOCK_SECRET, `New access token of ${one.name}`)
  const given = { config: before.config, secrets: { ...before.secrets, accessToken } }
  const access = await ask(before.providerKey, given)
  await app.withTenant(tenantId, async (tx) => {
    await saveChannelAccess(tx, vault, tenantId, one.connectionId, withKeyEnd(given, access))
    await sayOf(tx, hub, one, 'credentials', `${one.name} has a new access token.`)
  })
  return {
    json: { connectionId: one.connectionId, ...access },
    print() {
      console.log(
        `${one.name} (${access.displayNumber ?? before.providerKey}) is reached with the new token from now on.`,
      )
      for (const problem of access.problems) console.log(`Still to be settled: ${problem}`)
    },
  }
}

async function rotateAppSecret(hub: Inside, one: ConnectionFacts, dropPrevious: boolean): Promise<Answer> {
  const {
    app,
    vault,
    config,
    tenant: { tenantId },
  } = hub
  const secret = `app:${await secretFrom(config.CROSSDOCK_SECRET, `New app secret of ${one.name}`)}`
  const ids = await app.withTenant(tenantId, async (tx) => {
    const { endpoints } = await ownEndpoints(tx, vault, tenantId, one.connectionId)
    for (const { endpointId, secrets } of endpoints) {
      const [newest] = secrets.filter((each) => each.startsWith('app:') && each !== secret)
      const others = secrets.filter((each) => !each.startsWith('app:'))
      const valid = [secret, ...(dropPrevious || newest === undefined ? [] : [newest]), ...others]
      await saveSecrets(tx, vault, tenantId, endpointId, valid)
    }
    if (endpoints.length > 0)
      await sayOf(tx, hub, one, 'secret', `${one.name} hears what is signed with a new app secret.`)
    return endpoints.map(({ endpointId }) => endpointId)
  })
  if (ids.length === 0)
    throw new NotDone(`${one.name} has no endpoint of its own: the operator of the shared one gives it the secret.`)
  return {
    json: { connectionId: one.connectionId, endpoints: ids, dropPrevious },
    print() {
      console.log('What is signed with the new secret is accepted within ten seconds.')
      if (!dropPrevious)
        console.log('The one before stays valid until it is dropped: the same again, with --drop-previous')
    },
  }
}

/** How a number is written through from now on. Tried first: with a version that is not served nothing would go out. */
export async function changeWhatsapp(hub: Inside, one: ConnectionFacts, wanted: WhatsappSettings): Promise<Answer> {
  const {
    app,
    vault,
    tenant: { tenantId },
  } = hub
  if (one.provider !== provider) throw new Misunderstood(`${one.name} is no number of WhatsApp.`)
  const settings = settingsOf(wanted)
  if (Object.keys(settings).length === 0) throw new Misunderstood('Say what: --api-version or --marketing-path.')
  const before = await app.withTenant(tenantId, (tx) => findChannelAccess(tx, vault, tenantId, one.connectionId))
  await ask(before.providerKey, { ...before, config: adjustedConfig(before.config, settings) })
  const config = await app.withTenant(tenantId, async (tx) => {
    const now = await findChannelAccess(tx, vault, tenantId, one.connectionId)
    const adjusted = { ...now, config: adjustedConfig(now.config, settings) }
    await saveChannelAccess(tx, vault, tenantId, one.connectionId, adjusted)
    await sayOf(tx, hub, one, 'settings', `${one.name} is written through another way: ${saying(settings)}.`)
    return adjusted.config
  })
  return {
    json: { connectionId: one.connectionId, config },
    print() {
      console.log(`${one.name} is written through so from now on; a worker that runs takes it up within a minute.`)
    },
  }
}

/** What stood against sending is settled. */
export async function resumeWhatsapp(hub: Inside, one: ConnectionFacts, reason: string): Promise<Answer> {
  const { app, tenant } = hub
  const { tenantId } = tenant
  if (one.kind !== 'number') throw new Misunderstood(`${one.name} is no number that people write to.`)
  const { connectionId } = one
  await app.withTenant(tenantId, (tx) => resumeByHand(tx, { tenantId, connectionId, correlationId: newId() }, reason))
  return {
    json: { connectionId },
    print: () => console.log(`${one.name} may send again; what waits goes out within a minute.`),
  }
}

function saying({ apiVersion, marketingPath }: NumberSettings): string {
  return [apiVersion ?? [], marketingPath === undefined ? [] : `marketing by ${marketingPath}`].flat().join(', ')
}

export interface WhatsappSettings {
  apiVersion?: string
  marketingPath?: string
}

function settingsOf({ apiVersion, marketingPath: path }: WhatsappSettings): NumberSettings {
  if (path !== undefined && path !== 'messages' && path !== 'marketing_messages')
    throw new Misunderstood('--marketing-path is messages or marketing_messages.')
  return { ...(apiVersion === undefined ? {} : { apiVersion }), ...(path === undefined ? {} : { marketingPath: path }) }
}

async function ask(
  phoneNumberId: string,
  { config, secrets }: { config: Record<string, unknown>; secrets: Record<string, string> },
): Promise<MessagingAccess> {
  const checked = whatsappCloudConfig.safeParse({ phoneNumberId, ...config, ...secrets })
  if (!checked.success)
    throw new Misunderstood(`${checked.error.issues[0]?.path.join('.')} ${checked.error.issues[0]?.message}.`)
  const port = messagingProviders().get(provider)?.port({ provider, providerKey: phoneNumberId, config, secrets })
  if (!port) throw new Error('WhatsApp is not known here')
  return port.checkAccess()
}
