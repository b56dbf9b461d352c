import { expect, test } from 'vitest'
import { eventOf } from '#test/harness/a-message-provider.ts'
import { shareOut } from './share-out.ts'

const whole = Buffer.from('the whole body')
const part = (of: string): Uint8Array => Buffer.from(`what concerns ${of}`)
const event = (account: string, id = '1') => eventOf(account, { kind: 'message', id })
/** `a1` and `a2` are accounts of tenant `a`; `x…` of nobody. */
const tenantOf = (account: string): string | null => (account.startsWith('x') ? null : account.slice(0, 1))

test('a body without parts is its one tenant’s as a whole, in however many accounts', () => {
  const events = [event('a1'), event('a2'), event('a1', '2')]

  expect(shareOut(whole, { events }, tenantOf)).toEqual([{ tenantId: 'a', body: whole, events }])
})

test('each part is a share of its own, and what is nobody’s is one share without a body', () => {
  const events = [event('a1'), event('x1'), event('b1'), event('a2'), event('x2'), event('a1', '2')]
  const parts = new Map(['a1', 'a2', 'b1', 'x1', 'x2'].map((account) => [account, part(account)]))

  expect(shareOut(whole, { events, parts }, tenantOf)).toEqual([
    { tenantId: 'a', body: part('a1'), events: [event('a1'), event('a1', '2')] },
    { tenantId: null, body: new Uint8Array(), events: [event('x1'), event('x2')] },
    { tenantId: 'b', body: part('b1'), events: [event('b1')] },
    { tenantId: 'a', body: part('a2'), events: [event('a2')] },
  ])
})

test('the whole body is never one tenant’s when it speaks of others too, be they strangers', () => {
  const cases = [
    { events: [event('a1'), event('b1')] },
    { events: [event('a1'), event('x1')] },
    { events: [event('a1'), event('b1')], parts: new Map([['a1', part('a1')]]) },
  ]

  for (const heard of cases) expect(() => shareOut(whole, heard, tenantOf)).toThrow('without the parts')
})
