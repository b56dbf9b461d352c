export { demoAccount } from './demo-accounts.ts'
export { failureCodes } from './errors.ts'
export { startWhatsAppSandbox, type WhatsAppSandbox, type WhatsAppSandboxOptions } from './server.ts'
