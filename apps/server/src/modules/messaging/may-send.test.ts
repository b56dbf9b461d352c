import type { OutboundContent, TemplateInfo } from '@crossdock/connectors/ports/messaging'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maySend, type SendFacts, windowMarginMs } from './may-send.ts'

const now = new Date('2026-11-28T10:00:00Z')
const hours = (n: number): Date => new Date(now.getTime() + n * 3_600_000)
const text: OutboundContent = { kind: 'text', body: 'Yes, it is on its way.' }
const utility: OutboundContent = {
  kind: 'template',
  template: { name: 'order_confirmation', language: 'en', category: 'utility', body: [{ name: null, text: '#1' }] },
}
const marketing: OutboundContent = {
  kind: 'template',
  template: { name: 'offer', language: 'en', category: 'marketing', body: [{ name: null, text: 'tea' }] },
}
const approved = (content: OutboundContent): TemplateInfo | null =>
  content.kind !== 'template'
    ? null
    : {
        name: content.template.name,
        language: content.template.language,
        templateId: null,
        status: 'approved',
        category: content.template.category,
        quality: null,
        header: { kind: 'none', parameters: [] },
        body: [null],
        buttons: [],
      }

function facts(overrides: Partial<SendFacts> = {}): SendFacts {
  const content = overrides.content ?? utility
  return {
    now,
    purpose: 'notice',
    content,
    outdated: null,
    notBefore: null,
    expiresAt: null,
    window: { hours: 24 },
    lastInboundAt: null,
    wants: { all: null, marketing: null },
    suppressedAt: null,
    reachable: true,
    channel: { status: 'active', paused: null },
    template: approved(content),
    quiet: null,
    waitsBehind: false,
    slotAt: new Date(0),
    ...overrides,
  }
}

const stop = (at: Date) => ({ choice: 'stop', at }) as const
const allow = (at: Date) => ({ choice: 'allow', at }) as const
const refusedWith = (overrides: Partial<SendFacts>): string => {
  const verdict = maySend(facts(overrides))
  return verdict.verdict === 'refuse' ? verdict.code : verdict.verdict
}

describe('the 24-hour window', () => {
  test.each([
    ['nobody wrote yet', text, null, 'message-window-closed'],
    ['somebody wrote a minute ago', text, hours(-1 / 60), 'send'],
    ['somebody wrote 23 hours ago', text, hours(-23), 'send'],
    [
      'it is within the margin before its end',
      text,
      new Date(hours(-24).getTime() + windowMarginMs - 1),
      'message-window-closed',
    ],
    ['somebody wrote 25 hours ago', text, hours(-25), 'message-window-closed'],
    ['somebody wrote 25 hours ago, and it is a template', utility, hours(-25), 'send'],
  ])('%s', (_, content, lastInboundAt, verdict) => {
    expect(refusedWith({ content, lastInboundAt, purpose: 'staff' })).toBe(verdict)
  })

  test('a provider without such a rule has no window', () => {
    expect(refusedWith({ content: text, window: null })).toBe('send')
  })

  test('no free text ever goes out later than 24 hours after the last message', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 * 24 * 3 }), (minutesAgo) => {
        const lastInboundAt = new Date(now.getTime() - minutesAgo * 60_000)

        const verdict = refusedWith({ content: text, purpose: 'staff', lastInboundAt })

        if (minutesAgo * 60_000 >= 24 * 3_600_000 - windowMarginMs) expect(verdict).toBe('message-window-closed')
        else expect(verdict).toBe('send')
      }),
    )
  })
})

