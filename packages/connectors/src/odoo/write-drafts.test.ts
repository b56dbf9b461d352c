import { expect, test } from 'vitest'
import type { ErpDocument } from '../ports/erp.ts'
import { OdooClient } from './client.ts'
import { writeDrafts } from './write-drafts.ts'

type Row = (string | number)[]
interface Said {
  ids: number[] | false
  messages: { type: string; message: string; record?: number; rows?: { from: number; to: number } }[]
}

/** An Odoo that knows `load` only; `orders` decides what the orders' calls are answered. */
function odooThat(orders: (rows: Row[], call: number) => Said): { client: OdooClient; sent: string[] } {
  const sent: string[] = []
  let calls = 0
  const access = { url: 'http://odoo.test', database: 'shop', apiKey: 'secret', callTimeoutMs: 1000 }
  const client = new OdooClient(access, async (url, init) => {
    const { data } = JSON.parse(String(init?.body)) as { data: Row[] }
    sent.push(`${String(url).split('/').slice(-2).join('.')} ${data.map(([id]) => id).join()}`)
    const people = String(url).includes('res.partner')
    return Response.json(people ? { ids: data.map((_, index) => index + 1), messages: [] } : orders(data, calls++))
  })
  return { client, sent }
}

function aDocument(name: string): ErpDocument {
  return {
    version: 1,
    orderId: name,
    externalId: `crossdock.t-${name}`,
    shape: 'one',
    expected: { currency: 'INR', untaxed: '0', tax: '0', total: '0' },
    lines: [],
    payload: { partnerFields: ['id'], partnerRows: [['p1']], orderFields: ['id'], orderRows: [[name]] },
  }
}

const taken = (rows: Row[]): Said => ({ ids: rows.map((_, index) => index + 10), messages: [] })
const refusing = (record: number, message = 'No such product'): Said => ({
  ids: false,
  messages: [{ type: 'error', message, record, rows: { from: record, to: record } }],
})

test('the bad one of a batch is refused alone, in Odoo’s words', async () => {
  const { client } = odooThat((rows) => {
    const bad = rows.findIndex(([name]) => name === 'bad')
    return bad < 0 ? taken(rows) : refusing(bad)
  })

  const outcomes = await writeDrafts(client, ['a', 'b', 'bad', 'c', 'd'].map(aDocument), {})

  expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false, true, true])
  expect(outcomes[2]).toMatchObject({ refusals: [{ code: 'provider-refused', facts: { detail: 'No such product' } }] })
})

test('a conflict is no bad row: the whole call is to be repeated', async () => {
  const { client, sent } = odooThat(() => refusing(0, 'could not serialize access due to concurrent update'))

  await expect(writeDrafts(client, ['a', 'b'].map(aDocument), {})).rejects.toMatchObject({ code: 'provider-busy' })
  expect(sent).toHaveLength(2)
})

test('a refusal that blames no row is to be repeated', async () => {
  const { client } = odooThat(() => ({ ids: false, messages: [{ type: 'error', message: 'Something' }] }))

  await expect(writeDrafts(client, [aDocument('a')], {})).rejects.toMatchObject({ code: 'provider-busy' })
})

test('a conflict in another language passes at the second try', async () => {
  const { client } = odooThat((rows, call) =>
    call === 0 ? refusing(0, 'konnte Zugriff nicht serialisieren') : taken(rows),
  )

  expect(await writeDrafts(client, [aDocument('a')], {})).toEqual([{ orderId: 'a', ok: true, erpId: '10' }])
})

test('a person with several orders in a batch travels once', async () => {
  const { client, sent } = odooThat(taken)

  await writeDrafts(client, ['a', 'b', 'c'].map(aDocument), {})

  expect(sent).toEqual(['res.partner.load p1', 'sale.order.load a,b,c'])
})
