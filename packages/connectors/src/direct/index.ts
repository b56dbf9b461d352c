export { canonicalOf, directOrders, recordOf } from './mapping.ts'
export { directOrderEvent } from './webhook.ts'
