import { AppError } from '@crossdock/contracts/errors'

/**
 * The error for something signed that we cannot read. `reason` is shown to shop staff and stored: field names and what is
 * wrong with them, never what they hold.
 */
export function unreadable(reason: string, cause?: unknown): AppError {
  return new AppError('payload-unreadable', reason, { facts: { detail: reason }, cause })
}
