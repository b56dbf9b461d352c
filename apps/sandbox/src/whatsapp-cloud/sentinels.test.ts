import { readFileSync } from 'node:fs'
import { errorAnswer } from '@crossdock/connectors/whatsapp-cloud'
import { describe, expect, test } from 'vitest'
import { failure, failureCodes, findFailure } from './error-table.ts'
import { behaviours, troubleInText, troubleOfNumber } from './sentinels.ts'
import { newPhone, openBox, template, text } from './test/box.ts'

const numberFor = (range: 0 | 1 | 2 | 3, code: number) => `+91700${range}${String(code).padStart(6, '0')}`

/** The contract's section 13, written down a second time: a code lost from the table shows here. */
const contractCodes = [
  0, 1, 2, 3, 4, 10, 33, 100, 190, 200, 368, 80007, 80008, 130429, 130472, 130497, 131000, 131005, 131008, 131009,
  131016, 131021, 131026, 131030, 131031, 131037, 131042, 131044, 131045, 131047, 131048, 131049, 131050, 131051,
  131052, 131053, 131056, 131057, 131062, 131063, 131064, 132000, 132001, 132005, 132007, 132008, 132012, 132015,
  132016, 132068, 132069, 133000, 133004, 133005, 133006, 133008, 133009, 133010, 133015, 133016, 134011, 135000,
  137000,
]

test('the table has every code of the contract, and 200 stands for 200 to 299', () => {
  expect(failureCodes).toEqual(contractCodes)
  expect(findFailure(213)).toMatchObject({ code: 213, http: 403 })
  expect(findFailure(300)).toBeNull()
})

describe('the README', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')

  test('says of every code where it is told and whether it passes', () => {
    const cells = [...readme.matchAll(/ (\d{1,6})(?:–299)? +\| ([AS])( 2)? /g)].map(([, code, told, twice]) => [
      Number(code),
      told === 'A' ? 'answer' : 'status',
      twice !== undefined,
    ])
    const last = /^and ((?:\d{6}, )+\d{6}): A\.$/m.exec(readme)?.[1]?.split(', ') ?? []
    const said = [...cells, ...last.map((code) => [Number(code), 'answer', false])]

    const byCode = (one: unknown[], other: unknown[]) => Number(one[0]) - Number(other[0])
    expect(said.toSorted(byCode)).toEqual(
      contractCodes.map((code) => [code, failure(code).told, failure(code).passes]).toSorted(byCode),
    )
  })

  test('has the number and the words of every behaviour', () => {
    for (const [name, code] of Object.entries(behaviours)) {
      expect(readme).toContain(`\`+91 7003 ${String(code).padStart(6, '0')}\``)
      if (troubleInText(`SANDBOX-${name}`)) expect(readme).toContain(`\`SANDBOX-${name}\``)
    }
  })
})

describe('every error can be ordered by the number that is written to', async () => {
  test.each(contractCodes)('%i in the answer', async (code) => {
    await using box = await openBox()

    const answer = await box.send(text(await box.customer(numberFor(1, code))))

    expect(answer.status).toBe(failure(code).http)
    expect(errorAnswer.parse(answer.body).error.code).toBe(code)
    expect((await box.phone(numberFor(1, code))).chats[0].messages).toHaveLength(1)
  })

  test.each(contractCodes)('%i afterwards, in a status', async (code) => {
    await using box = await openBox()

    const answer = await box.send({ ...text(await box.customer(numberFor(2, code))), biz_opaque_callback_data: 't|m' })

    expect(answer.status).toBe(200)
    expect(await box.statuses()).toMatchObject([
      { id: answer.body.messages[0].id, status: 'failed', biz_opaque_callback_data: 't|m', errors: [{ code }] },
    ])
    expect((await box.phone(numberFor(2, code))).chats[0].messages).toHaveLength(1)
  })

  test.each(contractCodes)('%i where Meta tells it', async (code) => {
    await using box = await openBox()

    const answer = await box.send(text(await box.customer(numberFor(0, code))))

    const failedLater = (await box.statuses()).some(({ status }) => status === 'failed')
    expect(failedLater ? 'status' : 'answer').toBe(failure(code).told)
    expect(answer.status === 200).toBe(failedLater)
  })
})

