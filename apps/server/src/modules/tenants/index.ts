export {
  type ChannelConnection,
  createChannel,
  createEndpoint,
  type ErpConnection,
  findChannel,
  findErpConnection,
  listErpConnections,
  pointChannelsAt,
  saveErpConnection,
} from './connections-store.ts'
export { defaultPushPolicy, type PushPolicy } from './push-policy.ts'
export { createTenant, findTenantBySlug, type Tenant } from './tenants-store.ts'
