export { connectAgain } from './access.ts'
export {
  type ChannelAccess,
  type ChannelConnection,
  connectionTimeline,
  createChannel,
  createMessagingChannel,
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
export {
  attachAccount,
  attachAccountAsOperator,
  createEndpoint,
  detachAccount,
  shareEndpoint,
} from './endpoints-store.ts'
export { type DisconnectChannelDeps, disconnectChannel } from './jobs/disconnect-channel.ts'
export {
  type ConnectionFacts,
  endpointsOf,
  isHeard,
  listConnections,
  listTenants,
  saveEndpointSecrets,
} from './operator-store.ts'
export { defaultPushPolicy, type PushPolicy } from './push-policy.ts'
export { createTenant, findTenantBySlug, type Tenant } from './tenants-store.ts'
