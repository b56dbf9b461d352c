import { anOrderBody, cancelledBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { aProcessStage, type ProcessStage } from '#test/harness/a-process-stage.ts'
import type { Verdict } from '#test/harness/cutting-proxy.ts'
import { heldAnswer } from '#test/harness/held-answer.ts'
import type { HubProcess } from '#test/harness/hub-processes.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

// Batches of two: while one is confirmed the next one's drafts are written, and never more than that.

const confirm = 'sale.order/action_confirm'

/** Six orders: the first is confirmed alone, the others wait behind it. The answer to the second confirmation is held back. */
async function heldInTheSecondBatch(
  stage: ProcessStage,
  then: () => Verdict = () => undefined,
): Promise<{ hub: HubProcess; release(): void }> {
  const { hub, first } = await heldInTheFirstBatch(stage)
  const second = heldAnswer(stage.proxy, confirm, then)
  first.release()
  await second.reached
  await waitFor('the drafts of the third batch', async () => statesIn(stage).includes('draft'))
  return { hub, release: second.release }
}

/** The answer to the first confirmation, of one order, is held back, and five more wait behind it. */
async function heldInTheFirstBatch(
  stage: ProcessStage,
): Promise<{ hub: HubProcess; first: ReturnType<typeof heldAnswer> }> {
  const { owner } = stage.database
  await owner.query('update erp_databases set max_batch = 2')
  const hub = await stage.hub()
  const first = heldAnswer(stage.proxy, confirm)
  await stage.send(() => hub, 1)
  await first.reached
  await stage.send(() => hub, 5)
  await waitFor('all orders to wait for their ERP', async () => {
    const { rowCount } = await owner.query(
      `select from work where kind = 'sync.push-waiting-orders' and state = 'waiting'`,
    )
    return rowCount === 6
  })
  return { hub, first }
}

function statesIn({ odoo }: ProcessStage): string[] {
  return odoo
    .saleOrders()
    .map(({ state }) => state)
    .sort()
}

test('drafts of the next batch are written while one is confirmed, and confirmations stay one at a time', async () => {
  await using stage = await aProcessStage()

  const { release } = await heldInTheSecondBatch(stage)
  const [states, confirmations] = [statesIn(stage), stage.proxy.calls.get(confirm)]
  release()

  expect(states).toEqual(['draft', 'draft', 'sale', 'sale', 'sale'])
  expect(confirmations).toBe(2)
  expect(await stage.settled()).toEqual(Array(6).fill('sale'))
  expect(await stage.fences()).toBe(0)
})

test('what the channel tells of an order whose draft is written ahead is heard before it is confirmed', async () => {
  await using stage = await aProcessStage()
  const { hub, release } = await heldInTheSecondBatch(stage)
  const name = stage.odoo.saleOrders().find(({ state }) => state === 'draft')?.client_order_ref as string
  const n = Number(name.slice(1))
  const body = anOrderBody({ seed: n, number: n, firstId: BigInt(7_000_000 + n * 1_000), cashOnDelivery: false })
  const gone = cancelledBody(body, new Date(Date.parse(body.created_at) + 60_000))

  await sendWebhook({ ...stage.shop, url: hub.url + stage.shop.path }, toJson(gone), { topic: 'orders/cancelled' })
  await waitFor('the cancellation to be read', async () => {
    const { rowCount } = await stage.database.owner.query(
      `select from orders where name = $1 and wanted = 'cancelled'`,
      [name],
    )
    return rowCount === 1
  })
  release()

  expect((await stage.settled()).sort()).toEqual(['cancel', ...Array(5).fill('sale')])
  const { rows: steps } = await stage.database.owner.query<{ kind: string }>(
    `select kind from timeline where order_id = (select id from orders where name = $1) and kind like 'erp-%' order by at`,
    [name],
  )
  expect(steps.map(({ kind }) => kind)).toEqual(['erp-cancelled'])
})

test('a confirmation without an answer counts against those that were asked for, and nobody behind them', async () => {
  await using stage = await aProcessStage()
  const { hub, release } = await heldInTheSecondBatch(stage, () => 'cut')

  release()
  expect(await stage.settled()).toEqual(Array(6).fill('sale'))
  const { rows } = await stage.database.owner.query<{ attempts: number }>(
    `select attempts from work where kind = 'sync.push-waiting-orders' order by attempts`,
  )
  expect(rows.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1, 2, 2])
  expect(await Promise.race([hub.ended, 'up'])).toBe('up')
})

test('asked to stop, it ends with the batch it confirms; what was written ahead is a successor’s, at no attempt', async () => {
  await using stage = await aProcessStage()

  const { hub, release } = await heldInTheSecondBatch(stage)
  hub.kill('SIGTERM')
  await waitFor('the hub to take no more webhooks', () =>
    fetch(`${hub.url}/livez`).then(
      () => false,
      () => true,
    ),
  )
  release()
  const code = await hub.ended
  const { rows: waiting } = await stage.database.owner.query(`select attempts from work where state = 'waiting'`)

  expect(code).toBe(0)
  expect(statesIn(stage)).toEqual(['draft', 'draft', 'sale', 'sale', 'sale'])
  expect([await stage.fences(), await stage.held()]).toEqual([0, []])
  expect(waiting).toEqual(Array(3).fill({ attempts: 0 }))
  await stage.hub({ ROLE: 'worker' })
  expect(await stage.settled()).toEqual(Array(6).fill('sale'))
})

test('killed in the middle of it, nothing is lost and nothing is doubled', async () => {
  await using stage = await aProcessStage()

  const { hub, release } = await heldInTheSecondBatch(stage)
  hub.kill('SIGKILL')
  await hub.ended
  release()
  await stage.hub({ ROLE: 'worker' })

  expect(await stage.settled()).toEqual(Array(6).fill('sale'))
  expect(await stage.fences()).toBe(0)
})

test('the database gone for the next batch fails neither the one that is confirmed nor the process', async () => {
  await using stage = await aProcessStage()
  const { database, proxy } = stage
  const { hub, first } = await heldInTheFirstBatch(stage)
  const locking = await database.owner.connect()
  // Of the second batch the drafts are written: from here on nobody reads channels, so the third cannot be put together.
  proxy.at('sale.order/load', 'answered', async () => {
    await locking.query('begin; lock table connections in access exclusive mode')
    return undefined
  })
  const second = heldAnswer(proxy, confirm)
  first.release()
  await second.reached

  await waitFor('the third batch to hang and be cut off', async () => {
    const { rowCount } = await database.owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like '%from connections%'`,
    )
    return rowCount !== 0
  })
  await locking.query('rollback')
  locking.release()
  second.release()

  expect(await stage.settled()).toEqual(Array(6).fill('sale'))
  expect(await Promise.race([hub.ended, 'up'])).toBe('up')
})