describe('what people want', () => {
  test.each([
    ['a notice after STOP', { wants: { all: stop(hours(-5)), marketing: null } }, 'message-opted-out'],
    ['a notice after STOP and START', { wants: { all: allow(hours(-1)), marketing: null } }, 'send'],
    [
      'a notice after STOP, though the person has written since',
      { wants: { all: stop(hours(-5)), marketing: null }, lastInboundAt: hours(-1) },
      'message-opted-out',
    ],
    [
      'an answer to whoever wrote again after STOP',
      { content: text, purpose: 'staff', wants: { all: stop(hours(-5)), marketing: null }, lastInboundAt: hours(-1) },
      'send',
    ],
    [
      'a free text after STOP to whoever has not written since',
      { content: text, purpose: 'staff', wants: { all: stop(hours(-5)), marketing: null }, lastInboundAt: hours(-5) },
      'message-opted-out',
    ],
    [
      'that the STOP was heard',
      {
        content: text,
        purpose: 'opt-out-confirmation',
        wants: { all: stop(hours(-0.1)), marketing: null },
        lastInboundAt: hours(-0.1),
      },
      'send',
    ],
    [
      'that the STOP was heard, when it is too late to say so',
      {
        content: text,
        purpose: 'opt-out-confirmation',
        wants: { all: stop(hours(-30)), marketing: null },
        lastInboundAt: hours(-30),
      },
      'message-window-closed',
    ],
    ['marketing to whoever never agreed', { content: marketing }, 'message-no-consent'],
    ['marketing to whoever agreed', { content: marketing, wants: { all: null, marketing: allow(hours(-9)) } }, 'send'],
    [
      'marketing to whoever stopped it',
      { content: marketing, wants: { all: null, marketing: stop(hours(-9)) } },
      'message-opted-out',
    ],
    [
      'marketing after STOP to whoever once agreed',
      { content: marketing, wants: { all: stop(hours(-1)), marketing: allow(hours(-9)) } },
      'message-opted-out',
    ],
    ['a notice to whoever stopped marketing', { wants: { all: null, marketing: stop(hours(-9)) } }, 'send'],
  ] satisfies [string, Partial<SendFacts>, string][])('%s: %#', (_, overrides, verdict) => {
    expect(refusedWith(overrides)).toBe(verdict)
  })

  test('after STOP no template goes out, whatever else holds', () => {
    const anything = fc.record({
      content: fc.constantFrom(utility, marketing),
      purpose: fc.constantFrom('notice', 'staff'),
      lastInboundAt: fc.constantFrom(null, hours(-1), hours(-30)),
      quiet: fc.constant(null),
      suppressedAt: fc.constantFrom(null, hours(-1)),
      window: fc.constantFrom(null, { hours: 24 }),
    }) as fc.Arbitrary<Partial<SendFacts>>
    fc.assert(
      fc.property(anything, fc.constantFrom(null, allow(hours(-9))), (overrides, agreed) => {
        expect(refusedWith({ ...overrides, wants: { all: stop(hours(-2)), marketing: agreed } })).toBe(
          'message-opted-out',
        )
      }),
    )
  })
})

describe('templates', () => {
  const template = approved(utility) as TemplateInfo
  test.each([
    ['none of this name', null],
    ['paused', { ...template, status: 'paused' as const }],
    ['rejected', { ...template, status: 'rejected' as const }],
    ['in a state we do not know', { ...template, status: null }],
    ['of another category', { ...template, category: 'marketing' as const }],
    ['with another number of values', { ...template, body: [null, null] }],
    ['with named values', { ...template, body: ['order'] }],
  ])('%s is not sent', (_, known) => {
    expect(refusedWith({ template: known })).toBe('template-refused')
  })

  test('one with a low quality is sent while it is approved', () => {
    expect(refusedWith({ template: { ...template, status: 'flagged' } })).toBe('send')
  })
})

describe('what takes only time', () => {
  const quiet = { from: '15:00', until: '16:30', timeZone: 'Asia/Kolkata' }
  test.each([
    ['quiet hours', { quiet }, '2026-11-28T11:00:00.000Z'],
    ['not before', { notBefore: hours(5) }, hours(5).toISOString()],
    ['the pace', { slotAt: hours(0.1) }, hours(0.1).toISOString()],
  ] satisfies [string, Partial<SendFacts>, string][])('%s', (_, overrides, until) => {
    const verdict = maySend(facts(overrides))

    expect(verdict).toMatchObject({ verdict: 'wait', until: new Date(until) })
  })

  test('an answer to whoever has just written is not kept for the morning', () => {
    expect(refusedWith({ content: text, purpose: 'staff', lastInboundAt: hours(-1), quiet })).toBe('send')
  })

  test('a number that may not send keeps its messages, and does not judge templates it cannot ask about', () => {
    const channel = { status: 'active' as const, paused: { code: 'number-blocked', say: 'blocked' } }

    expect(refusedWith({ channel, template: null })).toBe('wait')
  })

  test('an earlier message about the order goes first', () => {
    expect(refusedWith({ waitsBehind: true })).toBe('wait')
  })
})

test.each([
  ['something made it pointless', { outdated: 'the order was cancelled' }, 'message-outdated'],
  ['it was of use until an hour ago', { expiresAt: hours(-1) }, 'message-outdated'],
  ['the number is not connected any more', { channel: { status: 'disconnected', paused: null } }, 'number-blocked'],
  ['there is no address', { reachable: false }, 'message-unreachable'],
  ['deliveries failed again and again', { suppressedAt: hours(-1) }, 'message-unreachable'],
] satisfies [string, Partial<SendFacts>, string][])('refused when %s', (_, overrides, code) => {
  expect(refusedWith(overrides)).toBe(code)
})
