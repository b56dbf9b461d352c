import { AppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import { refusalOf, tryJson } from './errors.ts'
import { exchange, type HttpAccess } from './transport/exchange.ts'
import { callJsonRpc } from './transport/json-rpc.ts'
import { callXmlRpc } from './transport/xml-rpc.ts'

export interface ServerVersion {
  /** As the server says it: "19.0", "saas~19.1+e". */
  text: string
  /** 19 of "19.0" and of "saas~19.1"; null when no number can be found. */
  major: number | null
  /** Which question it answered: only 19 and newer know the first. */
  toldBy: 'web' | 'json-rpc' | 'xml-rpc'
}

const webAnswer = z.object({ version: z.string() })
const commonAnswer = z.object({ server_version: z.string() })

/** Nobody waits minutes to learn who is there. */
const longestMs = 30_000

/**
 * Asks without logging in (odoo.md §1.1).
 *
 * @throws `provider-unreachable`, `provider-busy`; `provider-refused` when no Odoo answers at the address
 */
export async function askVersion(access: HttpAccess): Promise<ServerVersion> {
  const http = { ...access, callTimeoutMs: Math.min(access.callTimeoutMs, longestMs) }
  const questions = [
    ['web', askWeb],
    ['json-rpc', askJsonRpc],
    ['xml-rpc', askXmlRpc],
  ] as const
  let busy: AppError | undefined
  for (const [toldBy, ask] of questions) {
    try {
      const text = await ask(http)
      if (text !== null) return { text, major: majorOf(text), toldBy }
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code === 'provider-unreachable') throw thrown
      // An address that it does not know is answered 404 by one Odoo and a page of 500 by another: the next question tells.
      if (thrown.retry === 'later' || thrown.retry === 'settle') busy ??= thrown
    }
  }
  if (busy) throw busy
  const detail = 'no Odoo answers at this address'
  throw new AppError('provider-refused', detail, { facts: { provider: 'Odoo', detail } })
}

/** Whether JSON-RPC is to be had; some hosts keep it away. */
export async function hasJsonRpc(access: HttpAccess): Promise<boolean> {
  const http = { ...access, callTimeoutMs: Math.min(access.callTimeoutMs, longestMs) }
  return (await askJsonRpc(http).catch(nothingThere)) !== null
}

export async function hasXmlRpc(access: HttpAccess): Promise<boolean> {
  const http = { ...access, callTimeoutMs: Math.min(access.callTimeoutMs, longestMs) }
  return (await askXmlRpc(http).catch(nothingThere)) !== null
}

async function askWeb(http: HttpAccess): Promise<string | null> {
  const { status, retryAfter, text } = await exchange(http, { path: '/web/version', kind: 'repeatable' })
  if (status !== 200) throw refusalOf(status, null, retryAfter, 'repeatable')
  const parsed = webAnswer.safeParse(tryJson(text))
  return parsed.success ? parsed.data.version : null
}

async function askJsonRpc(http: HttpAccess): Promise<string | null> {
  const params = { service: 'common', method: 'version', args: [] }
  const { result } = await callJsonRpc(http, '/jsonrpc', params, 'repeatable')
  const parsed = commonAnswer.safeParse(result)
  return parsed.success ? parsed.data.server_version : null
}

async function askXmlRpc(http: HttpAccess): Promise<string | null> {
  const parsed = commonAnswer.safeParse(
    await callXmlRpc(http, { service: 'common', method: 'version', args: [], kind: 'repeatable' }),
  )
  return parsed.success ? parsed.data.server_version : null
}

/** An answer that is none of Odoo's: the question is not understood there. Silence is told as it is. */
function nothingThere(thrown: unknown): null {
  if (!(thrown instanceof AppError)) throw thrown
  if (thrown.retry !== 'after-fix' && thrown.retry !== 'never') throw thrown
  return null
}

function majorOf(text: string): number | null {
  const [found] = /\d+/.exec(text) ?? []
  return found === undefined ? null : Number(found)
}
