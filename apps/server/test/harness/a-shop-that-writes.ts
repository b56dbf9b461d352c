import { anOrderBody, type OrderBody, type OrderOverrides } from '@crossdock/sandbox/shopify'
import type { NoticeWish } from '#modules/messaging/index.ts'
import { replayLetters } from '#modules/sync/index.ts'
import { aShopWithOdoo, type Stage } from './a-shop-with-odoo.ts'
import { aWhatsAppNumber, type OwnNumber, switchOn } from './a-whatsapp-number.ts'

export interface WritingShop extends Stage {
  number: OwnNumber
  /** Waits until the hub and the provider have nothing more to tell each other. */
  calm(): Promise<void>
  /** What staff read of an order. */
  told(order: string): Promise<string[]>
  /** Notices of an order: which, and how far they came. */
  notices(order: string): Promise<{ notice: string; state: string; failure_code: string | null }[]>
  /** Open tasks of an order. */
  tasks(order: string): Promise<string[]>
  /** As a person does who has mended what stopped a piece of work. */
  replayWork(workId: string): Promise<void>
}

/** A shop whose orders go to Odoo and whose customers are told on WhatsApp. */
export async function aShopThatWrites(
  notices: NoticeWish['notice'][],
  options: NonNullable<Parameters<typeof aShopWithOdoo>[0]> & {
    number?: Parameters<typeof aWhatsAppNumber>[2]
    choices?: Partial<NoticeWish['choices']>
  } = {},
): Promise<WritingShop> {
  const stage = await aShopWithOdoo(options)
  const { tenantId, connectionId } = stage.shop
  const number = await aWhatsAppNumber(stage.hub, tenantId, options.number)
  for (const notice of notices) await switchOn(stage.hub, { tenantId, connectionId, number }, notice, options.choices)
  const { owner } = stage.hub.database
  const ofOrder = async (order: string, sql: string): Promise<Record<string, string | null>[]> =>
    (await owner.query(sql, [tenantId, order])).rows
  return {
    ...stage,
    number,
    async calm() {
      await stage.quiet()
      await number.box.settled()
      await stage.quiet()
    },
    told: async (order) =>
      (
        await ofOrder(
          order,
          `select t.kind, t.message from timeline t join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id
           where o.tenant_id = $1 and o.name = $2 and t.kind like 'notice-%' order by t.at, t.id`,
        )
      ).map(({ kind }) => kind ?? ''),
    notices: (order) =>
      ofOrder(
        order,
        `select m.notice, m.state, m.failure_code from messages m join orders o on o.tenant_id = m.tenant_id and o.id = m.order_id
         where o.tenant_id = $1 and o.name = $2 order by m.id`,
      ) as Promise<{ notice: string; state: string; failure_code: string | null }[]>,
    tasks: async (order) =>
      (
        await ofOrder(
          order,
          `select t.message from tasks t join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id
           where o.tenant_id = $1 and o.name = $2 and t.state = 'open' order by t.id`,
        )
      ).map(({ message }) => message ?? ''),
    replayWork: async (workId) => {
      await replayLetters(stage.hub.floor.app, stage.hub.floor.bell, tenantId, { workId })
    },
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]()
      await number[Symbol.asyncDispose]()
    },
  }
}

/** An order of somebody whose number the test chooses. */
export function anOrderFrom(phone: string | null, overrides: OrderOverrides = {}): OrderBody {
  const body = anOrderBody({ cashOnDelivery: false, ...overrides })
  const customer = body.customer && { ...body.customer, phone }
  const at = <Address extends { phone: string | null } | null>(address: Address): Address =>
    address && { ...address, phone }
  return {
    ...body,
    phone,
    customer,
    billing_address: at(body.billing_address),
    shipping_address: at(body.shipping_address),
  } as OrderBody
}
