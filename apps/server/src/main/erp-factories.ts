import {
  type OdooConfig,
  type OdooTransportName,
  odooConfig,
  odooErp,
  type TransportMemory,
} from '@crossdock/connectors/odoo'
import type { ErpFactory } from '#modules/sync/index.ts'
import type { ErpConnection } from '#modules/tenants/index.ts'
import type { Config } from '#platform/config.ts'
import type { Database } from '#platform/db/database.ts'
import type { Telemetry } from '#platform/telemetry/telemetry.ts'
import { guardedFetch, privateHostsOf } from './guarded-fetch.ts'
import { observedPort } from './observed-port.ts'
import { paced } from './paced-fetch.ts'
import { watchedFetch } from './watched-fetch.ts'

/** The ERPs this installation knows, by provider. */
export function erpFactories(
  config: Pick<Config, 'ERP_CALL_TIMEOUT_MS' | 'NODE_ENV' | 'OUTBOUND_PRIVATE_HOSTS'>,
  database: Database,
  telemetry?: Telemetry,
): ReadonlyMap<string, ErpFactory> {
  const pacedWith = (fetcher: typeof fetch) =>
    paced(
      database,
      config.ERP_CALL_TIMEOUT_MS,
      telemetry ? watchedFetch('odoo', telemetry, fetcher) : fetcher,
      (databaseId, outcome, ms) =>
        telemetry?.metrics.meters.turnSeconds.observe(
          { erp_database: telemetry.metrics.erpDatabase(databaseId), outcome },
          ms / 1_000,
        ),
    )
  const open = pacedWith(fetch)
  const guarded = pacedWith(guardedFetch(privateHostsOf(config)))
  const transports = new Map<string, OdooTransportName>()
  return new Map([
    [
      'odoo',
      (connection) => {
        const pace = connection.config.chosenBy === 'tenant' ? guarded : open
        const port = odooErp(odooSettings(connection, config.ERP_CALL_TIMEOUT_MS), {
          fetch: pace(connection.databaseId, connection.minIntervalMs),
          transport: remembered(transports, connection.connectionId),
        })
        return telemetry ? observedPort(port, telemetry) : port
      },
    ],
  ])
}

/** What a stored connection means to the connector. */
export function odooSettings(connection: ErpConnection, callTimeoutMs: number): OdooConfig {
  const { url, database, login, transport } = connection.config
  return odooConfig.parse({
    url,
    database,
    login,
    transport,
    apiKey: connection.secrets.apiKey,
    companyId: Number(connection.companyId),
    ...(connection.warehouseId === null ? {} : { warehouseId: Number(connection.warehouseId) }),
    callTimeoutMs,
    namespace: connection.connectionId,
  })
}

/** Which of Odoo's interfaces a connection was found to need; ports come and go, this stays. */
function remembered(transports: Map<string, OdooTransportName>, connectionId: string): TransportMemory {
  return { get: () => transports.get(connectionId), set: (name) => transports.set(connectionId, name) }
}
