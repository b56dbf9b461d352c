import { type ConnectionFacts, findErpConnection, saveSecrets } from '#modules/tenants/index.ts'
import { odooAccess, provisionErp } from '../provision.ts'
import type { Answer } from './answer.ts'
import { rotateWhatsapp } from './connection-whatsapp.ts'
import { NotDone } from './exit-codes.ts'
import type { Inside } from './inside.ts'
import { ownEndpoints } from './own-endpoints.ts'
import { secretFrom } from './read-secret.ts'
import { sayOf } from './tell-of-connection.ts'

export interface RotateOptions {
  login?: string
  appSecret?: boolean
  dropPrevious?: boolean
}

export function rotateConnection(hub: Inside, one: ConnectionFacts, options: RotateOptions): Promise<Answer> {
  if (one.provider === 'odoo') return rotateOdoo(hub, one, options.login)
  const dropPrevious = options.dropPrevious === true
  if (one.kind === 'number') return rotateWhatsapp(hub, one, { appSecret: options.appSecret === true, dropPrevious })
  if (one.kind === 'channel') return rotateEndpointSecret(hub, one, dropPrevious)
  throw new NotDone(`Nobody here knows how to renew ${one.provider}.`)
}

/** A new key of the same database and company; it is tried before it takes the place of the old one. */
async function rotateOdoo(hub: Inside, one: ConnectionFacts, given: string | undefined): Promise<Answer> {
  const {
    app,
    vault,
    config,
    tenant: { tenantId },
  } = hub
  const before = await app.withTenant(tenantId, (tx) => findErpConnection(tx, vault, tenantId, one.connectionId))
  const { url, database, login: own, transport } = before.config as Record<string, string | undefined>
  const login = given ?? own
  if (!url || !database || !login) throw new NotDone('Say whose log-in is given: --login NAME.')
  const secret = await secretFrom(config.CROSSDOCK_SECRET, `Password or API key of ${login} in ${one.name}`)
  const access = await odooAccess({
    url,
    database,
    login,
    secret,
    ...(transport === undefined ? {} : { transport: transport as 'auto' }),
  })
  if (access.companyId !== before.companyId)
    throw new NotDone(
      `${login} belongs to company ${access.companyId} there, and this connection to company ${before.companyId}. Nothing was stored.`,
    )
  const saved = await provisionErp(app, vault, tenantId, {
    name: one.name,
    ...access,
    warehouseId: before.warehouseId ?? access.warehouseId,
  })
  if (saved.connectionId !== one.connectionId)
    throw new NotDone(`That log-in leads to another database; it is the connection ${saved.connectionId} now.`)
  await app.withTenant(tenantId, (tx) => sayOf(tx, hub, one, 'credentials', `${one.name} has new credentials.`))
  return {
    json: { connectionId: one.connectionId, login: access.login, keyExpiresAt: access.keyExpiresAt },
    print() {
      const end = access.keyExpiresAt ? ` Its key ends on ${access.keyExpiresAt.toISOString().slice(0, 10)}.` : ''
      console.log(`${one.name} is reached as ${access.login} from now on.${end}`)
      console.log(
        'Delete the old key in Odoo (Preferences, Account Security) once orders are carried with the new one.',
      )
      console.log('What was parked for the old one: npx crossdock replay --cause credentials-rejected')
    },
  }
}

/** The new secret is valid at once, and the one before it as long as the channel changes over. */
async function rotateEndpointSecret(hub: Inside, one: ConnectionFacts, dropPrevious: boolean): Promise<Answer> {
  const {
    app,
    vault,
    config,
    tenant: { tenantId },
  } = hub
  const secret = await secretFrom(config.CROSSDOCK_SECRET, `New secret that ${one.name} signs with`)
  const endpoints = await app.withTenant(tenantId, async (tx) => {
    const { endpoints: all } = await ownEndpoints(tx, vault, tenantId, one.connectionId)
    for (const { endpointId, secrets } of all) {
      const [newest] = secrets.filter((each) => each !== secret)
      const valid = dropPrevious || newest === undefined ? [secret] : [secret, newest]
      await saveSecrets(tx, vault, tenantId, endpointId, valid)
    }
    return all
  })
  if (endpoints.length === 0) throw new NotDone(`${one.name} has no endpoint.`)
  const end = dropPrevious ? '; the old one is valid no more' : ''
  await app.withTenant(tenantId, (tx) => sayOf(tx, hub, one, 'secret', `${one.name} signs with a new secret${end}.`))
  return {
    json: { connectionId: one.connectionId, endpoints: endpoints.map(({ endpointId }) => endpointId), dropPrevious },
    print() {
      console.log('The new secret is accepted within ten seconds.')
      if (!dropPrevious)
        console.log(
          'The one before stays valid. When the channel signs with the new one: the same again, with --drop-previous',
        )
    },
  }
}
