import { toJson } from '@crossdock/sandbox/shopify'
import { expect, inject, test } from 'vitest'
import { openFloor } from '#main/wire.ts'
import { readConfig } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'
import { aProcessStage, type ProcessStage } from '#test/harness/a-process-stage.ts'
import { anOrderFrom } from '#test/harness/a-shop-that-writes.ts'
import { aWhatsAppNumber, type OwnNumber, switchOn } from '#test/harness/a-whatsapp-number.ts'
import type { HubProcess } from '#test/harness/hub-processes.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

interface KillingStage extends ProcessStage {
  number: OwnNumber
  api: HubProcess
  /** A new order, acknowledged. */
  order(phone: string): Promise<void>
  states(): Promise<string[]>
  quiet(): Promise<void>
}

async function aShopToKill(): Promise<KillingStage> {
  const stage = await aProcessStage()
  const api = await stage.hub({ ROLE: 'api' })
  const floor = openFloor(
    readConfig({ NODE_ENV: 'test' }),
    { url: stage.database.url, masterKey: inject('masterKey') },
    createLog('silent'),
  )
  const { tenantId, connectionId } = stage.shop
  const number = await aWhatsAppNumber({ floor, url: api.url }, tenantId)
  await switchOn({ floor }, { tenantId, connectionId, number }, 'order-confirmation')
  await floor.close()
  let made = 0
  const rows = async (sql: string): Promise<Record<string, string>[]> => (await stage.database.owner.query(sql)).rows
  return {
    ...stage,
    number,
    api,
    async order(phone) {
      made++
      const body = anOrderFrom(phone, { seed: made, number: made, firstId: BigInt(made) * 1_000_000n })
      const answer = await sendWebhook({ ...stage.shop, url: api.url + stage.shop.path }, toJson(body))
      expect(answer.status).toBe(200)
    },
    states: async () => (await rows('select state from messages order by id')).map(({ state }) => state ?? ''),
    async quiet() {
      const noWork = async (): Promise<boolean> =>
        (await rows(`select id from work where state = 'waiting'`)).length === 0
      await waitFor('all work to be done', noWork, 60_000)
      await number.box.settled()
      await waitFor('all work to be done', noWork, 60_000)
    },
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]()
      await number[Symbol.asyncDispose]()
    },
  }
}

/** Before this statement is asked, the process is dead. */
const diesBefore = (statement: string): string => `
  import pg from ${JSON.stringify(import.meta.resolve('pg'))}
  const query = pg.Client.prototype.query
  pg.Client.prototype.query = function (text, ...rest) {
    if (typeof text === 'string' && text.includes(${JSON.stringify(statement)})) {
      process.kill(process.pid, 'SIGKILL')
      return new Promise(() => {})
    }
    return query.call(this, text, ...rest)
  }`

/** Dies at the door of the provider: before it is asked, or when it has answered. */
const diesAtProvider = (when: 'before' | 'after'): string => `
  const ask = globalThis.fetch
  globalThis.fetch = async (url, init) => {
    const sends = String(url).endsWith('/messages')
    if (sends && ${when === 'before'}) { process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}) }
    const answer = await ask(url, init)
    if (sends) { process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}) }
    return answer
  }`

test.each([
  ['before the notice is written with the order', diesBefore('insert into messages')],
  ['when it is written, before it is taken up', diesBefore('from message_templates')],
  ['before it is noted that it is being sent', diesBefore(`set state = 'sending'`)],
  ['when the provider has answered, before that is noted', diesAtProvider('after')],
  ['in the note of the answer', diesBefore('set state = $3, provider_key')],
  ['before a status is noted', diesBefore('pg_advisory_xact_lock(hashtextextended($1, 13))')],
])('the worker killed %s: the customer gets one confirmation', async (_, preload) => {
  const phone = '+917006000021'
  await using stage = await aShopToKill()
  const doomed = await stage.hub({ ROLE: 'worker' }, { preload })

  await stage.order(phone)
  await doomed.ended
  await stage.hub({ ROLE: 'worker' })
  await stage.quiet()

  expect(stage.number.got(phone)).toHaveLength(1)
  expect(stage.number.box.world.requests).toHaveLength(1)
  expect(await stage.states()).toEqual(['delivered'])
})

test('the worker killed after it noted that it sends and before it did: never sent twice, and a person is told', async () => {
  const phone = '+917006000022'
  await using stage = await aShopToKill()
  const doomed = await stage.hub({ ROLE: 'worker' }, { preload: diesAtProvider('before') })

  await stage.order(phone)
  await doomed.ended
  await stage.hub({ ROLE: 'worker', MESSAGE_SETTLE_MS: '1000' })
  await stage.quiet()

  expect(stage.number.got(phone)).toEqual([])
  expect(await stage.states()).toEqual(['outcome-unknown'])
  const { rows } = await stage.database.owner.query(`select kind, message from tasks where state = 'open'`)
  expect(rows).toEqual([
    { kind: 'message-order-confirmation', message: expect.stringContaining('Nobody answered when it was sent') },
  ])
})
