import { randomUUID } from 'node:crypto'
import { type OdooClient, type OdooTransportName, odooConfig, odooErp } from '@crossdock/connectors/odoo'
import type { Contact, ErpUnderTest } from '@crossdock/connectors/ports/erp.contract'
import { z } from 'zod'
import { seedCatalogue } from './real.ts'

/** An Odoo, real or played, as the ERP contract finds it. */
export interface OdooUnderTest {
  url: string
  database: string
  /** For seeding and for looking, never for what is tested. */
  admin: OdooClient
  /** Of the user that the set-up made. */
  access: { apiKey: string; login: string; companyId: number; warehouseId: number }
  /** The way in that is tried; nothing: whatever the connector chooses. */
  transport?: OdooTransportName | 'auto' | undefined
}

/**
 * A fresh connection with products of its own: nothing that an earlier test of the same database booked can be seen
 * through it. So a database serves a whole file, and each test still starts from nothing.
 */
export async function erpUnderTest({ url, database, admin, access, transport }: OdooUnderTest): Promise<ErpUnderTest> {
  const own = randomUUID().slice(0, 8).toUpperCase()
  const skuOf = (product: string): string => `${product.toUpperCase()}-${own}`
  await seedCatalogue(admin, [
    { sku: skuOf('mug'), name: 'Mug', listPrice: 1, stock: 5 },
    { sku: skuOf('cushion'), name: 'Cushion', listPrice: 1, stock: 100 },
    { sku: skuOf('saree'), name: 'Saree', listPrice: 1, stock: 100 },
    { sku: skuOf('twin'), name: 'Twin', listPrice: 1, stock: 1 },
    { sku: skuOf('twin'), name: 'Other twin', listPrice: 1, stock: 1 },
  ])
  const act = (model: string, method: string, args: Record<string, unknown>): Promise<unknown> =>
    admin.call({ model, method, kind: 'once', args, answer: z.unknown() })
  // Without any stock move, which would keep it from being deleted.
  const lamp = { name: 'Lamp', default_code: skuOf('lamp'), type: 'consu', is_storable: true }
  await act('product.product', 'create', { vals_list: [lamp] })

  return {
    connect: ({ fetch, secret } = {}) =>
      odooErp(
        odooConfig.parse({ url, database, ...access, transport, apiKey: secret ?? access.apiKey, namespace: own }),
        {
          ...(fetch ? { fetch } : {}),
        },
      ),
    sku: skuOf,
    async free(sku) {
      const row = z.object({ free_qty: z.number() })
      const [product] = await admin.searchRead('product.product', [['default_code', '=', sku]], ['free_qty'], row)
      return product?.free_qty ?? Number.NaN
    },
    async countOrders(sourceId) {
      return (await admin.searchRead('sale.order', [['origin', '=', `contract ${sourceId}`]], ['name'], orderName))
        .length
    },
    deleteOrder: async (erpId) => void (await act('sale.order', 'unlink', { ids: [Number(erpId)] })),
    async deleteProduct(sku) {
      const [product] = await admin.searchRead('product.product', [['default_code', '=', sku]], ['name'], anId)
      await act('product.product', 'unlink', { ids: [product?.id] })
    },
    async contacts(erpId) {
      const fields = ['partner_id', 'partner_invoice_id', 'partner_shipping_id']
      const [order] = await admin.searchRead('sale.order', [['id', '=', Number(erpId)]], fields, orderPartners)
      if (!order) throw new Error(`no sale order ${erpId}`)
      return {
        customer: await contact(admin, order.partner_id),
        billing: await contact(admin, order.partner_invoice_id),
        shipping: await contact(admin, order.partner_shipping_id),
      }
    },
    byHand: {
      async archiveProduct(sku) {
        const [product] = await admin.searchRead('product.product', [['default_code', '=', sku]], ['name'], anId)
        await act('product.product', 'write', { ids: [product?.id], vals: { active: false } })
      },
      archiveContact: async (id) =>
        void (await act('res.partner', 'write', { ids: [Number(id)], vals: { active: false } })),
      deleteContact: async (id) => void (await act('res.partner', 'unlink', { ids: [Number(id)] })),
      async mergeInto(kept, ids) {
        const [target] = newIds.parse(await act('res.partner', 'create', { vals_list: [kept] }))
        const choice = {
          partner_ids: [[6, 0, [target, ...ids.map(Number)]]],
          dst_partner_id: target,
          state: 'selection',
        }
        const wizard = newIds.parse(await act(mergeWizard, 'create', { vals_list: [choice] }))
        await act(mergeWizard, 'action_merge', { ids: wizard })
        return String(target)
      },
      cancelOrder: async (erpId) => void (await act('sale.order', 'action_cancel', { ids: [Number(erpId)] })),
      async archiveTaxes({ payload }) {
        const { orderFields, orderRows } = taxCells.parse(payload)
        const column = orderFields.indexOf('order_line/tax_ids/.id')
        const ids = orderRows.flatMap((row) => String(row[column]).split(',').filter(Boolean).map(Number))
        await act('account.tax', 'write', { ids, vals: { active: false } })
        return {
          [Symbol.asyncDispose]: async () => void (await act('account.tax', 'write', { ids, vals: { active: true } })),
        }
      },
    },
    async [Symbol.asyncDispose]() {},
  }
}

const mergeWizard = 'base.partner.merge.automatic.wizard'
const newIds = z.array(z.int())
const taxCells = z.object({ orderFields: z.array(z.string()), orderRows: z.array(z.array(z.unknown())) })

const anId = z.object({ id: z.int() })
const orderName = z.object({ name: z.string() })
const orderPartners = z.object({
  partner_id: z.int(),
  partner_invoice_id: z.int(),
  partner_shipping_id: z.int(),
})
const words = z.union([z.string(), z.literal(false)]).transform((text) => text || null)
const idOrFalse = z.union([z.int(), z.literal(false)])
const partnerRow = z.object({
  id: z.int(),
  name: words,
  email: words,
  phone: words,
  street: words,
  city: words,
  zip: words,
  state_id: idOrFalse,
  country_id: idOrFalse,
})

async function contact(admin: OdooClient, id: number): Promise<Contact> {
  const [found] = await admin.searchRead('res.partner', [['id', '=', id]], Object.keys(partnerRow.shape), partnerRow, {
    context: { active_test: false },
  })
  if (!found) throw new Error(`no contact ${id}`)
  const { state_id, country_id, ...plain } = found
  const nameOf = async (model: string, place: number | false): Promise<string | null> => {
    if (place === false) return null
    return (await admin.searchRead(model, [['id', '=', place]], ['name'], orderName))[0]?.name ?? null
  }
  return {
    ...plain,
    id: String(id),
    name: found.name ?? '',
    state: await nameOf('res.country.state', state_id),
    country: await nameOf('res.country', country_id),
  }
}
