import { AppError } from '@crossdock/contracts/errors'
import type { Vault } from '#platform/crypto/vault.ts'
import { type Database, isUniqueViolation, type Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import {
  createChannel,
  createMessagingChannel,
  findByAccount,
  type NewErpConnection,
  type NewMessagingChannel,
  saveErpConnection,
} from './connections-store.ts'
import { attachAccount, createEndpoint } from './endpoints-store.ts'
import type { PushPolicy } from './push-policy.ts'
import { createTenant, type Tenant } from './tenants-store.ts'

/** Makes tenants and what they are connected to; whoever calls has made sure that the credentials work. */

export async function makeTenant(database: Database, vault: Vault, tenant: Omit<Tenant, 'tenantId'>): Promise<Tenant> {
  const made = { tenantId: newId(), ...tenant }
  await database.withTenant(made.tenantId, (tx) => createTenant(tx, vault, made))
  return made
}

/** A log-in of a person, as an ERP takes it. */
export interface ErpLogIn {
  url: string
  database: string
  login: string
  /** A password or a key. */
  secret: string
  transport?: 'auto' | 'json-2' | 'json-rpc' | 'xml-rpc'
  /** Of the address: a tenant's may not lead everywhere. */
  chosenBy: 'operator' | 'tenant'
}

/** What lasting access to an ERP is. */
export type ErpReached = Omit<NewErpConnection, 'tenantId' | 'connectionId' | 'name'>

/** From a log-in to lasting access, by provider; only `main/` knows how. */
export type ErpDoors = ReadonlyMap<string, (logIn: ErpLogIn) => Promise<ErpReached>>

/** Makes an ERP connection, or renews the one that leads to the same company of the same database. */
export async function connectErp(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  erp: ErpReached & { name: string },
): Promise<{ connectionId: string; databaseId: string; isNew: boolean }> {
  const newConnectionId = newId()
  const saved = await saveErpConnection(tx, vault, newId(), { ...erp, tenantId, connectionId: newConnectionId })
  return { ...saved, isNew: saved.connectionId === newConnectionId }
}

export interface ChannelToConnect {
  provider: string
  name: string
  /** The provider's own key of the account: the shop domain. */
  providerKey: string
  /** Valid right now: client secret, the previous one while it rotates, a shop's own notification secret. */
  secrets: string[]
  bodyLimitBytes: number
  cutOverAt: Date
  policy: PushPolicy
  erpConnectionId: string | null
}

export interface ConnectedChannel {
  connectionId: string
  endpointId: string
  /** Where the channel has to call, below the hub's address. */
  path: string
}

/** A channel with an endpoint of its own. @throws `conflict` when the tenant has connected this account already */
export async function connectChannel(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  channel: ChannelToConnect,
): Promise<ConnectedChannel> {
  const { secrets, bodyLimitBytes, ...rest } = channel
  const { provider, providerKey } = channel
  if (await findByAccount(tx, tenantId, provider, providerKey)) throw isConnected(providerKey)
  const connectionId = newId()
  const endpointId = newId()
  await createChannel(tx, { tenantId, connectionId, ...rest }).catch((thrown: unknown) => {
    // Somebody else connected it this very moment.
    throw isUniqueViolation(thrown) ? isConnected(providerKey) : thrown
  })
  await createEndpoint(tx, vault, {
    tenantId,
    endpointId,
    provider,
    secrets,
    bodyLimitBytes,
    serves: [{ connectionId, own: [providerKey] }],
  })
  return { connectionId, endpointId, path: `/hooks/${endpointId}` }
}

export interface NumberToConnect extends Omit<NewMessagingChannel, 'tenantId' | 'connectionId'> {
  /** What it has in common with other numbers of the tenant. */
  commonKeys: string[]
  /** Valid right now, as the connector's `WebhookPort` reads them. */
  endpointSecrets: string[]
  bodyLimitBytes: number
}

/** A number that people write to, with an endpoint of its own. */
export async function connectNumber(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  { commonKeys, endpointSecrets, bodyLimitBytes, ...number }: NumberToConnect,
): Promise<ConnectedChannel> {
  const { provider, providerKey } = number
  const connectionId = await makeNumber(tx, vault, tenantId, number)
  const endpointId = newId()
  await createEndpoint(tx, vault, {
    tenantId,
    endpointId,
    provider,
    secrets: endpointSecrets,
    bodyLimitBytes,
    serves: [{ connectionId, own: [providerKey], common: commonKeys }],
  })
  return { connectionId, endpointId, path: `/hooks/${endpointId}` }
}

/** A number at an endpoint that the tenant has already. */
export async function joinEndpoint(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  endpointId: string,
  { commonKeys: common, ...number }: Omit<NumberToConnect, 'endpointSecrets' | 'bodyLimitBytes'>,
): Promise<{ connectionId: string }> {
  const connectionId = await makeNumber(tx, vault, tenantId, number)
  await attachAccount(tx, tenantId, endpointId, { connectionId, own: [number.providerKey], common })
  return { connectionId }
}

async function makeNumber(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  number: Omit<NewMessagingChannel, 'tenantId' | 'connectionId'>,
): Promise<string> {
  const { provider, providerKey } = number
  if (await findByAccount(tx, tenantId, provider, providerKey)) throw isConnected(providerKey)
  const connectionId = newId()
  await createMessagingChannel(tx, vault, { tenantId, connectionId, ...number }).catch((thrown: unknown) => {
    // Somebody else connected it this very moment.
    throw isUniqueViolation(thrown) ? isConnected(providerKey) : thrown
  })
  return connectionId
}

function isConnected(account: string): AppError {
  const detail = `${account} is connected already`
  return new AppError('conflict', detail, { facts: { detail } })
}
