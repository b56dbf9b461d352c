import { AppError } from '@crossdock/contracts/errors'

/**
 * The error for a signed body that we cannot read. `reason` is shown to shop staff and stored: field names and what is
 * wrong with them, never what they hold.
 */
export function unreadable(reason: string, cause?: unknown): AppError {
  return new AppError('payload-unreadable', reason, { facts: { detail: reason }, cause })
}

/** What `read` says; null where it cannot be read and nothing depends on it. */
export function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (thrown) {
    if (thrown instanceof AppError) return null
    throw thrown
  }
}
