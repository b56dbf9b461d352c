import { OdooClient, setUpOdoo } from '@crossdock/connectors/odoo'
import { erpContract } from '@crossdock/connectors/ports/erp.contract'
import { erpUnderTest } from './erp-under-test.ts'
import { type OdooToOpen, odooAccessContract } from './odoo-access.contract.ts'
import { startOdooSandbox } from './server.ts'

// The connector against the stand-in: each keeps the other honest. The same battery runs against a real Odoo next door.
const name = 'Odoo, played by the sandbox'

async function start(): Promise<OdooToOpen & AsyncDisposable> {
  const { url, database, adminLogin: login, adminPassword: password, ...sandbox } = await startOdooSandbox()
  const admin = new OdooClient({ url, database, apiKey: sandbox.mintKey(), callTimeoutMs: 30_000 })
  const access = await setUpOdoo({ url, database, login, password })
  return { url, database, login, password, admin, access, [Symbol.asyncDispose]: () => sandbox.stop() }
}

erpContract(name, async () => {
  const odoo = await start()
  const erp = await erpUnderTest(odoo)
  return { ...erp, [Symbol.asyncDispose]: () => odoo[Symbol.asyncDispose]() }
})

odooAccessContract(name, start)
