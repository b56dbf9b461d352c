export type { Fault } from './faults.ts'
export type { SandboxProduct } from './products.ts'
export { type OdooSandbox, type OdooSandboxOptions, type SandboxSaleOrder, startOdooSandbox } from './server.ts'
