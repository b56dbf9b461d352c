import { type OdooTransportName, odooConfig, odooErp, type TransportMemory } from '@crossdock/connectors/odoo'
import type { ErpFactory } from '#modules/sync/index.ts'
import type { Config } from '#platform/config.ts'
import type { Database } from '#platform/db/database.ts'
import { paced } from './paced-fetch.ts'

/** The ERPs this installation knows, by provider. */
export function erpFactories(
  config: Pick<Config, 'ERP_CALL_TIMEOUT_MS'>,
  database: Database,
): ReadonlyMap<string, ErpFactory> {
  const pace = paced(database, config.ERP_CALL_TIMEOUT_MS)
  const transports = new Map<string, OdooTransportName>()
  return new Map([
    [
      'odoo',
      (connection) => {
        const { url, database: name, login, transport } = connection.config
        const settings = odooConfig.parse({
          url,
          database: name,
          login,
          transport,
          apiKey: connection.secrets.apiKey,
          companyId: Number(connection.companyId),
          ...(connection.warehouseId === null ? {} : { warehouseId: Number(connection.warehouseId) }),
          callTimeoutMs: config.ERP_CALL_TIMEOUT_MS,
          namespace: connection.connectionId,
        })
        return odooErp(settings, {
          fetch: pace(connection.databaseId, connection.minIntervalMs),
          transport: remembered(transports, connection.connectionId),
        })
      },
    ],
  ])
}

/** Which of Odoo's interfaces a connection was found to need; ports come and go, this stays. */
function remembered(transports: Map<string, OdooTransportName>, connectionId: string): TransportMemory {
  return { get: () => transports.get(connectionId), set: (name) => transports.set(connectionId, name) }
}
