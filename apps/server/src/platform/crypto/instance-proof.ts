import { createHmac, timingSafeEqual } from 'node:crypto'

/** A question that only who holds this installation's master key can answer: 16 to 64 characters of base64url. */
export const challengePattern = /^[\w-]{16,64}$/

/** The answer to a challenge; worth nothing for any other purpose. */
export function proofOf(masterKeyBytes: Uint8Array, challenge: string): string {
  return createHmac('sha256', masterKeyBytes).update(`instance|${challenge}`).digest('base64url')
}

export function isProof(masterKeyBytes: Uint8Array, challenge: string, proof: string): boolean {
  const [expected, given] = [proofOf(masterKeyBytes, challenge), proof].map((text) => Buffer.from(text))
  return expected !== undefined && given?.length === expected.length && timingSafeEqual(expected, given)
}
