import { createCipheriv, createDecipheriv } from 'node:crypto'
import { BrokenBackup } from './archive.ts'

/**
 * Encryption of a stream: pieces of AES-256-GCM, each with its number and whether it is the last one in the nonce, so that
 * none can be left out, doubled, moved or cut off. A key is used for one stream only, so the numbers never repeat.
 */
const pieceBytes = 64 * 1024
const tagBytes = 16

function nonceOf(piece: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(piece))
  nonce.writeUInt8(last ? 1 : 0, 8)
  return nonce
}

export async function* sealed(key: Uint8Array, plain: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting = Buffer.alloc(0)
  let piece = 0
  const seal = (bytes: Buffer, last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(piece++, last))
    const body = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length)
    return Buffer.concat([length, body])
  }
  for await (const chunk of plain) {
    waiting = Buffer.concat([waiting, chunk])
    for (; waiting.length > pieceBytes; waiting = waiting.subarray(pieceBytes))
      yield seal(waiting.subarray(0, pieceBytes), false)
  }
  yield seal(waiting, true)
}

export async function* unsealed(key: Uint8Array, stored: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting = Buffer.alloc(0)
  let piece = 0
  let ended = false
  for await (const chunk of stored) {
    waiting = Buffer.concat([waiting, chunk])
    while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE()) {
      const length = waiting.readUInt32BE()
      if (ended || length < tagBytes || length > pieceBytes + tagBytes) throw new BrokenBackup('its pieces do not fit')
      // Whole pieces are never the last one: that holds what was left over, even if it is nothing.
      const body = waiting.subarray(4, 4 + length)
      const opened = open(key, piece, body, false) ?? open(key, piece, body, true)
      if (!opened)
        throw new BrokenBackup('a piece of it does not open: it was changed, or sealed with another master key')
      ended = opened.last
      piece += 1
      waiting = waiting.subarray(4 + length)
      yield opened.plain
    }
  }
  if (!ended || waiting.length > 0) throw new BrokenBackup('it ends in the middle')
}

function open(key: Uint8Array, piece: number, body: Buffer, last: boolean): { plain: Buffer; last: boolean } | null {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(piece, last))
  decipher.setAuthTag(body.subarray(-tagBytes))
  const plain = decipher.update(body.subarray(0, -tagBytes))
  try {
    return { plain: Buffer.concat([plain, decipher.final()]), last }
  } catch {
    return null
  }
}
