import { ShopifyAdminClient, shopifyOrderSource } from '@crossdock/connectors/shopify'
import { AppError } from '@crossdock/contracts/errors'
import { tokenSecret } from '#modules/orders/index.ts'
import type { ChannelAccess, ChannelConnection } from '#modules/tenants/index.ts'
import { about, type Finding } from './finding.ts'

export interface ShopToCheck {
  shop: ChannelConnection
  access: ChannelAccess
  /** The tenant's own ones that hear it. */
  endpoints: { secrets: readonly string[] }[]
  /** Whether any endpoint does: a shared one is the operator's. */
  heard: boolean
}

/** A Shopify connection: whether webhooks are accepted, and whether the shop can be asked and with which rights. */
export async function shopifyFindings(
  { shop, access, endpoints, heard }: ShopToCheck,
  subject: string,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { ok, warning, failure } = about('Shopify', subject)
  const findings: Finding[] = []
  if (shop.status !== 'active')
    findings.push(
      failure(
        `The shop has taken our access away (${shop.status}).`,
        `Install the app there again, then: npx crossdock shops --connect-again ${shop.providerKey}`,
      ),
    )
  if (!heard)
    findings.push(
      failure('No endpoint hears this shop: its webhooks are nobody’s.', 'Connect it anew, or have it attached.'),
    )
  else if (endpoints.length > 0 && endpoints.every(({ secrets }) => secrets.length === 0))
    findings.push(
      failure(
        'No secret is valid for its webhooks: every one is refused.',
        `npx crossdock connections rotate "${shop.name}"`,
      ),
    )
  if (shop.erp === null)
    findings.push(
      warning(
        'No ERP carries its orders: they are recorded only.',
        'npx crossdock connections create odoo --for-channels',
      ),
    )
  const token = access.secrets[tokenSecret]
  const renew = `npx crossdock shops --token ${shop.providerKey}`
  if (!token) {
    findings.push(
      warning('There is no Admin API token: the shop cannot be asked for what a webhook left unclear.', renew),
    )
    return findings
  }
  const drift: { served: string; asked: string }[] = []
  try {
    const settings = { ...access.config, shop: access.providerKey, accessToken: token }
    const client = new ShopifyAdminClient(settings, {
      onVersionDrift: (served, asked) => void drift.push({ served, asked }),
    })
    const { missing, limits } = await shopifyOrderSource(client).checkRights({ signal })
    if (missing.length > 0)
      findings.push(
        failure(
          `The token lacks the scopes ${missing.join(', ')}.`,
          `Add them to the app, let the shop approve them, then: ${renew}`,
        ),
      )
    for (const limit of limits) findings.push(warning(limit, 'Ask Shopify for that scope if older orders matter.'))
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    findings.push(
      thrown.code === 'credentials-rejected'
        ? failure('Shopify refuses our Admin API token.', `Make a new one in the app's settings, then: ${renew}`)
        : failure(
            `Shopify cannot be asked: ${thrown.message}.`,
            'Try again later; https://www.shopifystatus.com tells.',
          ),
    )
  }
  const [old] = drift
  if (old)
    findings.push(
      warning(
        `Shopify has ended version ${old.asked} of its Admin API and answers in ${old.served}.`,
        'Upgrade Crossdock to one that speaks a newer version.',
      ),
    )
  if (findings.length === 0) findings.push(ok('Webhooks are accepted, and the shop can be asked.'))
  return findings
}
