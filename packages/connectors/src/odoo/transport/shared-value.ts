import { abortReason } from './exchange.ts'

/** Found out once and for all callers, also those that ask meanwhile; a failure is not remembered. */
export class SharedValue<T> {
  #value: Promise<T> | undefined

  get(find: () => Promise<T>): Promise<T> {
    if (!this.#value) {
      const value = find()
      this.#value = value
      value.catch(() => {
        if (this.#value === value) this.#value = undefined
      })
    }
    return this.#value
  }

  forget(): void {
    this.#value = undefined
  }
}

/** What several callers wait for is nobody's to abort: whoever gives up just stops waiting. */
export function unless<T>(signal: AbortSignal | undefined, value: Promise<T>): Promise<T> {
  if (!signal) return value
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(abortReason(signal))
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}
