import { checkUpOdoo, OdooClient, odooConfig, setUpOdoo } from '@crossdock/connectors/odoo'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { freshRealOdoo, realOdooFrom } from './real.ts'
import { startOdooSandbox } from './server.ts'

/** An Odoo with its administrator, real or played. */
interface SomeOdoo extends AsyncDisposable {
  url: string
  database: string
  login: string
  password: string
  admin: OdooClient
}

async function played(): Promise<SomeOdoo> {
  const odoo = await startOdooSandbox()
  const { url, database } = odoo
  const admin = new OdooClient({ url, database, apiKey: odoo.mintKey(), callTimeoutMs: 10_000 })
  return { url, database, login: 'admin', password: 'admin', admin, [Symbol.asyncDispose]: odoo[Symbol.asyncDispose] }
}

const real = realOdooFrom(process.env)
const odoos: [string, () => Promise<SomeOdoo>][] = [
  ['the sandbox', played],
  ...(real ? [['a real Odoo', () => freshRealOdoo(real)] as [string, () => Promise<SomeOdoo>]] : []),
]

const rows = z.array(z.object({ id: z.int() }))

test.each(odoos)('%s that was set up lacks nothing, and says when the key ends', async (_, start) => {
  await using odoo = await start()
  const { url, database, login, password } = odoo
  const made = await setUpOdoo({ url, database, login, password })
  const { companyId, warehouseId, apiKey } = made
  const config = { url, database, login: made.login, companyId, warehouseId, apiKey, namespace: 'check-up' }

  for (const transport of ['json-2', 'json-rpc', 'xml-rpc'] as const) {
    const checkUp = await checkUpOdoo(odooConfig.parse({ ...config, transport }))

    expect({ ...checkUp, keysEndAt: null, clockAheadMs: null }).toEqual({
      version: expect.stringMatching(/^19\.0/),
      transport,
      company: expect.any(String),
      modulesMissing: [],
      rightsMissing: [],
      productsMissing: [],
      productsAmbiguous: [],
      warehouse: true,
      salesJournal: true,
      keysEndAt: null,
      clockAheadMs: null,
    })
    const days = ((checkUp.keysEndAt?.getTime() ?? 0) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(88)
    expect(days).toBeLessThan(91)
    expect(Math.abs(checkUp.clockAheadMs ?? Number.POSITIVE_INFINITY)).toBeLessThan(5_000)
  }
})

test.each(odoos)(
  '%s: a right that was taken away, a product that was archived, a key that was given up',
  async (_, start) => {
    await using odoo = await start()
    const { url, database, login, password, admin } = odoo
    const made = await setUpOdoo({ url, database, login, password })
    const config = odooConfig.parse({ ...made, url, database, warehouseId: 999_999, namespace: 'check-up' })
    const [tip] = rows.parse(
      await admin.searchRead(
        'product.product',
        [['default_code', '=', 'CROSSDOCK-TIP']],
        ['id'],
        z.object({ id: z.int() }),
      ),
    )
    const write = (model: string, id: number, vals: object): Promise<unknown> =>
      admin.call({ model, method: 'write', kind: 'repeatable', args: { ids: [id], vals }, answer: z.any() })
    const group = async (name: string): Promise<number> => {
      const [module, xml_id] = name.split('.')
      const args = { module, xml_id }
      const answer = z.tuple([z.string(), z.int()])
      return (
        await admin.call({ model: 'ir.model.data', method: 'check_object_reference', kind: 'repeatable', args, answer })
      )[1]
    }
    await write('product.product', tip?.id ?? 0, { active: false })
    await write('res.users', made.userId, { group_ids: [[3, await group('base.group_partner_manager')]] })

    const checkUp = await checkUpOdoo(config)

    expect(checkUp).toMatchObject({ productsMissing: ['CROSSDOCK-TIP'], warehouse: false })
    expect(checkUp.rightsMissing).toContainEqual({ model: 'res.partner', operation: 'create' })
    await expect(checkUpOdoo({ ...config, apiKey: '0'.repeat(40) })).rejects.toMatchObject({
      code: 'credentials-rejected',
    })
  },
)
