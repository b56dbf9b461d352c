import { OdooClient, type OdooTransportName } from '@crossdock/connectors/odoo'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { OdooToOpen } from './odoo-access.contract.ts'

interface Case {
  title: string
  model?: string
  method: string
  args: Record<string, unknown>
  context?: Record<string, unknown>
  /** What the connector makes of it, on every way in. */
  code: string
  /** Words of the sentence for people. */
  detail?: RegExp
}

const search = { method: 'search', args: { domain: [] } }

/** The lines of odoo.md §1.4 that a call can bring about. */
const cases: Case[] = [
  { title: 'an unknown model', model: 'no.model', ...search, code: 'provider-refused', detail: /no\.model/ },
  { title: 'an unknown method', method: 'nomethod', args: {}, code: 'provider-contract-broken' },
  { title: 'a private method', method: '_search', args: { domain: [] }, code: 'rights-missing', detail: /Private/ },
  {
    title: 'a company that is not allowed',
    ...search,
    context: { allowed_company_ids: [77] },
    code: 'rights-missing',
    detail: /companies/,
  },
  { title: 'an argument missing', method: 'search', args: {}, code: 'provider-contract-broken' },
  { title: 'an argument unknown', method: 'search', args: { domain: [], foo: 1 }, code: 'provider-contract-broken' },
  {
    title: 'a language that is not installed',
    ...search,
    context: { lang: 'fr_FR' },
    code: 'provider-refused',
    detail: /fr_FR/,
  },
  {
    title: 'a required field left out',
    method: 'create',
    args: { vals_list: [{}] },
    code: 'provider-refused',
    detail: /The operation cannot be completed/,
  },
  {
    title: 'writing to an id that is gone',
    method: 'write',
    args: { ids: [999_999], vals: { name: 'x' } },
    code: 'provider-refused',
    detail: /Record does not exist/,
  },
  {
    title: 'pointing at an id that is gone',
    method: 'create',
    args: { vals_list: [{ name: 'a', parent_id: 999_999 }] },
    code: 'provider-refused',
    detail: /Record does not exist/,
  },
  {
    title: 'an unknown field',
    method: 'search_read',
    args: { domain: [], fields: ['nofield'] },
    code: 'provider-contract-broken',
  },
  {
    title: 'an unknown field in a domain',
    method: 'search',
    args: { domain: [['nofield', '=', 1]] },
    code: 'provider-contract-broken',
  },
  {
    title: 'a bad operator',
    method: 'search',
    args: { domain: [['name', 'foo', 1]] },
    code: 'provider-contract-broken',
  },
  {
    title: 'a bad date',
    method: 'search',
    args: { domain: [['create_date', '>', 'junk']] },
    code: 'provider-contract-broken',
  },
  {
    title: 'an integer beyond 32 bits',
    method: 'create',
    args: { vals_list: [{ name: 'a', customer_rank: 99_999_999_999 }] },
    code: 'provider-contract-broken',
  },
]

/** Every refusal means the same on every way in, played and real. */
export function odooErrorsContract(name: string, start: () => Promise<OdooToOpen & AsyncDisposable>): void {
  describe.each<OdooTransportName>(['json-2', 'json-rpc', 'xml-rpc'])(`${name}, over %s`, (transport) => {
    const clientOf = (odoo: OdooToOpen, other: { apiKey?: string; database?: string } = {}): OdooClient => {
      const { url, database, access } = odoo
      const { apiKey, login } = access
      return new OdooClient({ url, database, apiKey, login, transport, callTimeoutMs: 30_000, ...other })
    }

    test.each(cases)('$title', async ({ model = 'res.partner', method, args, context, code, detail }) => {
      await using odoo = await start()
      const calling = clientOf(odoo).call({ model, method, kind: 'once', args, context, answer: z.unknown() })

      const thrown = await calling.then(
        () => null,
        (error: unknown) => error,
      )

      expect(thrown).toMatchObject({ code })
      const { message, facts } = thrown as { message: string; facts: { detail: string } }
      if (detail) expect(facts.detail).toMatch(detail)
      expect(`${message} ${facts.detail}`).not.toMatch(/Traceback|File "|\n/)
    })

    test('a wrong secret', async () => {
      await using odoo = await start()
      const client = clientOf(odoo, { apiKey: '0'.repeat(40) })

      await expect(client.searchRead('res.partner', [], ['name'], z.unknown())).rejects.toMatchObject({
        code: 'credentials-rejected',
      })
    })

    test('a database that is not there is a thing to mend, not to wait for', async () => {
      await using odoo = await start()
      const client = clientOf(odoo, { database: 'cd_nowhere' })

      await expect(client.searchRead('res.partner', [], ['name'], z.unknown())).rejects.toMatchObject({
        code: 'provider-refused',
        facts: { detail: expect.stringMatching(/there is no such database/) },
      })
    })

    test('reading an id that is gone is no error', async () => {
      await using odoo = await start()
      const read = { model: 'res.partner', method: 'read', args: { ids: [999_999], fields: ['name'] } }

      expect(await clientOf(odoo).call({ ...read, kind: 'repeatable', answer: z.unknown() })).toEqual([])
    })

    test('a method that returns nothing has succeeded', async () => {
      await using odoo = await start()
      const nothing = { model: 'stock.quant', method: 'action_apply_inventory', args: { ids: [] } }

      expect(await clientOf(odoo).call({ ...nothing, kind: 'once', answer: z.null() })).toBeNull()
    })

    test('text that XML has no form for arrives whole or without it', async () => {
      await using odoo = await start()
      const text = 'Ann & <b> "Å" \u{1f9f5}\n\tend\u0001\uffff'
      const client = clientOf(odoo)
      const make = { model: 'res.partner', method: 'create', args: { vals_list: [{ name: 'x', street: text }] } }

      const [id] = await client.call({ ...make, kind: 'once', answer: z.array(z.int()) })

      const row = z.object({ street: z.string() })
      const [found] = await client.searchRead('res.partner', [['id', '=', id]], ['street'], row)
      expect([text, text.slice(0, -2)]).toContain(found?.street)
    })
  })
}