describe('by words in a message', () => {
  test('in a text, wherever they stand', async () => {
    await using box = await openBox()

    const answer = await box.send(text(await box.customer(), 'Hello SANDBOX-131048, how are you'))

    expect(answer.body.error.code).toBe(131048)
  })

  test('in a template’s parameter, as when a customer is called so', async () => {
    await using box = await openBox()
    const to = newPhone()

    await box.send(template(to, 'order_confirmation', 'en', 'SANDBOX-131026', 'SO-1', '₹ 10'))

    expect(await box.statuses()).toMatchObject([{ status: 'failed', errors: [{ code: 131026 }] }])
  })

  test('NOW and LATER say where it is told', async () => {
    await using box = await openBox()
    const to = await box.customer()

    const now = await box.send(text(to, 'SANDBOX-131047-NOW'))
    const later = await box.send(text(to, 'SANDBOX-131048-LATER'))

    expect([now.body.error?.code, later.status]).toEqual([131047, 200])
    expect(await box.statuses()).toMatchObject([{ status: 'failed', errors: [{ code: 131048 }] }])
  })

  test('what passes by itself strikes twice, or as often as a number says', async () => {
    await using box = await openBox()
    const to = await box.customer()
    const statuses = async (words: string, times: number) => {
      const answers = []
      for (let place = 0; place < times; place++) answers.push((await box.send(text(to, words))).status)
      return answers
    }

    expect(await statuses('SANDBOX-131016', 3)).toEqual([503, 503, 200])
    expect(await statuses('SANDBOX-130429-1', 2)).toEqual([429, 200])
  })

  test('a permanent error strikes every time', async () => {
    await using box = await openBox()
    const to = await box.customer()

    const codes = []
    for (let place = 0; place < 4; place++) codes.push((await box.send(text(to, 'SANDBOX-131031'))).body.error?.code)

    expect(codes).toEqual([131031, 131031, 131031, 131031])
  })

  test.each(['SANDBOX-999999', 'SANDBOX-1310470', 'SANDBOX-', 'sandbox-131047', 'SANDBOX-TIMEOUTS'])(
    '%s orders nothing',
    (words) => {
      expect(troubleInText(words)).toBeNull()
    },
  )
})

