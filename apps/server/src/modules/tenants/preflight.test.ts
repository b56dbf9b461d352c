import { expect, test } from 'vitest'
import { type ChannelFacts, channelChecks, deskChecks, erpChecks, type NumberFacts, numberChecks } from './preflight.ts'

const now = new Date('2026-11-28T12:00:00Z')
const inDays = (days: number): string => new Date(now.getTime() + days * 86_400_000).toISOString()

const erp = { name: 'Odoo', status: 'active', key_expires_at: inDays(90) } as const
const whole: ChannelFacts = {
  channel: { name: 'Shop', status: 'active', can_be_asked: true, cut_over_at: now },
  erp,
  isHeard: true,
  publicUrl: 'https://hub.example.com',
  now,
}

const open = (checks: { id: string; ok: boolean; blocking: boolean; remedy: string | null }[]) =>
  checks.flatMap(({ id, ok, blocking, remedy }) => {
    // Whoever is told that something is missing is told what to do.
    expect(remedy === null).toBe(ok)
    return ok ? [] : [`${id}${blocking ? '' : ' (not blocking)'}`]
  })

test('a channel that has everything lacks nothing', () => {
  expect(open(channelChecks(whole))).toEqual([])
})

test('each thing that is missing is named by itself', () => {
  const { channel } = whole
  const lacking: [string, Partial<ChannelFacts>][] = [
    ['active', { channel: { ...channel, status: 'disconnected' } }],
    ['endpoint', { isHeard: false }],
    ['public-address', { publicUrl: null }],
    ['erp', { erp: null }],
    ['erp-active', { erp: { ...erp, status: 'paused' } }],
    ['cut-over (not blocking)', { channel: { ...channel, cut_over_at: new Date(inDays(1)) } }],
    ['can-be-asked (not blocking)', { channel: { ...channel, can_be_asked: false } }],
  ]

  for (const [missing, facts] of lacking) expect(open(channelChecks({ ...whole, ...facts }))).toEqual([missing])
})

test('a key that has ended blocks, one that ends soon does not', () => {
  const ends = (days: number) => open(erpChecks({ ...erp, key_expires_at: inDays(days) }, now))

  expect([ends(-1), ends(13), ends(15)]).toEqual([
    ['key-alive', 'key-lasting (not blocking)'],
    ['key-lasting (not blocking)'],
    [],
  ])
  expect(open(erpChecks({ ...erp, key_expires_at: null }, now))).toEqual([])
})

test('orders that are handed in need an ERP, and nobody who could reach us or be asked', () => {
  const channel = { ...whole.channel, can_be_asked: false }

  expect(open(deskChecks({ channel, erp, now }))).toEqual([])
  expect(open(deskChecks({ channel, erp: null, now }))).toEqual(['erp'])
})

const fit = { notice: 'order-confirmation', name: 'order_confirmation', language: 'en', problem: null } as const
const number: NumberFacts = {
  channel: { name: 'WhatsApp', status: 'active', key_expires_at: null },
  isHeard: true,
  publicUrl: whole.publicUrl,
  now,
  isVerified: true,
  hasHeard: true,
  readiness: { stopped: null, templatesReadAt: now, templates: [fit] },
}

test('of a number each thing that is missing is named by itself, and no ERP is wanted', () => {
  const { readiness } = number
  const unfit = { ...fit, language: 'hi', problem: 'it is pending, not approved' }
  const lacking: [string[], Partial<NumberFacts>][] = [
    [[], {}],
    [[], { readiness: { ...readiness, templates: [] } }],
    // Whatever came in came by the address.
    [[], { isVerified: false }],
    [['endpoint', 'public-address'], { isHeard: false, publicUrl: null }],
    [['key-lasting (not blocking)'], { channel: { ...number.channel, key_expires_at: inDays(13) } }],
    [['key-alive', 'key-lasting (not blocking)'], { channel: { ...number.channel, key_expires_at: inDays(-1) } }],
    [['heard (not blocking)'], { hasHeard: false }],
    [['verified', 'heard (not blocking)'], { isVerified: false, hasHeard: false }],
    [['sends'], { readiness: { ...readiness, stopped: 'A payment method is missing.' } }],
    [['templates'], { readiness: { ...readiness, templates: [fit, unfit] } }],
  ]

  for (const [missing, facts] of lacking) expect(open(numberChecks({ ...number, ...facts }))).toEqual(missing)
  const said = numberChecks({ ...number, readiness: { ...readiness, templates: [fit, unfit] } }).at(-1)
  expect(said?.say).toBe(
    '1 of 2 templates of its notices cannot be sent: order_confirmation (hi), it is pending, not approved.',
  )
})
