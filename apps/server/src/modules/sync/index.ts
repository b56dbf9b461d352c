export {
  dismissLetters,
  parkedByCause,
  parkedLetters,
  replayLetters,
} from './dead-letters.ts'
export { type DryRun, dryRun } from './dry-run.ts'
export { type ErpFactory, ErpRegistry } from './erp-registry.ts'
export { type PushWaitingOrdersDeps, pushWaitingOrders } from './jobs/push-waiting-orders.ts'
export { erpStandings, oldFences } from './store.ts'
