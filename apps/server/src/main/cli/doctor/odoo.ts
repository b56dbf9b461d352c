import { checkUpOdoo, type OdooCheckUp } from '@crossdock/connectors/odoo'
import { AppError } from '@crossdock/contracts/errors'
import type { ErpConnection } from '#modules/tenants/index.ts'
import { odooSettings } from '../../erp-factories.ts'
import { about, type Finding } from './finding.ts'

const soonDays = 14
const dayMs = 86_400_000
/** One call of many; the whole of it is bound by the check's own time limit. */
const callTimeoutMs = 20_000

/** An Odoo connection: whether our user gets in, may do what carrying orders needs, and finds what the set-up made. */
export async function odooFindings(
  erp: ErpConnection,
  subject: string,
  options: { fetch: typeof fetch; signal: AbortSignal },
): Promise<Finding[]> {
  const rotate = `npx crossdock connections rotate "${erp.name}" (an administrator's log-in makes a new key)`
  try {
    const checkUp = await checkUpOdoo(odooSettings(erp, callTimeoutMs), options)
    return [...seen(subject, checkUp), ...keyEnd(subject, erp, checkUp, rotate)]
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    const { failure } = about('Odoo', subject)
    switch (thrown.code) {
      case 'credentials-rejected':
        return [failure('Odoo refuses our key: it was deleted there, has expired, or its user was archived.', rotate)]
      case 'provider-unreachable':
        return [
          failure(
            `${erp.config.url} cannot be reached (${thrown.message}).`,
            'Start Odoo, or mend its address; see that no firewall stands between. Orders wait meanwhile.',
          ),
        ]
      case 'provider-busy':
        return [failure(`${erp.config.url} gives no answer (${thrown.message}).`, 'Look at how Odoo is; orders wait.')]
      default:
        return [failure(thrown.say, 'Mend it in Odoo, or connect the right database anew.')]
    }
  }
}

function seen(subject: string, checkUp: OdooCheckUp): Finding[] {
  const { ok, warning, failure } = about('Odoo', subject)
  const findings: Finding[] = []
  const { version, transport, company, modulesMissing, rightsMissing, productsMissing, productsAmbiguous } = checkUp
  if (modulesMissing.length > 0)
    findings.push(
      failure(`Apps are not installed there: ${modulesMissing.join(', ')}.`, 'Install them in Odoo under Apps.'),
    )
  for (const model of new Set(rightsMissing.map((right) => right.model))) {
    const operations = rightsMissing.filter((right) => right.model === model).map(({ operation }) => operation)
    findings.push(
      failure(
        `Our user may not ${operations.join(', ')} ${model}.`,
        'Give the user in Odoo: Sales "User: All Documents", Inventory "User", Accounting "Invoicing", and Contact Creation.',
      ),
    )
  }
  if (company === null)
    findings.push(
      failure('Our user cannot see the company of this connection.', 'Allow the user that company in Odoo.'),
    )
  if (checkUp.warehouse === false)
    findings.push(
      failure('The warehouse of this connection is gone or archived.', 'Bring it back in Odoo, or connect Odoo anew.'),
    )
  if (productsMissing.length > 0 && !modulesMissing.includes('sale_management'))
    findings.push(
      failure(
        `Products for charges are missing: ${productsMissing.join(', ')}. Orders with such a charge are parked.`,
        'Connect Odoo anew with an administrator’s log-in, which makes them, or create services with these internal references.',
      ),
    )
  if (productsAmbiguous.length > 0)
    findings.push(
      failure(`Several products have the reference ${productsAmbiguous.join(', ')}.`, 'Keep it on one of them only.'),
    )
  if (!checkUp.salesJournal && !modulesMissing.includes('account'))
    findings.push(
      warning('The company has no sales journal: nothing can be invoiced there.', 'Make one in Odoo under Accounting.'),
    )
  const ahead = checkUp.clockAheadMs
  if (ahead !== null && Math.abs(ahead) > 30_000)
    findings.push(
      warning(
        `Odoo's clock is ${Math.round(Math.abs(ahead) / 1_000)} s ${ahead < 0 ? 'behind' : 'ahead of'} ours.`,
        'Let both machines take their time from the same source (NTP).',
      ),
    )
  if (findings.length === 0) findings.push(ok(`Odoo ${version} answers as "${company}", by ${transport}.`))
  return findings
}

/** A key ends silently; what the connection knows of it goes before what Odoo tells of all keys of the user. */
function keyEnd(subject: string, { config }: ErpConnection, { keysEndAt }: OdooCheckUp, rotate: string): Finding[] {
  const known = typeof config.keyExpiresAt === 'string' ? new Date(config.keyExpiresAt) : null
  const endsAt = known ?? keysEndAt
  if (!endsAt) return []
  const days = Math.floor((endsAt.getTime() - Date.now()) / dayMs)
  if (days >= soonDays) return []
  return [
    about('Odoo', subject).warning(
      `Our API key there ${days < 0 ? 'should have ended already' : `ends in ${days} day(s), on ${endsAt.toISOString().slice(0, 10)}`}.`,
      rotate,
    ),
  ]
}
