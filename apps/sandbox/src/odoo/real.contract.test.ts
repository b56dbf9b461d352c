import { type OdooSetUp, setUpOdoo } from '@crossdock/connectors/odoo'
import { changedByHandContract, erpContract } from '@crossdock/connectors/ports/erp.contract'
import { afterAll, expect, test } from 'vitest'
import { erpUnderTest } from './erp-under-test.ts'
import { odooAccessContract } from './odoo-access.contract.ts'
import { odooErrorsContract } from './odoo-errors.contract.ts'
import { freshRealOdoo, type RealOdoo, realOdooFrom } from './real.ts'

const source = realOdooFrom(process.env)
let opening: Promise<{ odoo: RealOdoo; access: OdooSetUp }> | undefined

/** One database for the file: every test gets a connection, products and people of its own in it. */
function open(): Promise<{ odoo: RealOdoo; access: OdooSetUp }> {
  opening ??= (async () => {
    if (!source) throw new Error('there is no real Odoo')
    const odoo = await freshRealOdoo(source)
    return { odoo, access: await setUpOdoo(odoo) }
  })()
  return opening
}

afterAll(async () => {
  if (opening) await (await opening).odoo[Symbol.asyncDispose]()
})

if (source) {
  for (const transport of ['json-2', 'json-rpc', 'xml-rpc'] as const)
    erpContract(`A real Odoo 19 over ${transport}`, async () => {
      const { odoo, access } = await open()
      return erpUnderTest({ ...odoo, access, transport })
    })
  changedByHandContract('A real Odoo 19', async () => {
    const { odoo, access } = await open()
    return erpUnderTest({ ...odoo, access })
  })
  const shared = async () => {
    const { odoo, access } = await open()
    return { ...odoo, access, [Symbol.asyncDispose]: async () => {} }
  }
  odooAccessContract('a real Odoo 19', shared)
  odooErrorsContract('a real Odoo 19’s refusals', shared)
} else {
  const title = 'a real Odoo 19 keeps the ERP contract (bash scripts/odoo/real-odoo.sh run -- npm test brings one)'
  test.skipIf(process.env.CI !== 'true')(title, () => {
    expect(source, 'CROSSDOCK_TEST_ODOO_URL and CROSSDOCK_TEST_ODOO_PG must be set in CI').not.toBeNull()
  })
}
