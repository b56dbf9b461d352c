import { AppError } from '@crossdock/contracts/errors'
import { afterEach, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '#test/harness/receiver.ts'
import { errorReportsTo } from './error-reports.ts'
import type { ErrorTracker, Fate } from './error-tracker.ts'
import { plainReport } from './plain-report.ts'

const open: Receiver[] = []
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.stop()
})

async function tracker(status = 200): Promise<{ receiver: Receiver; settings: ErrorTracker; fates: Fate[] }> {
  const receiver = await startReceiver(() => ({ status }))
  open.push(receiver)
  const fates: Fate[] = []
  const dsn = `${receiver.url.replace('://', '://publickeynotreal@')}/42`
  return {
    receiver,
    fates,
    settings: { dsn, environment: 'test', role: 'worker', counted: (fate) => fates.push(fate) },
  }
}

const thrownWithPeople = (): Error =>
  Object.assign(new Error('no route for +91 90000 00009 or asha@example.com at https://user:pw@odoo.test/x'), {
    request: { headers: { authorization: 'Bearer secret-not-real' }, body: { phone: '+919000000009' } },
    detail: 'Key (phone)=(+919000000009) already exists.',
  })

test('an error arrives with its stack, code, job and correlation id, and nobody’s phone or address', async () => {
  const { receiver, settings, fates } = await tracker()
  const reports = errorReportsTo(settings)
  const correlationId = '01991111-aaaa-7bbb-8ccc-ddddeeeeffff'

  const error = new AppError('internal', 'wrapped', { cause: thrownWithPeople() })
  reports.report({ error, code: 'internal', job: 'orders.import', correlationId })
  await reports.flush()

  expect(fates).toEqual(['sent'])
  const [{ path, body, headers }] = receiver.received as [Receiver['received'][number]]
  expect(path).toMatch(/^\/api\/42\/envelope\/\?.*sentry_key=publickeynotreal/)
  expect(headers['content-type']).toBe('application/x-sentry-envelope')
  const [, , event] = body.split('\n').map((line) => JSON.parse(line))
  expect(event).toMatchObject({
    platform: 'node',
    level: 'error',
    environment: 'test',
    tags: { code: 'internal', job: 'orders.import', role: 'worker', correlation_id: correlationId },
    contexts: { trace: { trace_id: correlationId.replaceAll('-', '') } },
    exception: {
      values: [{ type: 'Error', value: 'no route for [phone] or [e-mail] at https://user:[hidden]@odoo.test/x' }],
    },
  })
  const frames = event.exception.values[0].stacktrace.frames
  expect(frames.at(-1)).toMatchObject({
    function: 'thrownWithPeople',
    filename: expect.stringContaining('error-reports.test'),
  })
  for (const leak of ['90000', '9000000009', 'asha', 'secret-not-real', 'Key (phone)', 'user:pw'])
    expect(body).not.toContain(leak)
  for (const watched of ['request', 'breadcrumbs', 'user', 'extra', 'modules'])
    expect(event).not.toHaveProperty(watched)
})

test('a message of several lines keeps what stands below its first out of the stack', () => {
  const error = new Error('first line\n  at the customer +919000000009, Asha Rao')

  expect(plainReport({ error, code: 'internal' }).stack).not.toContain('+919000000009')
})

test('the same fault is told once a minute, and of many faults only some', async () => {
  const { receiver, settings, fates } = await tracker()
  let nowMs = 0
  const reports = errorReportsTo(settings, () => nowMs)
  const error = thrownWithPeople()

  for (let n = 0; n < 10; n++) reports.report({ error, code: 'internal', job: 'orders.import' })
  for (let n = 0; n < 100; n++) reports.report({ error, code: 'internal', job: `other.${n}` })
  await reports.flush()
  expect(receiver.received).toHaveLength(20)
  nowMs = 61_000
  reports.report({ error, code: 'internal', job: 'orders.import' })
  await reports.flush()

  expect(receiver.received).toHaveLength(21)
  expect(fates.filter((fate) => fate === 'left-out').length).toBeGreaterThanOrEqual(80)
})

test('a tracker that is full or away costs the report and nothing else', async () => {
  const { receiver, settings, fates } = await tracker(429)
  const reports = errorReportsTo(settings)

  reports.report({ error: new Error('one'), code: 'internal', job: 'a' })
  await reports.flush()
  // Sentry's library keeps away for as long as it was told to.
  reports.report({ error: new Error('two'), code: 'internal', job: 'b' })
  await reports.flush()

  expect(receiver.received).toHaveLength(1)
  expect(fates).toEqual(['lost', 'lost'])
})
