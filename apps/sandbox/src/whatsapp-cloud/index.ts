export { demoAccount } from './demo-accounts.ts'
export { failureCodes } from './error-table.ts'
export { startWhatsAppSandbox, type WhatsAppSandbox, type WhatsAppSandboxOptions } from './server.ts'
