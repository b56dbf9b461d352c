export { type CatalogueItem, demoCatalogue } from '../demo-catalogue.ts'
export { anOrderBody } from './an-order-body.ts'
export { editedBody } from './edited-body.ts'
export { cancelledBody, partiallyRefundedBody, updatedBody } from './later-bodies.ts'
export type { OrderBody } from './order-body.ts'
export type { OrderOverrides } from './order-overrides.ts'
export { paidBody, unpaidBody } from './paid-body.ts'
export { type Random, seeded } from './random.ts'
export { ordersScenario, type PlannedDelivery, type ScenarioOptions } from './scenario.ts'
export {
  type Answer,
  type Delivery,
  headersOf,
  isSuccess,
  type SendOptions,
  send,
  sign,
  type Target,
} from './sender.ts'
export { toJson } from './to-json.ts'
