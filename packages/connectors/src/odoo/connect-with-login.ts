import { AppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import { OdooClient } from './client.ts'
import { NoSuchRoute } from './errors.ts'
import { idRow } from './schemas.ts'
import { type OdooLogin, OdooSession } from './session.ts'
import { firstWarehouse } from './setup.ts'
import type { TransportName } from './transport/transport.ts'

export interface ConnectOptions {
  url: string
  database: string
  login: string
  /** A password, or an API key of that user (40 hex characters). */
  secret: string
  /** Of several companies; the user's own one when left out. */
  companyId?: number
  /** `auto` unless told. */
  transport?: TransportName | 'auto'
  fetch?: typeof fetch
}

export interface OdooConnection {
  /** The password itself where no key could be made of it. */
  apiKey: string
  login: string
  /** Null when the key was given and not made: Odoo does not tell how long it lives. */
  expiresAt: Date | null
  companyId: number
  warehouseId: number
  userId: number
}

const keyDays = 90

/**
 * For who has no administrator at hand: takes a user as he is. A password is used once, to mint a key; a key is taken
 * over. Makes nothing else, so the products for charges have to be there (odoo/setup.ts).
 *
 * @throws `credentials-rejected`, `rights-missing` (he cannot read orders or stock)
 */
export async function connectWithLogin(options: ConnectOptions): Promise<OdooConnection> {
  const fetcher = options.fetch ?? fetch
  const { url, database, login, secret } = options
  const isKey = /^[0-9a-f]{40}$/.test(secret)
  const minted = isKey ? null : await mint({ url, database, login, password: secret }, fetcher)
  const apiKey = minted ?? secret
  const expiresAt = minted === null ? null : new Date(Date.now() + keyDays * 86_400_000)

  const { transport } = options
  const client = new OdooClient({ url, database, apiKey, login, transport, callTimeoutMs: 30_000 }, fetcher)
  const userRow = z.object({ id: z.int(), company_id: z.int() })
  const [user] = await client.searchRead('res.users', [['login', '=', login]], ['company_id'], userRow)
  if (!user) throw new AppError('credentials-rejected', 'no such user', { facts: { provider: 'Odoo' } })
  const companyId = options.companyId ?? user.company_id
  for (const model of ['sale.order', 'stock.move']) await client.searchRead(model, [], ['id'], idRow, { limit: 1 })
  return { apiKey, login, expiresAt, companyId, warehouseId: await firstWarehouse(client, companyId), userId: user.id }
}

/** @returns null where the web client's routes, which alone can make a key, are kept away */
async function mint(access: OdooLogin, fetcher: typeof fetch): Promise<string | null> {
  try {
    const session = await OdooSession.open(access, fetcher)
    return await session.mintApiKey('Crossdock', keyDays)
  } catch (thrown) {
    if (thrown instanceof NoSuchRoute) return null
    throw thrown
  }
}
