import { z } from 'zod'

/** One connection to one company of one Odoo database. */
export const odooConfig = z.object({
  url: z.url({ protocol: /^https?$/ }),
  database: z.string().min(1),
  /** 40 hex characters; an internal user's lives 90 days at the most (odoo.md §1.3). */
  apiKey: z.string().min(1),
  companyId: z.int().positive(),
  warehouseId: z.int().positive().optional(),
  /** Longest wait for one answer. */
  callTimeoutMs: z.int().positive().default(120_000),
  /** Unique per connection and never changed: part of every external id, `crossdock.<namespace>-…`. */
  namespace: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
})
export type OdooConfig = z.output<typeof odooConfig>
