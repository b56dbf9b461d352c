export type { ErpNews, OrderListener } from './erp-news.ts'
export { checkAccess, giveToken, tokenSecret } from './give-token.ts'
export type { OrderDesk } from './hand-in-order.ts'
export { importOrder } from './jobs/import-order.ts'
export { noteDeletion } from './jobs/note-deletion.ts'
export { noteEdit } from './jobs/note-edit.ts'
export type { OrderEventDeps } from './jobs/order-event.ts'
export { recordRefund } from './jobs/record-refund.ts'
export { type OrderSources, type RefetchDeps, refetchOrder } from './jobs/refetch-order.ts'
export { refundInWords } from './record-refunds.ts'
export { refundsOf } from './refund-store.ts'
export {
  addToTimeline,
  addToTimelines,
  closeTasks,
  closeTasksOfKind,
  deletedUnseen,
  type ErpState,
  findByIds,
  openDocument,
  openTask,
  openTasks,
  recent,
  type StoredOrder,
  search,
  setErpOutcome,
  setErpOutcomes,
  timelineOf,
  wishesOf,
} from './store.ts'
export { openTasksOf, stuckOrders } from './waiting-store.ts'
export { holdReasons, recordReasons } from './wanted-in-erp.ts'
