import { AppError } from '@crossdock/contracts/errors'
import { digest } from '#platform/crypto/seal.ts'

/**
 * The version of an answer: a digest of the whole of it. Where only some fields were asked for, theirs follows, so that the
 * part before the dot is what If-Match compares.
 */
export function etagOf(answer: string, fields?: string): string {
  const whole = digest(answer).slice(0, 32)
  return fields === undefined ? `"${whole}"` : `"${whole}.${digest(fields).slice(0, 8)}"`
}

/** RFC 9110 §13.1.2, by the weak comparison: what a proxy packed anew is the same to us. */
export function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  return ifNoneMatch !== undefined && tagsOf(ifNoneMatch).some((tag) => tag === '*' || tag === etag)
}

/** @throws `precondition-failed` */
export function checkMatch(etag: string, ifMatch: string): void {
  const matches = tagsOf(ifMatch).some((tag) => tag === '*' || wholeOf(tag) === wholeOf(etag))
  if (!matches) throw new AppError('precondition-failed', 'another version stands there')
}

function tagsOf(header: string): string[] {
  return header.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
}

function wholeOf(tag: string): string {
  return tag.replace(/\..*"$/, '"')
}
