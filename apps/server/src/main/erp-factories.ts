import { odooConfig, odooErp } from '@crossdock/connectors/odoo'
import type { ErpFactory } from '#modules/sync/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Config } from '#platform/config.ts'
import { paced } from './paced-fetch.ts'

/** The ERPs this installation knows, by provider. */
export function erpFactories(
  config: Pick<Config, 'ERP_CALL_TIMEOUT_MS'>,
  clock: Clock,
): ReadonlyMap<string, ErpFactory> {
  const pace = paced(clock)
  return new Map([
    [
      'odoo',
      (connection) => {
        const { url, database: name } = connection.config as { url: string; database: string }
        const settings = odooConfig.parse({
          url,
          database: name,
          apiKey: connection.secrets.apiKey,
          companyId: Number(connection.companyId),
          ...(connection.warehouseId === null ? {} : { warehouseId: Number(connection.warehouseId) }),
          callTimeoutMs: config.ERP_CALL_TIMEOUT_MS,
          namespace: connection.connectionId,
        })
        return odooErp(settings, { fetch: pace(connection.databaseId, connection.minIntervalMs) })
      },
    ],
  ])
}
