import { AppError } from '@crossdock/contracts/errors'
import { NoSuchRoute } from './errors.ts'
import { askVersion, hasJsonRpc, hasXmlRpc } from './server-version.ts'
import type { HttpAccess } from './transport/exchange.ts'
import { JsonRpc } from './transport/json-rpc.ts'
import { Json2 } from './transport/json2.ts'
import type { OdooTransport, TransportName } from './transport/transport.ts'
import { XmlRpc } from './transport/xml-rpc.ts'

/** Whose calls they are. */
export interface OdooAccess {
  url: string
  database: string
  /** An API key, or with `login` a password. */
  apiKey: string
  /** JSON-RPC and XML-RPC need it beside the secret; without it only JSON-2 is left. */
  login?: string | undefined
  /** `auto`, or nothing: what the server can, best first. */
  transport?: TransportName | 'auto' | undefined
}

/** The first with JSON-2. */
const firstWithJson2 = 19

/**
 * Asks the server: JSON-2 where it exists and takes the secret, else JSON-RPC, else XML-RPC (odoo.md §1.1).
 *
 * @throws `provider-unreachable`, `provider-busy`; `provider-refused` when no Odoo is there
 */
export async function chooseTransport(access: OdooAccess, http: HttpAccess): Promise<OdooTransport> {
  if (access.transport && access.transport !== 'auto') return openTransport(access.transport, access, http)
  // Nothing else to choose from, so nothing to ask.
  if (access.login === undefined) return openTransport('json-2', access, http)
  const { major, toldBy } = await askVersion(http)
  const json2 = major === null || major >= firstWithJson2 ? openTransport('json-2', access, http) : null
  if (json2 && (await takesSecret(json2))) return json2
  if (toldBy === 'json-rpc' || (toldBy === 'web' && (await hasJsonRpc(http))))
    return openTransport('json-rpc', access, http)
  // With JSON-2 alone, its own refusal of the secret is the answer.
  if (json2 && toldBy === 'web' && !(await hasXmlRpc(http))) return json2
  return openTransport('xml-rpc', access, http)
}

/** @throws `credentials-rejected` when it wants a log-in name and none is known */
export function openTransport(
  name: TransportName,
  { database, apiKey, login }: OdooAccess,
  http: HttpAccess,
): OdooTransport {
  if (name === 'json-2') return new Json2(http, { database, apiKey })
  if (login === undefined)
    throw new AppError('credentials-rejected', `${name} needs a log-in name beside the secret`, {
      facts: { provider: 'Odoo' },
    })
  const Transport = name === 'json-rpc' ? JsonRpc : XmlRpc
  return new Transport(http, { database, login, secret: apiKey })
}

/** A password is no API key, and some hosts keep JSON-2 away. */
async function takesSecret(json2: OdooTransport): Promise<boolean> {
  try {
    await json2.call({ model: 'res.users', method: 'context_get', kind: 'repeatable', args: {}, context: {} })
    return true
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    if (thrown instanceof NoSuchRoute || thrown.code === 'credentials-rejected') return false
    // Refused for any other reason, but by an Odoo that knows who asks.
    if (thrown.retry === 'after-fix' || thrown.retry === 'never') return true
    throw thrown
  }
}
