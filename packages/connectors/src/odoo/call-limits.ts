/**
 * What a host allows. Odoo Online asks for one call at a time and about one a second, or it suspends the database
 * (odoo.md §1.6); a server of one's own takes what it can.
 */
export function callLimits(url: string): { minIntervalMs: number } {
  return { minIntervalMs: /(^|\.)odoo\.com$/.test(new URL(url).hostname) ? 1_000 : 0 }
}
