import { demoAccount } from '@crossdock/sandbox/whatsapp-cloud'
import { expect, test } from 'vitest'
import { resumeByHand, stoppedNumbers } from '#modules/messaging/index.ts'
import { newId } from '#platform/ids.ts'
import { aHub, aShop } from '#test/harness/a-hub.ts'
import { aWhatsAppNumber } from '#test/harness/a-whatsapp-number.ts'
import { waitFor } from '#test/harness/wait-for.ts'
import { postAsMeta } from '#test/harness/whatsapp-examples.ts'

// What Meta tells of an account stops its numbers, and lets them go on. It comes late and again, for a week.

const dayMs = 86_400_000
const secondsOf = (daysFromNow: number): number => Math.floor((Date.now() + daysFromNow * dayMs) / 1_000)
const blockedUntil = (days: number) => ({
  event: 'ACCOUNT_RESTRICTION',
  restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: secondsOf(days) }],
})
const blockedForGood = {
  event: 'ACCOUNT_RESTRICTION',
  restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING' }],
}
const ban = (waba_ban_state: string) => ({ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state } })

async function aScene() {
  const hub = await aHub()
  const { tenantId } = await aShop(hub)
  const number = await aWhatsAppNumber(hub, tenantId)
  const { owner } = hub.database
  let told = 0
  return {
    hub,
    /** Told so many days from now; by Meta's clock, which knows whole seconds. */
    async tells(value: object, days = 0) {
      const entry = [{ id: demoAccount.wabaId, time: secondsOf(days), changes: [{ field: 'account_update', value }] }]
      const raw = JSON.stringify({ object: 'whatsapp_business_account', entry })
      const answer = await postAsMeta(`${hub.url}/hooks/${number.endpointId}`, raw, number.box.appSecret)
      expect(answer.status).toBe(200)
      told++
      await waitFor('it to be noted', async () => {
        const { rows } = await owner.query(`select from work where kind = 'messaging.note-account' and state = 'done'`)
        return rows.length === told
      })
    },
    async resumes() {
      const whose = { tenantId, connectionId: number.connectionId, correlationId: newId() }
      await hub.floor.app.withTenant(tenantId, (tx) => resumeByHand(tx, whose, 'It is settled.'))
    },
    why: async () =>
      (await hub.floor.app.withTenant(tenantId, (tx) => stoppedNumbers(tx, tenantId))).map(({ why }) => why),
    /** What staff read of the number. */
    async story(): Promise<string[]> {
      const { rows } = await owner.query('select kind from connection_timeline where connection_id = $1 order by id', [
        number.connectionId,
      ])
      return rows.map(({ kind }) => kind)
    },
    /** As if the time had come. */
    async endsNow() {
      await owner.query(
        `update messaging_channels set paused_facts = paused_facts || jsonb_build_object('until', now() - interval '1 second')`,
      )
    },
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]()
      await number[Symbol.asyncDispose]()
    },
  }
}

test('a restriction stops a number as long as it lasts, and one that was over when it came does not', async () => {
  await using scene = await aScene()

  await scene.tells(blockedUntil(-1), -3)
  const over = [...(await scene.why()), ...(await scene.story())]
  await scene.tells(blockedUntil(2))
  const lasts = await scene.why()
  await scene.endsNow()
  const ended = await scene.why()
  // Another one is not hidden by the one that is over.
  await scene.tells(blockedForGood, 0.0001)

  expect(over).toEqual(['messaging-blocked'])
  expect(lasts).toEqual([expect.stringContaining('it may not write to customers first, until ')])
  expect(ended).toEqual([])
  expect(await scene.why()).toEqual([
    'The WhatsApp business account is restricted: it may not write to customers first',
  ])
})

test('what is older than the moment at which a person settled it stops nothing', async () => {
  await using scene = await aScene()
  await scene.tells(blockedForGood, -2)
  await scene.resumes()

  await scene.tells(ban('DISABLE'), -1)
  const late = await scene.why()
  await scene.tells(ban('DISABLE'), 0.001)

  expect(late).toEqual([])
  expect(await scene.why()).toEqual(['The WhatsApp business account is disabled'])
})

test('an account that is let in again goes on, and a restriction or a later ban stays', async () => {
  await using scene = await aScene()

  await scene.tells(ban('DISABLE'), -3)
  await scene.tells(ban('REINSTATE'), -4)
  const earlier = await scene.why()
  await scene.tells(ban('REINSTATE'), -2)
  const allowed = await scene.why()
  await scene.tells(blockedForGood, 0.001)
  await scene.tells(ban('REINSTATE'), 0.002)

  expect(earlier).toHaveLength(1)
  expect(allowed).toEqual([])
  expect(await scene.why()).toEqual([expect.stringContaining('is restricted')])
})
