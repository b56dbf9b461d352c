export { type ErpFactory, ErpRegistry } from './erp-registry.ts'
export { type PushWaitingOrdersDeps, pushWaitingOrders } from './jobs/push-waiting-orders.ts'
