import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { BrokenBackup } from './archive.ts'
import { sealed, unsealed } from './sealed-stream.ts'

const key = randomBytes(32)

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

async function collected(stream: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const all: Buffer[] = []
  for await (const chunk of stream) all.push(chunk)
  return all
}

const reopened = async (stored: Buffer): Promise<Buffer> =>
  Buffer.concat(await collected(unsealed(key, inChunks(stored, 10_000))))

test.each([0, 1, 65_535, 65_536, 65_537, 200_000])('%i bytes come back as they were', async (size) => {
  const plain = randomBytes(size)

  const stored = Buffer.concat(await collected(sealed(key, inChunks(plain, 7_001))))

  expect((await reopened(stored)).equals(plain)).toBe(true)
})

test('pieces that are left out, doubled, exchanged or cut off are noticed', async () => {
  const pieces = await collected(sealed(key, inChunks(randomBytes(200_000), 50_000)))
  const [a, b, c, d] = pieces as [Buffer, Buffer, Buffer, Buffer]

  expect(pieces).toHaveLength(4)
  for (const wrong of [[a, b, c], [a, c, d], [a, b, b, c, d], [b, a, c, d], [a, b, d, c], [a, b, c, d, a], [d], []])
    await expect(reopened(Buffer.concat(wrong))).rejects.toBeInstanceOf(BrokenBackup)
})

test('another key opens nothing', async () => {
  const stored = await collected(sealed(randomBytes(32), inChunks(Buffer.from('x'), 1)))

  await expect(reopened(Buffer.concat(stored))).rejects.toThrow(/another master key/)
})
