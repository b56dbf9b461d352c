import { expect, test } from 'vitest'
import { newestOf, ProviderLedger } from './provider-ledger.ts'

test('since when a provider is unwell stays, while it fails in one way or another', () => {
  const ledger = new ProviderLedger()

  ledger.note('odoo', 'ok', 1)
  ledger.note('odoo', 'provider-busy', 2)
  ledger.note('odoo', 'provider-unreachable', 3)

  expect(ledger.states()).toEqual({ odoo: { ok: false, code: 'provider-unreachable', sinceMs: 2, lastMs: 3 } })
})

test('what is a matter of ours says nothing about the provider', () => {
  const ledger = new ProviderLedger()

  ledger.note('odoo', 'ok', 1)
  for (const code of ['lease-lost', 'shutting-down', 'internal', 'database-unavailable'] as const)
    ledger.note('odoo', code, 2)

  expect(ledger.states()).toEqual({ odoo: { ok: true, code: 'ok', sinceMs: 1, lastMs: 1 } })
})

test('one tenant’s dead token, or a right it lacks, says that the provider answers', () => {
  const ledger = new ProviderLedger()

  ledger.note('whatsapp-cloud', 'provider-unreachable', 1)
  ledger.note('whatsapp-cloud', 'credentials-rejected', 2)
  ledger.note('whatsapp-cloud', 'rights-missing', 3)

  expect(ledger.states()).toEqual({ 'whatsapp-cloud': { ok: true, code: 'ok', sinceMs: 2, lastMs: 3 } })
})

test('of several processes the one that called last is believed', () => {
  const [one, other] = [new ProviderLedger(), new ProviderLedger()]
  one.note('odoo', 'ok', 5)
  other.note('odoo', 'provider-busy', 4)
  other.note('shopify', 'ok', 4)

  expect(newestOf([one.states(), other.states()])).toMatchObject({ odoo: { ok: true }, shopify: { ok: true } })
})
