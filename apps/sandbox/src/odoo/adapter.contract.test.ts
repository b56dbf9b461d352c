import { OdooClient, setUpOdoo } from '@crossdock/connectors/odoo'
import { changedByHandContract, type ErpUnderTest, erpContract } from '@crossdock/connectors/ports/erp.contract'
import { afterAll } from 'vitest'
import { erpUnderTest, type OdooUnderTest } from './erp-under-test.ts'
import { type OdooToOpen, odooAccessContract } from './odoo-access.contract.ts'
import { odooErrorsContract } from './odoo-errors.contract.ts'
import { type OdooSandboxOptions, startOdooSandbox } from './server.ts'

// The connector against the stand-in: each keeps the other honest. The same battery runs against a real Odoo next door.

async function start(options: OdooSandboxOptions = {}): Promise<OdooToOpen & AsyncDisposable> {
  const { url, database, adminLogin: login, adminPassword: password, ...sandbox } = await startOdooSandbox(options)
  const admin = new OdooClient({ url, database, login, apiKey: password, callTimeoutMs: 30_000 })
  const access = await setUpOdoo({ url, database, login, password })
  return { url, database, login, password, admin, access, [Symbol.asyncDispose]: () => sandbox.stop() }
}

function keepsTheContract(name: string, transport: OdooUnderTest['transport'], options: OdooSandboxOptions = {}): void {
  erpContract(name, () => open(transport, options))
}

async function open(transport: OdooUnderTest['transport'], options: OdooSandboxOptions): Promise<ErpUnderTest> {
  const odoo = await start(options)
  const erp = await erpUnderTest({ ...odoo, transport })
  return { ...erp, [Symbol.asyncDispose]: () => odoo[Symbol.asyncDispose]() }
}

for (const transport of ['json-2', 'json-rpc', 'xml-rpc'] as const)
  keepsTheContract(`Odoo, played by the sandbox, over ${transport},`, transport)
keepsTheContract('Odoo 18, played by the sandbox,', 'auto', { generation: 18 })
keepsTheContract('Odoo 18 with JSON-RPC kept away, played by the sandbox,', 'auto', {
  generation: 18,
  blocked: ['json-rpc'],
})

changedByHandContract('Odoo, played by the sandbox,', () => open('auto', {}))
odooAccessContract('Odoo, played by the sandbox', start)

// Refused calls leave nothing behind: one stand-in serves them all.
let refusing: ReturnType<typeof start> | undefined
afterAll(async () => await (await refusing)?.[Symbol.asyncDispose]())
odooErrorsContract('Odoo’s refusals, played by the sandbox', async () => {
  refusing ??= start()
  return { ...(await refusing), [Symbol.asyncDispose]: async () => {} }
})
