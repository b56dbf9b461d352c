import { expect, test } from 'vitest'
import type { AlertChannel } from './channels.ts'
import { Teller, type Telling } from './tell-people.ts'

interface Scene {
  teller: Teller
  tries: string[]
  outcomes: string[]
  look(names: readonly string[]): Promise<void>
}

/** A channel that never answers for some. */
function aScene(silentFor: (name: string) => boolean): Scene {
  const tries: string[] = []
  const outcomes: string[] = []
  const channel: AlertChannel = {
    tell: ([name = '']) => {
      tries.push(name)
      return silentFor(name) ? new Promise(() => undefined) : Promise.resolve()
    },
  }
  const teller = new Teller(
    {
      clock: { now: () => new Date(), monotonicMs: () => performance.now() },
      channels: new Map([['mail', channel]]),
      log: { warn: () => undefined } as never,
      told: (_, outcome) => outcomes.push(outcome),
    },
    { patienceMs: 20, mostMs: 0 },
  )
  const hold = {
    signal: new AbortController().signal,
    assertOurs: () => undefined,
    commit: async () => undefined as never,
  }
  return { teller, tries, outcomes, look: (names) => teller.tellAll(hold, names.map(aTelling)) }
}

function aTelling(name: string): Telling {
  const message = { reference: name, subject: '', text: '', summary: '', whose: '', link: null }
  return { tenantId: name, recipient: name, channel: 'mail', addresses: [name], due: [], message }
}

const names = Array.from({ length: 12 }, (_, index) => `r${String(index).padStart(2, '0')}`)

test('who hangs holds up no other', async () => {
  const { look, outcomes } = aScene((name) => name < 'r03')

  await look(names)

  expect(outcomes.filter((one) => one === 'sent')).toHaveLength(9)
  expect(outcomes.filter((one) => one === 'failed')).toHaveLength(3)
})

test('a channel that hangs for all is not waited for, and the next look begins with those that were not tried', async () => {
  const { look, tries } = aScene(() => true)

  await look(names)
  const first = tries.splice(0)
  await look(names)
  const second = tries.splice(0)
  await look(names)

  expect(first).toEqual(names.slice(0, 4))
  expect(second).toEqual(names.slice(4, 8))
  expect(tries).toEqual(names.slice(8))
})

test('a channel that nobody wired is counted, and nothing is tried', async () => {
  const { teller, outcomes, tries } = aScene(() => false)
  const telling = { ...aTelling('r'), channel: 'whatsapp' } as const
  const hold = {
    signal: new AbortController().signal,
    assertOurs: () => undefined,
    commit: async () => undefined as never,
  }

  await teller.tellAll(hold, [telling])

  expect({ outcomes, tries }).toEqual({ outcomes: ['no-channel'], tries: [] })
})
