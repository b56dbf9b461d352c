import type { MessagingAccess, MessagingPort } from '@crossdock/connectors/ports/messaging'
import { AppError } from '@crossdock/contracts/errors'
import { about, type Finding } from './finding.ts'

const soonDays = 14
const dayMs = 86_400_000

export interface NumberToCheck {
  name: string
  port: MessagingPort
  /** Since when and why nothing is sent from it. */
  paused: { at: Date; say: string } | null
  /** Whether an endpoint of this or another tenant hears it. */
  heard: boolean
}

/** A number that people write to: whether the provider lets it send and hear, and whether we let it. */
export async function numberFindings(
  { name, port, paused, heard }: NumberToCheck,
  subject: string,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { ok, warning, failure } = about('WhatsApp', subject)
  const renew = `npx crossdock connections rotate "${name}" (the token of a system user, which does not end)`
  const findings: Finding[] = []
  if (paused)
    findings.push(
      failure(
        `Nothing is sent from this number since ${paused.at.toISOString().slice(0, 16)}Z. ${paused.say}`,
        `Settle it with the provider, then npx crossdock connections resume "${name}" --reason "what was settled"; with new credentials it goes on by itself.`,
      ),
    )
  if (!heard)
    findings.push(
      failure('No endpoint hears this number: what customers write is lost.', 'Connect it anew, or have it attached.'),
    )
  try {
    const access = await port.checkAccess({ signal })
    for (const problem of access.problems)
      findings.push(failure(problem, 'docs/guides/connect-whatsapp.md; settle it in Meta.'))
    const days = daysLeft(access)
    if (days !== null && days < soonDays)
      findings.push(warning(`The access token ${days < 0 ? 'has ended' : `ends in ${days} day(s)`}.`, renew))
    if (access.quality === 'yellow')
      findings.push(
        warning(
          'The quality of the number is middling: people block it or report it.',
          'Write less, and to who expects it.',
        ),
      )
    if (findings.length === 0)
      findings.push(
        ok(`${access.displayNumber ?? 'The number'} (${access.verifiedName ?? 'without a name'}) may send and hears.`),
      )
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    findings.push(
      thrown.code === 'credentials-rejected'
        ? failure('The provider refuses our access token.', renew)
        : failure(`The provider cannot be asked: ${thrown.say}`, 'Try again later; messages wait meanwhile.'),
    )
  }
  return findings
}

function daysLeft({ expiresAt }: MessagingAccess): number | null {
  return expiresAt === null ? null : Math.floor((Date.parse(expiresAt) - Date.now()) / dayMs)
}
