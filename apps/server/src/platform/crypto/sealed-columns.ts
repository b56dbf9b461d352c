/**
 * Every column that holds sealed values, and nothing else does: `Vault.seal` takes no other place, so a new one is written
 * here first, and with that it is guarded (`guard_sealed` in migration 000013), re-encrypted when keys rotate, and compared
 * with the catalogue by a test. The id that binds a value to its row is the row's column `id`, which is unique in its tenant.
 */
export const sealedColumns = {
  connections: ['secrets'],
  conversations: ['phone', 'user_id', 'name'],
  customers: ['name', 'email', 'phone'],
  deliveries: ['body'],
  endpoints: ['secrets'],
  erp_documents: ['document'],
  messages: ['provider_id', 'text', 'content'],
  orders: ['document'],
  privacy_requests: ['subject'],
} as const satisfies Record<string, readonly [string, ...string[]]>

export type SealedTable = keyof typeof sealedColumns

/** Where an encrypted value lives. */
export type Place = {
  [Table in SealedTable]: { table: Table; column: (typeof sealedColumns)[Table][number]; id: string }
}[SealedTable]

export const sealedTables = Object.keys(sealedColumns) as SealedTable[]
