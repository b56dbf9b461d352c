export { type ImportOrderDeps, importOrder } from './jobs/import-order.ts'
export {
  addToTimeline,
  closeTask,
  closeTasks,
  type ErpState,
  findByIds,
  openDocument,
  openTask,
  openTasks,
  recent,
  type StoredOrder,
  search,
  setErpOutcome,
  timelineOf,
} from './store.ts'
export { holdReasons, recordReasons } from './wanted-in-erp.ts'
