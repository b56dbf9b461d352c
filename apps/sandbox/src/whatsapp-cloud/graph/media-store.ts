import { createHash } from 'node:crypto'
import type { SandboxClock } from '../clock.ts'
import { graphId } from '../ids.ts'

export interface MediaFile {
  id: string
  mimeType: string
  bytes: Buffer
  /** Whose: only this number may ask for it. */
  phoneNumberId: string
  /** Milliseconds after which it is gone. */
  until: number
}

const dayMs = 86_400_000
/** Contract section 14. */
const linkMs = 5 * 60_000
const keptMs = { customer: 7 * dayMs, business: 30 * dayMs }

export class MediaStore {
  readonly #files = new Map<string, MediaFile>()
  readonly #links = new Map<string, { mediaId: string; until: number }>()
  readonly #clock: SandboxClock

  constructor(clock: SandboxClock) {
    this.#clock = clock
  }

  keep(from: 'customer' | 'business', phoneNumberId: string, mimeType: string, bytes: Buffer): MediaFile {
    const file = { id: graphId(), mimeType, bytes, phoneNumberId, until: this.#clock.now() + keptMs[from] }
    this.#files.set(file.id, file)
    return file
  }

  /** Undefined also when its time is over. */
  find(mediaId: string): MediaFile | undefined {
    const file = this.#files.get(mediaId)
    return file && file.until > this.#clock.now() ? file : undefined
  }

  remove(mediaId: string): void {
    this.#files.delete(mediaId)
  }

  /** The query of an address that works for five minutes. */
  link(file: MediaFile, source?: 'webhook'): string {
    const until = this.#clock.now() + linkMs
    const hash = createHash('sha256').update(`${file.id}|${until}|${this.#links.size}`).digest('base64url').slice(0, 32)
    this.#links.set(hash, { mediaId: file.id, until })
    const from = source ? `&source=${source}` : ''
    return `mid=${file.id}${from}&ext=${Math.floor(until / 1000)}&hash=${hash}`
  }

  followLink(mediaId: string, hash: string): MediaFile | undefined {
    const link = this.#links.get(hash)
    return link && link.mediaId === mediaId && link.until > this.#clock.now() ? this.find(mediaId) : undefined
  }
}

/** Webhooks say it in base64, the media endpoint in hex. */
export function sha256Of(bytes: Buffer, as: 'base64' | 'hex'): string {
  return createHash('sha256').update(bytes).digest(as)
}
