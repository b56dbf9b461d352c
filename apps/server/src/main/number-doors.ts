import {
  endpointSecrets,
  providerKeysOf,
  readEndpointSecrets,
  whatsappCloudConfig,
} from '@crossdock/connectors/whatsapp-cloud'
import { AppError } from '@crossdock/contracts/errors'
import type { MessagingProvider } from '#modules/messaging/index.ts'
import type { NumberDoor, NumberDoors, NumberSettings } from '#modules/tenants/index.ts'
import type { Config } from '#platform/config.ts'
import { numberBodyLimitBytes } from './provision.ts'

/** Longer is not waited for: whoever asked sits before it. */
const patienceMs = 15_000

/** How numbers of the providers this installation knows are connected and tried. */
export function numberDoors(
  providers: ReadonlyMap<string, MessagingProvider>,
  { WHATSAPP_CLOUD_URL: baseUrl }: Pick<Config, 'WHATSAPP_CLOUD_URL'>,
): NumberDoors {
  return new Map([...providers].map(([provider, { port }]) => [provider, whatsappCloud(provider, port, baseUrl)]))
}

function whatsappCloud(provider: string, port: MessagingProvider['port'], baseUrl: string | undefined): NumberDoor {
  return {
    bodyLimitBytes: numberBodyLimitBytes,
    reached({ wabaId, phoneNumberId, accessToken, appSecret, appId, ...settings }) {
      const [providerKey = '', ...commonKeys] = providerKeysOf({ phoneNumberId, wabaId })
      const optional = { ...(appId === undefined ? {} : { appId }), ...(baseUrl === undefined ? {} : { baseUrl }) }
      const config = adjustedConfig({ wabaId, ...optional }, settings)
      return { provider, providerKey, commonKeys, config, secrets: { accessToken, appSecret } }
    },
    adjusted: (access, settings) => ({ ...access, config: adjustedConfig(access.config, settings) }),
    renewed: (access, { accessToken, appSecret }) => ({
      ...access,
      secrets: {
        ...access.secrets,
        ...(accessToken === undefined ? {} : { accessToken }),
        ...(appSecret === undefined ? {} : { appSecret }),
      },
    }),
    ask(access) {
      const { providerKey: phoneNumberId, config, secrets } = access
      // Values are never repeated.
      if (!whatsappCloudConfig.safeParse({ phoneNumberId, ...config, ...secrets }).success)
        throw new AppError('credentials-rejected', 'its settings cannot be used', { facts: { provider: 'WhatsApp' } })
      return port(access).checkAccess({ signal: AbortSignal.timeout(patienceMs) })
    },
    written: endpointSecrets,
    read: readEndpointSecrets,
  }
}

/** What it is not told stays; null for the version is the connector's own. */
export function adjustedConfig(
  { apiVersion: versionBefore, paths: pathsBefore, ...config }: Record<string, unknown>,
  { apiVersion = versionBefore as string | undefined, marketingPath }: NumberSettings,
): Record<string, unknown> {
  const paths = { ...(pathsBefore as object | undefined), ...(marketingPath ? { marketing: marketingPath } : {}) }
  return {
    ...config,
    ...(apiVersion === undefined || apiVersion === null ? {} : { apiVersion }),
    ...(Object.keys(paths).length > 0 ? { paths } : {}),
  }
}
