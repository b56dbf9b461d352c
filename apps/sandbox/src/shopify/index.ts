export { type CatalogueItem, demoCatalogue } from '../demo-catalogue.ts'
export { type AdminSandbox, type AdminTrouble, startAdminSandbox } from './admin.ts'
export { anOrderBody } from './an-order-body.ts'
export { inCurrency, shownIn } from './currencies.ts'
export { type EditOptions, editedBody } from './edited-bodies.ts'
export { cancelledBody, partiallyRefundedBody, updatedBody } from './later-bodies.ts'
export type { OrderBody } from './order-body.ts'
export type { OrderOverrides } from './order-overrides.ts'
export {
  dataRequestBody,
  deletionNotice,
  editNotice,
  redactBody,
  refundOf,
  saleTransaction,
  shopRedactBody,
  uninstalledBody,
} from './other-bodies.ts'
export { paidBody, unpaidBody } from './paid-body.ts'
export { withPieceMore } from './piece-more.ts'
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
export {
  asBundle,
  atTheCounter,
  byBusiness,
  paidByGiftCard,
  withDeletedProduct,
  withDuties,
  withGiftCard,
  withLine,
  withoutPeople,
  withTip,
} from './special-bodies.ts'
export { type StoryName, storyNames, tellStory } from './stories.ts'
export { toJson } from './to-json.ts'
