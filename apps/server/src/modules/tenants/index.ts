export { connectAgain } from './access.ts'
export {
  type ChannelToConnect,
  type ConnectedChannel,
  connectChannel,
  connectErp,
  type ErpDoors,
  type ErpReached,
  makeTenant,
} from './connect.ts'
export { connectionJson, findListed, mustBeErp } from './connection-listing.ts'
export {
  type ChannelAccess,
  type ChannelConnection,
  connectionTimeline,
  createChannel,
  createEndpoint,
  type ErpConnection,
  findChannel,
  findChannelAccess,
  findErpConnection,
  listChannels,
  listErpConnections,
  pointChannelsAt,
  saveChannelAccess,
  saveErpConnection,
  tellOfConnection,
} from './connections-store.ts'
export { endpointsOf, secretsOf } from './endpoints-store.ts'
export { type DisconnectChannelDeps, disconnectChannel } from './jobs/disconnect-channel.ts'
export { defaultPushPolicy, type PushPolicy } from './push-policy.ts'
export { createTenant, findTenantBySlug, type Tenant } from './tenants-store.ts'
