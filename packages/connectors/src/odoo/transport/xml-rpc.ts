import { broken, type OdooFault, refusalOf, silenceOf } from '../errors.ts'
import { exchange, type HttpAccess } from './exchange.ts'
import { RpcService, type ServiceCall } from './rpc-service.ts'
import { decodeMessage, encodeCall, type Fault, type Message } from './xml-rpc-codec.ts'

/** XML-RPC, for an Odoo of which nothing else can be reached. */
export class XmlRpc extends RpcService {
  readonly name = 'xml-rpc'
  readonly #http: HttpAccess

  constructor(http: HttpAccess, login: { database: string; login: string; secret: string }) {
    super(login)
    this.#http = http
  }

  protected dispatch(call: ServiceCall): Promise<unknown> {
    return callXmlRpc(this.#http, call)
  }
}

export async function callXmlRpc(
  http: HttpAccess,
  { service, method, args, kind, signal }: ServiceCall,
): Promise<unknown> {
  const path = `/xmlrpc/2/${service}`
  const { status, retryAfter, text } = await exchange(http, {
    path,
    kind,
    headers: { 'content-type': 'text/xml' },
    body: written(method, args),
    signal,
  })
  if (status !== 200) throw refusalOf(status, null, retryAfter, kind)
  let message: Message
  try {
    message = decodeMessage(text)
  } catch {
    // Somebody in between answered in Odoo's place, or the answer is cut off.
    throw silenceOf(new Error(`${path} answered something that is not XML-RPC`), kind)
  }
  if (message.kind === 'answer') return message.value
  if (message.kind === 'call') throw broken(`${path} answered with a call`)
  if (returnedNothing(message.fault)) return null
  throw refusalOf(200, faultOf(message.fault), null, kind)
}

function written(method: string, args: unknown[]): string {
  try {
    return encodeCall(method, args)
  } catch (thrown) {
    throw broken(`${method}: ${thrown instanceof Error ? thrown.message : ''}`)
  }
}

/**
 * A method that returns None has done its work and committed; only its answer cannot be written down (odoo.md §1.5). The
 * fault is a whole traceback or these words alone.
 */
function returnedNothing({ faultCode, faultString }: Fault): boolean {
  return faultCode === 1 && /^(TypeError: )?cannot marshal None\b/.test(lastError(faultString))
}

/** Odoo's fault codes (odoo.md §1.4); 2 covers the other refusals of the business too. */
const namesByCode: Record<number, string> = {
  2: 'odoo.exceptions.UserError',
  3: 'odoo.exceptions.AccessDenied',
  4: 'odoo.exceptions.AccessError',
}

function faultOf({ faultCode, faultString }: Fault): OdooFault {
  const name = namesByCode[faultCode]
  if (name) return { name, message: faultString }
  const error = lastError(faultString)
  const [, raised = 'builtins.Exception', message = ''] = /^([A-Za-z_][\w.]*)(?:: ([\s\S]*))?$/.exec(error) ?? []
  // Python leaves out the module of its own.
  return { name: raised.includes('.') ? raised : `builtins.${raised}`, message }
}

/**
 * What was raised in the end: a traceback prints the error that came last in its last block, below the indented frames.
 */
function lastError(faultString: string): string {
  const block = faultString.split('Traceback (most recent call last):\n').at(-1) ?? ''
  const lines = block.split('\n')
  const start = lines.findIndex((line) => line !== '' && !line.startsWith(' '))
  return start < 0 ? '' : lines.slice(start).join('\n').trim()
}
