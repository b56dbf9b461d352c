export { connectAgain } from './access.ts'
export {
  type ConnectedChannel,
  connectChannel,
  connectErp,
  connectNumber,
  type ErpDoors,
  type ErpReached,
  makeTenant,
} from './connect.ts'
export { mustBe, mustBeErp } from './connection-listing.ts'
export {
  activeNumbers,
  type ChannelAccess,
  type ChannelConnection,
  connectionTimeline,
  createChannel,
  createMessagingChannel,
  type ErpConnection,
  endingKeys,
  findChannel,
  findChannelAccess,
  findErpConnection,
  firstNumber,
  keyEnd,
  lastHappened,
  listChannels,
  listErpConnections,
  numbersOf,
  pointChannelsAt,
  saveChannelAccess,
  setPaused,
  tellOfConnection,
} from './connections-store.ts'
export { endpointsOf, ownEndpointOf, saveSecrets, secretsOf } from './endpoint-listing.ts'
export {
  attachAccount,
  attachAccountAsOperator,
  createEndpoint,
  detachAccount,
  shareEndpoint,
} from './endpoints-store.ts'
export { type DisconnectChannelDeps, disconnectChannel } from './jobs/disconnect-channel.ts'
export { type NumberDoor, type NumberDoors, type NumberSettings, withKeyEnd } from './number-doors.ts'
export { type ConnectionFacts, listConnections, listTenants } from './operator-store.ts'
export { defaultPushPolicy, type PushPolicy } from './push-policy.ts'
export { findTenantBySlug, readTenant, type Tenant, tenantIds } from './tenants-store.ts'
