import { connect, type Socket } from 'node:net'

/** Status of each answer that came, in order; fewer than asked for when the other side hung up. */
export type Answers = number[]

export interface Utterance {
  /** Written one after the other, with a turn of the event loop between. */
  pieces: Buffer[]
  /** How many answers are waited for; 0: hang up as soon as it is written. */
  answers: number
  /** A HEAD is answered without a body, whatever its header says. */
  bodiless?: boolean
}

/** The last wait for an answer; Shopify's own. What is still silent then is counted as hung up. */
const patienceMs = 5_000

/** HTTP/1.1 at the level of bytes, since no client library says what must be said here. Keeps its connection while it can. */
export class Wire {
  readonly #host: string
  readonly #port: number
  #kept: Socket | null = null

  constructor(url: string) {
    const { hostname, port } = new URL(url)
    this.#host = hostname
    this.#port = Number(port)
  }

  /** On the kept connection when it still stands; once more on a new one when it had been closed meanwhile. */
  async say(utterance: Utterance): Promise<Answers> {
    const kept = this.#kept
    this.#kept = null
    if (kept && !kept.destroyed) {
      const { answers, reusable } = await converse(kept, utterance)
      if (reusable) this.#kept = kept
      else kept.destroy()
      if (answers.length > 0) return answers
    }
    return this.sayAfresh(utterance, true)
  }

  /** On a connection of its own. */
  async sayAfresh(utterance: Utterance, keep = false): Promise<Answers> {
    const socket = connect(this.#port, this.#host)
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    const { answers, reusable } = await converse(socket, utterance)
    if (keep && reusable) this.#kept = socket
    else socket.destroy()
    return answers
  }

  close(): void {
    this.#kept?.destroy()
  }
}

async function converse(socket: Socket, utterance: Utterance): Promise<{ answers: Answers; reusable: boolean }> {
  const answers: Answers = []
  let heard = Buffer.alloc(0)
  let reusable = utterance.answers > 0
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(patience)
      socket.removeListener('data', listen)
      socket.removeListener('close', closed)
      resolve({ answers, reusable })
    }
    const closed = (): void => {
      reusable = false
      done()
    }
    const patience = setTimeout(closed, patienceMs)
    const listen = (chunk: Buffer): void => {
      heard = Buffer.concat([heard, chunk])
      for (;;) {
        const answer = readAnswer(heard, utterance.bodiless ?? false)
        if (!answer) return
        heard = heard.subarray(answer.length)
        if (answer.status === 100) continue
        answers.push(answer.status)
        if (answer.closing) reusable = false
        if (answers.length === utterance.answers) {
          done()
          return
        }
      }
    }
    socket.on('data', listen)
    socket.once('close', closed)
    void write(socket, utterance.pieces).then(() => {
      if (utterance.answers === 0) done()
    })
  })
}

async function write(socket: Socket, pieces: Buffer[]): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return
    await new Promise<void>((resolve) => {
      const written = (): void => {
        socket.removeListener('close', written)
        resolve()
      }
      socket.once('close', written)
      socket.write(piece, written)
    })
    if (pieces.length > 1) await new Promise((resolve) => setImmediate(resolve))
  }
}

/** The first whole answer in the bytes; null while it is not all there. */
function readAnswer(bytes: Buffer, bodiless: boolean): { status: number; length: number; closing: boolean } | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const head = bytes.subarray(0, end).toString('latin1')
  const status = Number(head.slice(9, 12))
  const body = bodiless ? 0 : Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0)
  const length = end + 4 + body
  return bytes.length < length ? null : { status, length, closing: /^connection: close$/im.test(head) }
}
