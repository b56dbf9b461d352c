import {
  connectWithLogin,
  OdooClient,
  type OdooSetUp,
  odooConfig,
  odooErp,
  setUpOdoo,
} from '@crossdock/connectors/odoo'
import { anErpOrder, igst } from '@crossdock/connectors/ports/an-erp-order'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { seedCatalogue } from './real.ts'

export interface OdooToOpen {
  url: string
  database: string
  login: string
  password: string
  admin: OdooClient
  /** What an earlier set-up gave. */
  access: OdooSetUp
}

/** What is Odoo's alone: how one gets in, and orders in another currency. Run like the ERP contract, played and real. */
export function odooAccessContract(name: string, start: () => Promise<OdooToOpen & AsyncDisposable>): void {
  test(`${name}: a second set-up finds user and products again, and brings a new key`, async () => {
    await using odoo = await start()

    const again = await setUpOdoo(odoo)

    const { apiKey, expiresAt, ...rest } = again
    expect(rest).toEqual({
      login: 'crossdock-bot',
      companyId: odoo.access.companyId,
      warehouseId: odoo.access.warehouseId,
      userId: odoo.access.userId,
      databaseUuid: odoo.access.databaseUuid,
    })
    expect(apiKey).not.toBe(odoo.access.apiKey)
    expect(again.databaseUuid).toMatch(/^[0-9a-f-]{36}$/)
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now() + 88 * 86_400_000)
    const products = await odoo.admin.searchRead(
      'product.product',
      [['default_code', '=like', 'CROSSDOCK-%']],
      ['type'],
      service,
    )
    expect(products).toHaveLength(5)
    for (const key of [apiKey, odoo.access.apiKey]) await port(odoo, key).describe()
  })

  test(`${name}: the user that the set-up makes is no administrator`, async () => {
    await using odoo = await start()
    const { url, database, access } = odoo
    const client = new OdooClient({ url, database, apiKey: access.apiKey, callTimeoutMs: 30_000 })

    const writing = client.call({
      model: 'res.users',
      method: 'create',
      kind: 'once',
      args: { vals_list: [{ name: 'Intruder', login: 'intruder' }] },
      answer: z.unknown(),
    })

    await expect(writing).rejects.toMatchObject({ code: 'rights-missing' })
  })

  test(`${name}: somebody without an administrator connects by password or by key`, async () => {
    await using odoo = await start()
    const { url, database, login, password } = odoo

    const byPassword = await connectWithLogin({ url, database, login, secret: password })
    const byKey = await connectWithLogin({ url, database, login, secret: byPassword.apiKey })

    expect(byPassword.expiresAt).not.toBeNull()
    expect(byKey).toEqual({ ...byPassword, expiresAt: null })
    await expect(connectWithLogin({ url, database, login, secret: 'wrong' })).rejects.toMatchObject({
      code: 'credentials-rejected',
    })
    await expect(setUpOdoo({ url, database: 'nowhere', login, password })).rejects.toMatchObject({
      code: 'provider-refused',
      facts: { detail: 'there is no such database' },
    })
  })

  test(`${name}: an order in another currency is exact once there is a price list in it`, async () => {
    await using odoo = await start()
    const sku = `ABROAD-${Date.now()}`
    await seedCatalogue(odoo.admin, [{ sku, name: 'Sent abroad', listPrice: 1, stock: 10 }])
    const order = anErpOrder({
      currency: 'USD',
      taxesIncluded: false,
      lines: [{ sku, quantity: 3, net: '100.00', taxes: igst('0.05', '5.00') }],
    })
    const erp = port(odoo, odoo.access.apiKey)
    expect(await erp.plan([order])).toMatchObject([{ ok: false, refusals: [{ code: 'currency-not-in-erp' }] }])

    await addPricelist(odoo.admin, 'USD')
    const [planned] = await erp.plan([order])

    if (!planned?.ok) throw new Error(`not planned: ${JSON.stringify(planned?.refusals)}`)
    const [draft] = await erp.writeDrafts([planned.document])
    if (!draft?.ok) throw new Error(`not written: ${JSON.stringify(draft?.refusals)}`)
    const [state] = await erp.readOrders([draft.erpId])
    expect(state?.amounts).toEqual({ currency: 'USD', untaxed: '10000', tax: '500', total: '10500' })
  })

  // Why a rewritten draft leaves the company out; if this ever changes, it need not.
  test(`${name}: naming its company has an order take its products’ taxes again`, async () => {
    await using odoo = await start()
    const sku = `RESET-${Date.now()}`
    await seedCatalogue(odoo.admin, [{ sku, name: 'Without taxes', listPrice: 1, stock: 10 }])
    const erp = port(odoo, odoo.access.apiKey)
    const order = anErpOrder({ lines: [{ sku, net: '105.00', taxes: igst('0.05', '5.00') }] })
    const [planned] = await erp.plan([order])
    if (!planned?.ok) throw new Error('not planned')
    const [draft] = await erp.writeDrafts([planned.document])
    if (!draft?.ok) throw new Error('not written')
    const vals = { company_id: odoo.access.companyId }
    const write = { model: 'sale.order', method: 'write', args: { ids: [Number(draft.erpId)], vals } }

    await odoo.admin.call({ ...write, kind: 'once', answer: z.unknown() })

    expect((await erp.readOrders([draft.erpId]))[0]?.amounts.tax).toBe('0')
    await erp.rewriteDraft(draft.erpId, planned.document)
    expect((await erp.readOrders([draft.erpId]))[0]?.amounts).toEqual(planned.document.expected)
  })
}

const service = z.object({ type: z.literal('service') })

function port({ url, database, access }: OdooToOpen, apiKey: string): ReturnType<typeof odooErp> {
  const { companyId, warehouseId } = access
  const namespace = `access-${Date.now()}`
  return odooErp(odooConfig.parse({ url, database, apiKey, companyId, warehouseId, namespace }))
}

/** Eighty-odd rupees a dollar: a rate of 1 would hide a confusion of the two currencies. */
async function addPricelist(admin: OdooClient, currency: string): Promise<void> {
  const act = <Answer>(model: string, method: string, args: Record<string, unknown>, answer: z.ZodType<Answer>) =>
    admin.call({ model, method, kind: 'once', args, answer })
  const anyCurrency = [
    ['name', '=', currency],
    ['active', 'in', [true, false]],
  ]
  const [found] = await admin.searchRead('res.currency', anyCurrency, ['name'], z.object({ id: z.int() }))
  await act('res.currency', 'write', { ids: [found?.id], vals: { active: true } }, z.unknown())
  const rate = { currency_id: found?.id, rate: 0.012, name: '2026-01-01' }
  await act('res.currency.rate', 'create', { vals_list: [rate] }, z.unknown()).catch(() => null) // the sandbox knows no rates
  await act('product.pricelist', 'create', { vals_list: [{ name: 'Abroad', currency_id: found?.id }] }, z.unknown())
}
