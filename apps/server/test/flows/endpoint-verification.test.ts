import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { newId } from '#platform/ids.ts'
import { createLog } from '#platform/log.ts'
import { anIntake, aSharedEndpoint, counted } from '#test/harness/an-intake.ts'

const challenge = '1158201444'
const asked = (token: string): string =>
  `?hub.mode=subscribe&hub.challenge=${challenge}&hub.verify_token=${encodeURIComponent(token)}`

test('a provider that asks whether the address expects it gets its challenge back, and no other gets anything', async () => {
  let logged = ''
  const sink = new Writable({
    write(chunk, _, done) {
      logged += chunk.toString()
      done()
    },
  })
  await using intake = await anIntake({ log: createLog('trace', sink) })
  const [endpoint, other] = [await aSharedEndpoint(intake), await aSharedEndpoint(intake)]
  const silent = await aSharedEndpoint(intake, 'shopify')

  const right = await fetch(`${endpoint.url}${asked(endpoint.secret)}`)
  const refused = [
    await fetch(`${endpoint.url}${asked('another-token-not-real')}`),
    await fetch(`${endpoint.url}${asked(other.secret)}`),
    await fetch(`${endpoint.url}?hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=${endpoint.secret}`),
    // What some parsers make of the dots.
    await fetch(`${endpoint.url}?hub_mode=subscribe&hub_challenge=1&hub_verify_token=${endpoint.secret}`),
    await fetch(endpoint.url),
    await fetch(`${endpoint.url}?%zz&%00=&&=`),
    // This provider asks no such thing.
    await fetch(`${silent.url}${asked(silent.secret)}`),
  ]
  const nowhere = await fetch(`${intake.url}/hooks/${newId()}${asked(endpoint.secret)}`)

  expect(right.status).toBe(200)
  expect(right.headers.get('content-type')).toMatch(/^text\/plain/)
  expect(await right.text()).toBe(challenge)
  for (const answer of refused) {
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'verification-refused' })
  }
  expect(nowhere.status).toBe(404)
  expect(await counted(intake, endpoint, 'challenge-refused')).toBe(6)
  expect(await counted(intake, silent, 'challenge-refused')).toBe(1)
  expect(logged).toContain('challenge-refused')
  for (const secret of [endpoint.secret, other.secret, 'another-token', challenge, 'hub.'])
    expect(logged).not.toContain(secret)
})
