import { AppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import { OdooClient } from './client.ts'
import { idRow } from './schemas.ts'
import { type OdooLogin, OdooSession } from './session.ts'
import { firstWarehouse } from './setup.ts'

export interface ConnectOptions {
  url: string
  database: string
  login: string
  /** A password, or an API key of that user (40 hex characters). */
  secret: string
  /** Of several companies; the user's own one when left out. */
  companyId?: number
  fetch?: typeof fetch
}

export interface OdooConnection {
  apiKey: string
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
  const apiKey = isKey ? secret : await mint({ url, database, login, password: secret }, fetcher)
  const expiresAt = isKey ? null : new Date(Date.now() + keyDays * 86_400_000)

  const client = new OdooClient({ url, database, apiKey, callTimeoutMs: 30_000 }, fetcher)
  const userRow = z.object({ id: z.int(), company_id: z.int() })
  const [user] = await client.searchRead('res.users', [['login', '=', login]], ['company_id'], userRow)
  if (!user) throw new AppError('credentials-rejected', 'no such user', { facts: { provider: 'Odoo' } })
  const companyId = options.companyId ?? user.company_id
  for (const model of ['sale.order', 'stock.move']) await client.searchRead(model, [], ['id'], idRow, { limit: 1 })
  return { apiKey, expiresAt, companyId, warehouseId: await firstWarehouse(client, companyId), userId: user.id }
}

async function mint(access: OdooLogin, fetcher: typeof fetch): Promise<string> {
  const session = await OdooSession.open(access, fetcher)
  return session.mintApiKey('Crossdock', keyDays)
}
