import { describe, expect, test } from 'vitest'
import { demoAccount } from '../demo-accounts.ts'
import { newPhone, openBox } from '../test/box.ts'

const { phoneNumberId } = demoAccount

describe('media', () => {
  async function received(box: Awaited<ReturnType<typeof openBox>>) {
    await box.post(`/phones/${newPhone()}/story`, { names: ['image'] })
    const [message] = await box.messages()
    return message.image
  }

  test('what a customer sent is found by its id and fetched with the token', async () => {
    await using box = await openBox()
    const image = await received(box)

    const { body: node } = await box.call(`/v26.0/${image.id}?phone_number_id=${phoneNumberId}`)
    const download = await fetch(node.url, { headers: { authorization: `Bearer ${box.sandbox.accessToken}` } })
    const bytes = Buffer.from(await download.arrayBuffer())

    expect(node).toMatchObject({
      messaging_product: 'whatsapp',
      mime_type: 'image/jpeg',
      file_size: String(bytes.length),
      id: image.id,
    })
    expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff')
    expect(Buffer.from(node.sha256, 'hex').toString('base64')).toBe(image.sha256)
    expect((await fetch(node.url)).status).toBe(401)
  })

  test('an address lives five minutes, an id seven days', async () => {
    await using box = await openBox()
    const image = await received(box)
    const node = async () => box.call(`/v26.0/${image.id}`)
    const url = new URL((await node()).body.url)

    await box.post('/sandbox/clock', { aheadMs: 5 * 60_000 })
    const late = await box.call(`${url.pathname}${url.search}`)
    const renewed = await node()
    await box.post('/sandbox/clock', { aheadMs: 7 * 86_400_000 })

    expect([late.status, renewed.status]).toEqual([404, 200])
    expect((await node()).body.error).toMatchObject({ code: 100, error_subcode: 33 })
  })

  test('what is uploaded can be sent by its id, of the right kind and size', async () => {
    await using box = await openBox()
    const to = await box.customer()
    const upload = (type: string, bytes: Buffer) => {
      const form = new FormData()
      form.set('messaging_product', 'whatsapp')
      form.set('type', type)
      form.set('file', new File([new Uint8Array(bytes)], 'SO-1.pdf', { type }))
      return box.call(`/v26.0/${phoneNumberId}/media`, { method: 'POST', body: form })
    }

    const kept = await upload('application/pdf', Buffer.from('%PDF-1.4'))
    const wrongKind = await upload('application/zip', Buffer.from('PK'))
    const tooLarge = await upload('image/webp', Buffer.alloc(600 * 1024))
    const sent = await box.send({
      to,
      type: 'document',
      document: { id: kept.body.id, filename: 'SO-1.pdf', caption: 'Tax invoice' },
    })
    const unknown = await box.send({ to, type: 'document', document: { id: '1903384426671900' } })

    expect(kept.body.id).toMatch(/^\d+$/)
    expect([wrongKind, tooLarge, unknown].map(({ body }) => body.error.code)).toEqual([100, 131053, 100])
    expect(sent.status).toBe(200)
    await box.sandbox.settled()
    expect((await box.phone(to)).chats[0].messages.at(-1)).toMatchObject({
      text: 'Tax invoice',
      media: { kind: 'document', name: 'SO-1.pdf' },
    })
  })
})