describe('what no error says', () => {
  const phoneOf = (name: keyof typeof behaviours) => numberFor(3, behaviours[name])

  test('each behaviour has a number of its own, and the number means it', () => {
    for (const [name, code] of Object.entries(behaviours))
      expect(troubleOfNumber(numberFor(3, code).slice(1))).toMatchObject({ kind: name })
  })

  test('TIMEOUT: no answer ever, and yet the message is delivered and told of', async () => {
    await using box = await openBox()
    const to = await box.customer(phoneOf('TIMEOUT'))

    const call = box.send({ ...text(to), biz_opaque_callback_data: 't|m' }, { signal: AbortSignal.timeout(200) })

    await expect(call).rejects.toThrow()
    expect((await box.statuses()).map(({ biz_opaque_callback_data: its }) => its)).toEqual(['t|m', 't|m'])
    expect((await box.phone(to)).chats[0].messages).toHaveLength(2)
    expect((await box.send(text(to))).status).toBe(200)
  })

  test('CUT: the line ends and nothing was sent', async () => {
    await using box = await openBox()
    const to = await box.customer(phoneOf('CUT'))

    await expect(box.send(text(to))).rejects.toThrow()

    await box.sandbox.settled()
    expect((await box.phone(to)).chats[0].messages).toHaveLength(1)
    expect((await box.phone(to)).chats[0].notArrived).toEqual([])
  })

  test('CUT-AFTER: the line ends and the message is delivered', async () => {
    await using box = await openBox()
    const to = await box.customer(phoneOf('CUT-AFTER'))

    await expect(box.send(text(to))).rejects.toThrow()

    await box.sandbox.settled()
    expect((await box.phone(to)).chats[0].messages).toHaveLength(2)
  })

  test('NO-BODY and GATEWAY: an answer that says nothing in Graph’s language, and nothing was sent', async () => {
    await using box = await openBox()
    const [empty, page] = [await box.customer(phoneOf('NO-BODY')), await box.customer(phoneOf('GATEWAY'))]

    const answers = [await box.send(text(empty)), await box.send(text(page))]

    expect(answers).toEqual([
      { status: 500, body: '' },
      { status: 502, body: expect.stringContaining('<html>') },
    ])
    expect((await box.phone(empty)).chats[0].messages).toHaveLength(1)
    expect((await box.phone(page)).chats[0].messages).toHaveLength(1)
  })

  test('SLOW: the answer takes its time', async () => {
    await using box = await openBox({ pace: { slowMs: 120 } })
    const started = performance.now()

    const answer = await box.send(text(await box.customer(phoneOf('SLOW'))))

    expect(answer.status).toBe(200)
    expect(performance.now() - started).toBeGreaterThan(115)
  })

  test('HELD: Meta looks first; the message goes out afterwards', async () => {
    await using box = await openBox({ pace: { heldMs: 30 } })
    const to = phoneOf('HELD')

    const answer = await box.send(template(to, 'order_confirmation', 'en', 'Ananya', 'SO-1', '₹ 10'))

    expect(answer.body.messages[0].message_status).toBe('held_for_quality_assessment')
    expect((await box.phone(to)).chats[0].messages).toEqual([])
    expect((await box.statuses()).map(({ status }) => status)).toEqual(['sent', 'delivered'])
    expect((await box.phone(to)).chats[0].messages).toHaveLength(1)
  })

  test('EARLY: the first status is there before the answer', async () => {
    await using box = await openBox()
    const to = await box.customer(phoneOf('EARLY'))
    await box.sandbox.settled()
    const before = box.hub.posted.length

    const answer = await box.send(text(to))

    const first = JSON.parse(box.hub.posted[before]?.body.toString() ?? '{}')
    expect(first.entry[0].changes[0].value.statuses[0]).toMatchObject({
      id: answer.body.messages[0].id,
      status: 'sent',
    })
  })

  test('SILENT: delivered, and nobody tells', async () => {
    await using box = await openBox()
    const to = await box.customer(phoneOf('SILENT'))

    await box.send(text(to))

    expect(await box.statuses()).toEqual([])
    expect((await box.phone(to)).chats[0].messages).toHaveLength(2)
  })

  test('SHUFFLED: twice each, the later one first', async () => {
    await using box = await openBox()
    const to = await box.customer(phoneOf('SHUFFLED'))
    await box.send(text(to))
    await box.sandbox.settled()

    const told = box.hub.posted.map(
      ({ body }) => JSON.parse(body.toString()).entry[0].changes[0].value.statuses?.[0].status,
    )

    expect(told.filter(Boolean)).toEqual(['delivered', 'delivered', 'sent', 'sent'])
  })

  test('OFF: sent and no more, until the phone is on again', async () => {
    await using box = await openBox()
    const to = await box.customer(phoneOf('OFF'))
    await box.send(text(to))
    const before = (await box.statuses()).map(({ status }) => status)

    await box.post(`/phones/${to}/on`, {})

    expect(before).toEqual(['sent'])
    expect((await box.statuses()).map(({ status }) => status)).toEqual(['sent', 'delivered'])
  })

  test('MOVED: WhatsApp knows the number by another one', async () => {
    await using box = await openBox()

    const answer = await box.send(template(phoneOf('MOVED'), 'order_confirmation', 'en', 'Ananya', 'SO-1', '₹ 10'))

    expect(answer.body.contacts).toEqual([{ input: phoneOf('MOVED'), wa_id: '917003999912' }])
    expect((await box.statuses()).map(({ recipient_id: id }) => id)).toEqual(['917003999912', '917003999912'])
  })

  test('PRIVATE: from then on messages name a user id and a username, no number', async () => {
    await using box = await openBox()
    const to = phoneOf('PRIVATE')
    await box.send(template(to, 'order_confirmation', 'en', 'Ananya', 'SO-1', '₹ 10'))

    await box.post(`/phones/${to}/write`, { text: 'Hello' })

    const [message] = await box.messages()
    expect(message).toMatchObject({ from_user_id: expect.stringMatching(/^IN\.\d+$/) })
    expect(message).not.toHaveProperty('from')
  })

  test('READ: read without delivered before it', async () => {
    await using box = await openBox()
    const to = await box.customer(phoneOf('READ'))

    await box.send(text(to))

    expect((await box.statuses()).map(({ status }) => status)).toEqual(['sent', 'read'])
  })
})
