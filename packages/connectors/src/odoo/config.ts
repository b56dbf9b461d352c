import { z } from 'zod'

/** One connection to one company of one Odoo database. */
export const odooConfig = z.object({
  url: z.url({ protocol: /^https?$/ }),
  database: z.string().min(1),
  /**
   * 40 hex characters; an internal user's lives 90 days at the most (odoo.md §1.3). With `login` it may be a password,
   * which JSON-2 does not take.
   */
  apiKey: z.string().min(1),
  /** Whose secret it is; JSON-RPC and XML-RPC need it. Connections without it speak JSON-2. */
  login: z.string().min(1).optional(),
  /** `auto`: what the server can, best first. Named by whoever knows that something in between keeps the others away. */
  transport: z.enum(['auto', 'json-2', 'json-rpc', 'xml-rpc']).default('auto'),
  companyId: z.int().positive(),
  warehouseId: z.int().positive().optional(),
  /** Longest wait for one answer. */
  callTimeoutMs: z.int().positive().default(120_000),
  /** Unique per connection and never changed: part of every external id, `crossdock.<namespace>-…`. */
  namespace: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
})
export type OdooConfig = z.output<typeof odooConfig>
