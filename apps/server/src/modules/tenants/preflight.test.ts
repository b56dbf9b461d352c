import { expect, test } from 'vitest'
import { type ChannelFacts, channelChecks, erpChecks, heardChecks } from './preflight.ts'

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

test('a number needs to be heard, and no ERP', () => {
  expect(open(heardChecks({ channel: whole.channel, isHeard: false, publicUrl: null }))).toEqual([
    'endpoint',
    'public-address',
  ])
})
